// Started by run.sh after the build: Azurite, the ISC simulator and the app, and one GitHub event on its way through them.
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { readOptions, usage } from './demo/options.mjs';
import { requireFreePorts } from './demo/ports.mjs';
import { Processes } from './demo/processes.mjs';
import { tellStory } from './demo/story.mjs';
import { printFailure, printInvitation } from './demo/print.mjs';

const processes = new Processes();
let isUp = false;

async function run(options) {
  await requireFreePorts(options);
  if (options.check) return;
  // Not before: it needs npm's packages, and ports are checked before those are installed.
  const { startServices } = await import('./demo/services.mjs');
  const services = await startServices(processes, options);
  await Promise.race([tellStory(services).catch(preferReason), processes.unexpectedEnd]);
  if (options.once) return;
  printInvitation(services);
  isUp = true;
  await processes.unexpectedEnd;
}

// A refused connection is only the echo of a process that has ended: its end is the better reason.
async function preferReason(error) {
  await Promise.race([processes.unexpectedEnd, delay(500)]);
  throw error;
}

async function main() {
  let failure;
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.help) console.log(usage);
    else await run(options);
  } catch (error) {
    // What is thrown after Ctrl-C only says that the processes are gone.
    if (processes.stopping) return;
    failure = error;
  }
  await processes.stopAll();
  if (!failure) return;
  printFailure(failure);
  process.exitCode = failure.exitCode ?? 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    await processes.stopAll();
    process.exit(isUp ? 0 : 128 + constants.signals[signal]);
  });
}
// Nobody reads any longer: ./run.sh | head.
process.stdout.on('error', () => process.exit(1));
// The last resort, whatever happened: nothing may stay behind.
process.on('exit', () => processes.killAll());

await main();
