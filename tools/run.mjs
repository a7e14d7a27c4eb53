// Started by run.sh after the build: Azurite, the ISC simulator and the app, and one GitHub event on its way through them.
import { Failure } from './demo/failure.mjs';
import { readOptions, usage } from './demo/options.mjs';
import { requireFreePorts } from './demo/ports.mjs';
import { Processes } from './demo/processes.mjs';
import { startServices } from './demo/services.mjs';
import { tellStory } from './demo/story.mjs';
import { printFailure, printInvitation } from './demo/print.mjs';

const processes = new Processes();

async function run(options) {
  await requireFreePorts(options);
  if (options.check) return;
  const services = await startServices(processes, options);
  await Promise.race([tellStory(services), processes.unexpectedEnd]);
  if (options.once) return;
  printInvitation(services);
  await processes.unexpectedEnd;
}

async function main() {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.help) console.log(usage);
    else await run(options);
  } catch (error) {
    // What is thrown after Ctrl-C only says that the processes are gone.
    if (processes.stopping) return;
    printFailure(error);
    process.exitCode = error instanceof Failure ? error.exitCode : 1;
  }
  await processes.stopAll();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    await processes.stopAll();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}
// The last resort, whatever happened: nothing may stay behind.
process.on('exit', () => processes.killAll());

await main();
