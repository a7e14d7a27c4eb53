// Signs as the senders' own libraries do: reads a list of requests as JSON, writes one object of headers for each.
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sign as signGitHub, verify as verifyGitHub } from '@octokit/webhooks-methods';

const require = createRequire(import.meta.url);
const { Webhook: StandardWebhook } = require('standardwebhooks');
const { Webhook: SvixWebhook } = require('svix');
const twilio = require('twilio/lib/webhooks/webhooks');
const { EventWebhook } = require('@sendgrid/eventwebhook');
const Stripe = require('stripe');

function must(isTrue, what) {
  if (!isTrue) throw new Error(`${what} does not verify what it signed`);
}

const signers = {
  async github({ secret, body }) {
    const signature = await signGitHub(secret, body);
    must(await verifyGitHub(secret, body, signature), 'GitHub');
    return { 'x-hub-signature-256': signature };
  },
  'standard-webhooks': ({ secret, body, time }) => {
    const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(time) };
    return { ...headers, 'webhook-signature': new StandardWebhook(secret).sign('msg_1', new Date(time * 1000), body) };
  },
  svix: ({ secret, body, time }) => {
    const headers = { 'svix-id': 'msg_1', 'svix-timestamp': String(time) };
    return { ...headers, 'svix-signature': new SvixWebhook(secret).sign('msg_1', new Date(time * 1000), body) };
  },
  stripe: ({ secret, body, time }) => {
    const header = Stripe('sk_test').webhooks.generateTestHeaderString({ payload: body, secret, timestamp: time });
    return { 'stripe-signature': header };
  },
  // A form: its fields are parts of what is signed. Otherwise the address holds the body's hash.
  twilio: ({ secret, url, fields }) => ({ 'x-twilio-signature': twilio.getExpectedTwilioSignature(secret, url, fields ?? {}) }),
  'twilio-hash': ({ body }) => ({ hash: twilio.getExpectedBodyHash(body) }),
  // The library only verifies. The pair of keys is made here; the secret is its public half.
  sendgrid: ({ body, time }) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const secret = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const signature = sign('sha256', Buffer.from(time + body), privateKey).toString('base64');
    const webhook = new EventWebhook();
    must(webhook.verifySignature(webhook.convertPublicKeyToECDSA(secret), body, signature, String(time)), 'SendGrid');
    return { secret, 'x-twilio-email-event-webhook-signature': signature, 'x-twilio-email-event-webhook-timestamp': String(time) };
  },
};

const requests = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(await Promise.all(requests.map((request) => signers[request.scheme](request)))));
