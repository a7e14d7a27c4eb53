import { existsSync, readFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { bridge, deliveryHeaders, sign } from './sample.mjs';

const colored = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colored ? `\u001b[${code}m${text}\u001b[0m` : text);
const [bold, dim, green, red] = ['1', '2', '32', '31'].map(paint);

export const printTitle = (text) => console.log(`\n${bold(text)}\n`);

export const printService = (name, url, note) => console.log(`  ${name.padEnd(10)} ${url.padEnd(24)} ${dim(note)}`);

export const printStep = (name, text) => console.log(`  ${name ? green('✓') : ' '} ${name.padEnd(10)} ${text}`);

/** The delivery as it stands in Table Storage. */
export function printRow(row) {
  printTitle('The ledger row, read back from Table Storage');
  const lines = {
    'delivery id': row.DeliveryId,
    'sender id': row.SenderId,
    status: row.Status,
    'workflow execution id': row.WorkflowExecutionId,
    attempts: row.AttemptCount,
    received: row.ReceivedAt.toISOString(),
    updated: row.UpdatedAt.toISOString(),
  };
  for (const [name, value] of Object.entries(lines)) console.log(`  ${name.padEnd(22)} ${value}`);
}

/** What a reader can try now. */
export function printInvitation({ app, secrets, event, eventFile }) {
  const key = '-H "Authorization: Bearer $TRIGGERBRIDGE_KEY"';
  printTitle('Try it');
  console.log(`  An API key with all roles, for this machine only; triggerbridge reads it from there, too:\n`);
  console.log(`  export TRIGGERBRIDGE_KEY=${bold(secrets[bridge.operatorKey])}\n`);
  console.log(`  curl ${app}/api/health`);
  console.log(`  curl ${key} ${app}/api/status`);
  console.log(`  curl ${key} '${app}/api/deliveries?bridge=${bridge.name}'`);
  const headers = deliveryHeaders(sign(event, secrets[bridge.webhookSecret]), '$(node -p "crypto.randomUUID()")');
  const lines = Object.entries(headers).map(([name, value]) => `    -H "${name}: ${value}" \\`);
  console.log(`\n  The same event as a new delivery:\n\n  curl -i ${app}/api/hooks/${bridge.name} \\`);
  console.log(`${lines.join('\n')}\n    --data-binary @${eventFile}`);
  console.log(`\n${dim('Logs are in .local/logs. Ctrl-C ends everything.')}`);
}

/** The reason, and the end of the log of the process that is to blame. */
export function printFailure(error) {
  const reason = error instanceof Failure ? error.message : `${error.stack ?? error}${error.cause ? `\n  because of ${error.cause}` : ''}`;
  console.error(`\n${red('✗')} ${reason}`);
  if (!error.log || !existsSync(error.log)) return;
  const end = readFileSync(error.log, 'utf8').trimEnd().split('\n').slice(-15).map((line) => line.slice(0, 240));
  console.error(`\n  The end of ${error.log}:\n${end.map((line) => `  | ${line}`).join('\n')}`);
}
