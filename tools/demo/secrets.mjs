import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from './failure.mjs';
import { bridge } from './sample.mjs';

const token = () => randomBytes(32).toString('hex');

/** Reads the secrets of this machine's demo, after making those that are not there yet. */
export function ensureSecrets(path) {
  const known = existsSync(path) ? read(path) : {};
  const secrets = { ...newSecrets(), ...known };
  if (Object.keys(secrets).some((name) => !(name in known))) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  }
  return secrets;
}

/** Makes the simulator know the two clients, so that a wrong secret is refused as ISC refuses it. */
export function writeClients(path, secrets) {
  const clients = [
    { ...idAndSecret(secrets[bridge.credential]), kind: 'external' },
    { ...idAndSecret(secrets[bridge.readCredential]), kind: 'personal' },
  ];
  writeFileSync(path, JSON.stringify(clients), { mode: 0o600 });
}

const idAndSecret = ({ id, secret }) => ({ id, secret });

function newSecrets() {
  return {
    [bridge.webhookSecret]: token(),
    [bridge.credential]: { id: randomUUID(), secret: token(), url: `/v2026/workflows/execute/external/${bridge.workflowId}` },
    [bridge.readCredential]: { id: randomUUID(), secret: token() },
    ...newOperator(),
  };
}

/** A key for whoever tries the demo, and the list of those that the app knows: see docs/security.md. */
function newOperator() {
  const hash = (text) => createHash('sha256').update(text).digest('hex');
  const random = `tbk_${token()}`;
  const key = random + hash(random).slice(0, 8);
  const roles = ['Deliveries.Read', 'Deliveries.Operate', 'Bridges.Manage', 'Audit.Read'];
  return { [bridge.operatorKey]: key, [bridge.apiKeys]: { keys: [{ name: 'operator', sha256: hash(key), roles }] } };
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Failure(`${path} is not valid JSON. Mend it, or delete it: a new one is made then.`);
  }
}
