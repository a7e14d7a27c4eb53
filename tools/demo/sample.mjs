import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The sample bridge, bridges/github-member-removed.json, and the names of the secrets that it and the app use. */
export const bridge = {
  name: 'github-member-removed',
  workflowId: 'c17bea3a-574d-453c-9e04-4365fbf5af0b',
  tenant: 'acme',
  webhookSecret: 'github-webhook-secret',
  credential: 'isc-member-removed',
  readCredential: 'isc-read',
  operatorKey: 'operator-key',
  apiKeys: 'api-keys',
};

const eventName = 'organization';
const action = 'member_removed';
export const eventTitle = `${eventName}/${action}`;

/** GitHub's own sample event: the bytes that are signed, sent and stored. */
export function sampleEvent() {
  const source = new URL('../node_modules/@octokit/webhooks-examples/ghes-35/index.json', import.meta.url);
  const examples = JSON.parse(readFileSync(source, 'utf8')).find((event) => event.name === eventName).examples;
  return Buffer.from(JSON.stringify(examples.find((example) => example.action === action)));
}

export function sign(body, secret) {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** The headers of a GitHub delivery. */
export function deliveryHeaders(signature, deliveryId = randomUUID()) {
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'GitHub-Hookshot/5e1f6d3',
    'X-GitHub-Event': eventName,
    'X-GitHub-Delivery': deliveryId,
    'X-Hub-Signature-256': signature,
  };
}
