import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { connectionString, LedgerTable } from './ledger-table.mjs';
import { printService } from './print.mjs';
import { bridge, sampleEvent } from './sample.mjs';
import { ensureSecrets, writeClients } from './secrets.mjs';

const local = '.local';
const secretsFile = `${local}/secrets.json`;
const clientsFile = `${local}/isc-clients.json`;
const eventFile = `${local}/member-removed.json`;

const log = (name) => `${local}/logs/${name}.log`;
const built = (project) => `src/${project}/bin/Release/net10.0/${project}.dll`;

const answers = (url, isWanted) => async () => {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(2000) });
  if (!isWanted(status)) throw new Failure(`${url} answers ${status}`);
  return true;
};

/** Starts the three processes. What is in the answer is all that the story needs. */
export async function startServices(processes, { ports }) {
  const [app, azurite, simulator] = ['port', 'azurite-port', 'simulator-port'].map((option) => `http://127.0.0.1:${ports[option]}`);
  mkdirSync(`${local}/logs`, { recursive: true, mode: 0o700 });
  const secrets = ensureSecrets(secretsFile);
  writeClients(clientsFile, secrets);
  const event = sampleEvent();
  writeFileSync(eventFile, event);

  await startAzurite(processes, azurite, ports['azurite-port']);
  await startSimulator(processes, simulator);
  await startApp(processes, app, azurite, simulator);
  return { app, simulator, secrets, secretsFile, event, eventFile, ledger: new LedgerTable(azurite) };
}

async function startAzurite(processes, url, port) {
  await processes.start({
    name: 'Azurite',
    command: process.execPath,
    args: ['tools/node_modules/azurite/dist/src/table/main.js', '--inMemoryPersistence', '--disableTelemetry', '--tablePort', String(port)],
    env: process.env,
    log: log('azurite'),
    stopSignal: 'SIGINT',
    isReady: answers(url, (status) => status > 0),
  });
  printService('Azurite', url, 'table service, in memory');
}

async function startSimulator(processes, url) {
  await processes.start({
    name: 'The simulator',
    command: 'dotnet',
    args: [built('TriggerBridge.Simulator'), '--urls', url, '--clients', clientsFile, '--verbose'],
    env: cleanEnvironment(),
    log: log('simulator'),
    isReady: answers(`${url}/_simulator/requests`, (status) => status === 200),
  });
  printService('Simulator', url, `ISC tenant '${bridge.tenant}'`);
}

async function startApp(processes, url, azurite, simulator) {
  await processes.start({
    name: 'The app',
    command: 'dotnet',
    args: [built('TriggerBridge.LocalHost'), '--urls', url],
    env: {
      ...cleanEnvironment(),
      ...sampleSettings(),
      ASPNETCORE_ENVIRONMENT: 'Development',
      AzureWebJobsStorage: connectionString(azurite),
      TriggerBridge__Bridges: 'bridges',
      TriggerBridge__SecretsFile: secretsFile,
      TriggerBridge__ApiKeysSecret: bridge.apiKeys,
      // Nobody wants to watch a demonstration for the minute that is usual.
      TriggerBridge__TrackRecentEvery: '00:00:05',
      [`TriggerBridge__Tenants__${bridge.tenant}__BaseUrl`]: simulator,
      [`TriggerBridge__Tenants__${bridge.tenant}__ReadCredential`]: bridge.readCredential,
    },
    log: log('app'),
    isReady: answers(`${url}/api/health`, (status) => status === 200),
  });
  printService('App', url, 'the functions, without the Functions host');
}

// What a developer's own local.settings.json begins with.
const sampleSettings = () => JSON.parse(readFileSync('local.settings.sample.json', 'utf8')).Values;

// Settings of the shell that started us must not change what the demo shows.
function cleanEnvironment() {
  const foreign = /^(ASPNETCORE_|DOTNET_ENVIRONMENT$|TriggerBridge__|FUNCTIONS_|AzureWebJobs|AZURE_FUNCTIONS_|ProcessDueWorkSchedule$|PollSourcesSchedule$|PurgeLedgerSchedule$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
