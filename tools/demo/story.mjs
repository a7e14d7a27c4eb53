import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.mjs';
import { printRow, printStep, printTitle } from './print.mjs';
import { bridge, deliveryHeaders, eventTitle, sign } from './sample.mjs';

const finalStatuses = ['Filtered', 'Completed', 'Failed', 'Canceled', 'DeadLettered'];
const followTimeout = 120_000;

/** Sends one event and tells what became of it, each step from what was seen, never from what was meant to be. */
export async function tellStory(services) {
  const { event, secrets } = services;
  printTitle(`GitHub's ${eventTitle} (${event.length} bytes) to bridge ${bridge.name}`);
  const headers = deliveryHeaders(sign(event, secrets[bridge.webhookSecret]));

  const deliveryId = await showReceived(services, headers);
  await showRecorded(services, deliveryId);
  await showExecuted(services, deliveryId);
  await showRepeated(services, headers, deliveryId);
  await showForged(services);
  printRow(await showFollowed(services, deliveryId));
}

async function showReceived(services, headers) {
  const { status, body, milliseconds } = await post(services, headers);
  verify(status === 202 && body.deliveryId, `The app answered ${status} to the event, not 202: ${JSON.stringify(body)}`);
  printStep('received', `${status} in ${milliseconds} ms, its signature verified`);
  return body.deliveryId;
}

async function showRecorded({ ledger }, deliveryId) {
  const row = await ledger.delivery(bridge.name, deliveryId);
  verify(row, `Delivery ${deliveryId} was accepted, but does not stand in the ledger.`);
  printStep('recorded', `delivery ${deliveryId}`);
}

async function showExecuted(services, deliveryId) {
  const row = await waitForRow(services, deliveryId, (seen) => seen.WorkflowExecutionId || finalStatuses.includes(seen.Status));
  const executions = await executionsOf(services);
  const execution = executions.find(({ id }) => id === row.WorkflowExecutionId);
  verify(execution, `The ledger shows ${row.Status} ${row.Reason ?? ''} and no execution that ISC knows.`);
  const { token } = await getJson(`${services.simulator}/_simulator/requests`);
  verify(token > 0, 'ISC was called without a token.');
  printStep('token', `${token} issued, for the workflow's own client`);
  printStep('executed', `workflow execution ${execution.id}`);
  printStep('', `input ${JSON.stringify(execution.input)}`);
}

async function showRepeated(services, headers, deliveryId) {
  const { status, body } = await post(services, headers);
  verify(status === 200 && body.deliveryId === deliveryId, `The same delivery again was answered ${status}: ${JSON.stringify(body)}`);
  const { length } = await executionsOf(services);
  verify(length === 1, `The same delivery again: ISC now has ${length} executions.`);
  printStep('repeated', `${status}: the same delivery again, still ${length} execution`);
}

async function showForged(services) {
  const { status } = await post(services, deliveryHeaders(sign(services.event, randomUUID())));
  verify(status === 401, `A forged signature was answered ${status}, not 401.`);
  const { length } = await services.ledger.deliveries(bridge.name);
  verify(length === 1, `A forged signature left a row: the ledger has ${length} deliveries.`);
  printStep('forged', `${status}: a wrong signature, still ${length} row in the ledger`);
}

async function showFollowed(services, deliveryId) {
  // Started is the last status only when no work is left: where tracking is off.
  const isFinal = ({ Status, Work }) => finalStatuses.includes(Status) || (Status === 'Started' && !Work);
  const row = await waitForRow(services, deliveryId, isFinal);
  verify(['Started', 'Completed'].includes(row.Status), `The delivery ended as ${row.Status}: ${row.Reason || 'without a reason'}`);
  printStep('ended', row.Status === 'Started' ? 'as Started: executions are not tracked' : `as ${row.Status}`);
  return row;
}

async function waitForRow({ ledger }, deliveryId, isEnough) {
  const deadline = performance.now() + followTimeout;
  for (;;) {
    const row = await ledger.delivery(bridge.name, deliveryId);
    if (isEnough(row)) return row;
    if (performance.now() > deadline)
      throw new Failure(`After ${followTimeout / 1000} s the ledger still shows ${row.Status}. ${row.Reason ?? ''}`, { log: '.local/logs/app.log' });
    await delay(100);
  }
}

async function post({ app, event }, headers) {
  const start = performance.now();
  const answer = await fetch(`${app}/api/hooks/${bridge.name}`, { method: 'POST', headers, body: event });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text, milliseconds: Math.round(performance.now() - start) };
}

const executionsOf = ({ simulator }) => getJson(`${simulator}/_simulator/executions`);

async function getJson(url) {
  const answer = await fetch(url);
  verify(answer.ok, `${url} answered ${answer.status}.`);
  return answer.json();
}

function verify(condition, problem) {
  if (!condition) throw new Failure(problem, { log: '.local/logs/app.log' });
}
