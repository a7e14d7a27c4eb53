import { parseArgs } from 'node:util';
import { Failure } from './failure.mjs';

export const usage = `Starts Azurite, the ISC simulator and the app, sends one signed GitHub event through the
sample bridge and shows what became of it. Stays up until Ctrl-C.

  ./run.sh dev [FOLDER]   runs bridges of your own; ./run.sh dev --help
  ./run.sh [--once] [--port N] [--azurite-port N] [--simulator-port N]

  --once               stop after the ledger row; exit 0, or non-zero when a step failed
  --port N             the app's port (7071)
  --azurite-port N     the table service's port (10002)
  --simulator-port N   the simulator's port (7080)
  --check              only look whether the ports are free
  --help               this text

Logs are in .local/logs, generated secrets in .local/secrets.json.`;

const ports = { port: 7071, 'azurite-port': 10002, 'simulator-port': 7080 };

export function readOptions(args) {
  const values = parse(args);
  const numbers = Object.entries(ports).map(([name, standard]) => [name, portOf(name, values[name] ?? String(standard))]);
  const taken = new Map();
  for (const [name, number] of numbers) {
    if (taken.has(number)) throw new Failure(`--${taken.get(number)} and --${name} are both ${number}; each needs its own.`, { exitCode: 2 });
    taken.set(number, name);
  }
  return { once: values.once, check: values.check, help: values.help, ports: Object.fromEntries(numbers) };
}

function parse(args) {
  const flag = { type: 'boolean', default: false };
  const text = { type: 'string' };
  const options = { once: flag, check: flag, help: { ...flag, short: 'h' }, ...Object.fromEntries(Object.keys(ports).map((name) => [name, text])) };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Failure(`${error.message.split('. ')[0]}.\n\n${usage}`, { exitCode: 2 });
  }
}

function portOf(name, text) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 65535) return number;
  throw new Failure(`--${name} must be a port from 1 to 65535, not '${text}'.`, { exitCode: 2 });
}
