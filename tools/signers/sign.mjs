// Signs requests with the senders' own libraries. Reads a list of requests as JSON, writes what each signer gives: an object of headers,
// or what else its sender says. A library that only verifies is given a signature made here, and must accept it.
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const console = globalThis.console;
// Standard output is the answer's; some of the libraries talk.
globalThis.console = { ...console, log() {}, info() {}, debug() {} };

function must(isTrue, what) {
  if (!isTrue) throw new Error(`${what} does not verify what was signed`);
}

const hmac = (secret, text, encoding) => createHmac('sha256', secret).update(text).digest(encoding);

// For libraries that ask for the time themselves.
async function at(time, run) {
  const Real = globalThis.Date;
  globalThis.Date = class extends Real {
    constructor(...parts) {
      super(...(parts.length > 0 ? parts : [time * 1000]));
    }

    static now() {
      return time * 1000;
    }
  };
  try {
    return await run();
  } finally {
    globalThis.Date = Real;
  }
}

const standard = (prefix, Webhook, { secret, body, time }) => ({
  [`${prefix}-id`]: 'msg_1',
  [`${prefix}-timestamp`]: String(time),
  [`${prefix}-signature`]: new Webhook(secret).sign('msg_1', new Date(time * 1000), body),
});

const signers = {
  async github({ secret, body }) {
    const GitHub = await import('@octokit/webhooks-methods');
    const signature = await GitHub.sign(secret, body);
    must(await GitHub.verify(secret, body, signature), 'GitHub');
    return { 'x-hub-signature-256': signature };
  },
  'standard-webhooks': (request) => standard('webhook', require('standardwebhooks').Webhook, request),
  'gitlab-signing': (request) => standard('webhook', require('standardwebhooks').Webhook, request),
  svix: (request) => standard('svix', require('svix').Webhook, request),
  // Clerk sends by Svix.
  clerk: (request) => standard('svix', require('svix').Webhook, request),
  stripe: ({ secret, body, time }) => {
    const header = require('stripe')('sk_test').webhooks.generateTestHeaderString({ payload: body, secret, timestamp: time });
    return { 'stripe-signature': header };
  },
  slack: ({ secret, body, time }) => {
    const headers = { 'x-slack-signature': `v0=${hmac(secret, `v0:${time}:${body}`, 'hex')}`, 'x-slack-request-timestamp': String(time) };
    const { verifySlackRequest } = require('@slack/bolt');
    verifySlackRequest({ signingSecret: secret, body, headers: { ...headers, 'x-slack-request-timestamp': time }, nowMilliseconds: time * 1000 });
    return headers;
  },
  hubspot: async ({ secret, body, time, url }) => {
    const { Signature } = require('@hubspot/api-client');
    const options = { clientSecret: secret, requestBody: body, url, timestamp: time * 1000 };
    const signature = Signature.getSignature('POST', 'v3', options);
    must(await at(time, () => Signature.isValid({ ...options, method: 'POST', signatureVersion: 'v3', signature })), 'HubSpot');
    return { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(time * 1000) };
  },
  linear: async ({ secret, body, time }) => {
    const { LinearWebhookClient } = await import('@linear/sdk/webhooks');
    const signature = hmac(secret, body, 'hex');
    must(await at(time, () => new LinearWebhookClient(secret).verify(Buffer.from(body), signature)), 'Linear');
    return { 'linear-signature': signature };
  },
  shopify: async ({ secret, body }) => {
    await import('@shopify/shopify-api/adapters/node');
    const { shopifyApi, ApiVersion, LogSeverity } = await import('@shopify/shopify-api');
    const shopify = shopifyApi({
      apiKey: 'key',
      apiSecretKey: secret,
      hostName: 'hooks.example.com',
      apiVersion: ApiVersion.January26,
      isEmbeddedApp: false,
      logger: { level: LogSeverity.Error },
    });
    const headers = {
      'x-shopify-hmac-sha256': hmac(secret, body, 'base64'),
      'x-shopify-topic': 'customers/update',
      'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
    };
    const rawRequest = { method: 'POST', url: '/', headers: { ...headers, 'x-shopify-api-version': '2026-01', 'x-shopify-shop-domain': 'acme.myshopify.com' } };
    must((await shopify.webhooks.validate({ rawBody: body, rawRequest, rawResponse: {} })).valid, 'Shopify');
    return headers;
  },
  // The library answers for the app: with the handshake's answer, or 200 when it has verified the event.
  zoom: async ({ secret, body, time }) => {
    const { AwsLambdaReceiver } = await import('@zoom/rivet/meetings');
    const headers = { 'x-zm-signature': `v0=${hmac(secret, `v0:${time}:${body}`, 'hex')}`, 'x-zm-request-timestamp': String(time) };
    const answer = await new AwsLambdaReceiver({ webhooksSecretToken: secret }).start()({ headers, body }, {});
    must(answer.statusCode === 200, 'Zoom');
    return { ...headers, answer: answer.body };
  },
  // A form: its fields are parts of what is signed. Otherwise the address holds the body's hash.
  twilio: ({ secret, url, fields }) => {
    const twilio = require('twilio/lib/webhooks/webhooks');
    return { 'x-twilio-signature': twilio.getExpectedTwilioSignature(secret, url, fields ?? {}) };
  },
  'twilio-hash': ({ body }) => ({ hash: require('twilio/lib/webhooks/webhooks').getExpectedBodyHash(body) }),
  // The pair of keys is made here; the secret is its public half.
  sendgrid: ({ body, time }) => {
    const { EventWebhook } = require('@sendgrid/eventwebhook');
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const secret = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const signature = sign('sha256', Buffer.from(time + body), privateKey).toString('base64');
    const webhook = new EventWebhook();
    must(webhook.verifySignature(webhook.convertPublicKeyToECDSA(secret), body, signature, String(time)), 'SendGrid');
    return { secret, 'x-twilio-email-event-webhook-signature': signature, 'x-twilio-email-event-webhook-timestamp': String(time) };
  },
  // As for SendGrid.
  discord: async ({ body, time }) => {
    const { verifyKey } = require('discord-interactions');
    const { sign, key } = ed25519();
    const signature = sign(`${time}${body}`).toString('hex');
    must(await verifyKey(body, signature, String(time), key.toString('hex')), 'Discord');
    return { secret: key.toString('hex'), 'x-signature-ed25519': signature, 'x-signature-timestamp': String(time) };
  },
  telnyx: async ({ body, time }) => {
    const { TelnyxWebhook } = require('telnyx/lib/webhooks');
    const { sign, key } = ed25519();
    const secret = key.toString('base64');
    const headers = { 'telnyx-signature-ed25519': sign(`${time}|${body}`).toString('base64'), 'telnyx-timestamp': String(time) };
    await at(time, () => new TelnyxWebhook(secret).verify(body, headers));
    return { secret, ...headers };
  },
  // Its library fetches the certificate, which is given to it here.
  'aws-sns': async ({ secret, certificate, message }) => {
    const https = require('node:https');
    const { Readable } = require('node:stream');
    const names = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
    const text = names.filter((name) => name in message).map((name) => `${name}\n${message[name]}\n`).join('');
    const signed = { ...message, Signature: sign(message.SignatureVersion === '1' ? 'sha1' : 'sha256', Buffer.from(text), secret).toString('base64') };
    const get = https.get;
    https.get = (address, answer) => {
      answer(Object.assign(Readable.from([certificate]), { statusCode: 200 }));
      return { on() {} };
    };
    try {
      const Validator = require('sns-validator');
      await new Promise((resolve, reject) => new Validator().validate({ ...signed }, (error) => (error ? reject(error) : resolve())));
    } finally {
      https.get = get;
    }
    return { body: JSON.stringify(signed) };
  },
  // Its library signs and verifies what it parsed, written anew: a body without blanks.
  workos: async ({ secret, body, time }) => {
    const { WorkOS } = require('@workos-inc/node');
    const webhooks = new WorkOS('sk_test').webhooks;
    const payload = JSON.parse(body);
    const header = `t=${time * 1000}, v1=${await webhooks.computeSignature(time * 1000, payload, secret)}`;
    await at(time, () => webhooks.verifyHeader({ payload, sigHeader: header, secret }));
    return { 'workos-signature': header };
  },
  'workos-actions': async ({ secret, body, time }) => {
    const { WorkOS } = require('@workos-inc/node');
    const actions = new WorkOS('sk_test').actions;
    const payload = JSON.parse(body);
    const header = `t=${time * 1000}, v1=${await actions.computeSignature(time * 1000, payload, secret)}`;
    await at(time, () => actions.verifyHeader({ payload, sigHeader: header, secret }));
    return { 'workos-signature': header };
  },
  mux: async ({ secret, body, time }) => {
    const { Mux } = require('@mux/mux-node');
    const headers = { 'mux-signature': `t=${time},v1=${hmac(secret, `${time}.${body}`, 'hex')}` };
    const mux = new Mux({ tokenId: 'id', tokenSecret: 'secret', webhookSecret: secret });
    await at(time, () => mux.webhooks.verifySignature(body, headers));
    return headers;
  },
  paddle: async ({ secret, body, time }) => {
    const { Paddle } = require('@paddle/paddle-node-sdk');
    const header = `ts=${time};h1=${hmac(secret, `${time}:${body}`, 'hex')}`;
    must(await at(time, () => new Paddle('key').webhooks.isSignatureValid(body, secret, header)), 'Paddle');
    return { 'paddle-signature': header };
  },
  line: ({ secret, body }) => {
    const signature = hmac(secret, body, 'base64');
    must(require('@line/bot-sdk').validateSignature(body, secret, signature), 'LINE');
    return { 'x-line-signature': signature };
  },
  notion: async ({ secret, body }) => {
    const { signWebhookPayload, verifyWebhookSignature } = require('@notionhq/client');
    const signature = await signWebhookPayload({ body, verificationToken: secret });
    must(await verifyWebhookSignature({ body, signature, verificationToken: secret }), 'Notion');
    return { 'x-notion-signature': signature };
  },
  'atlassian-connect': ({ secret, url, baseUrl, claims }) => {
    const jwt = require('atlassian-jwt');
    const qsh = jwt.createQueryStringHash(jwt.fromMethodAndUrl('post', url), false, baseUrl);
    const token = jwt.encodeSymmetric({ ...claims, qsh }, secret);
    must(jwt.decodeSymmetric(token, secret, 'HS256').qsh === qsh, 'Atlassian');
    return { authorization: `JWT ${token}` };
  },
  // Google's own library takes the same token for one of Google's.
  'google-pubsub': async ({ claims, time }) => {
    const { OAuth2Client } = require('google-auth-library');
    const made = await token('RS256', claims);
    await at(time, () => new OAuth2Client().verifySignedJwtWithCertsAsync(made.token, { [made.keyId]: made.pem }, claims.aud, ['https://accounts.google.com', 'accounts.google.com']));
    return made;
  },
  // Any other: the token, and the keys as they are published.
  token: ({ algorithm, claims, secret }) => token(algorithm, claims, secret),
  // Not signed: how its SDK writes an event in the headers, and in the body.
  'cloudevents-binary': ({ event }) => flat('binary', event),
  'cloudevents-structured': ({ event }) => flat('structured', event),
};

function ed25519() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { sign: (text) => sign(null, Buffer.from(text), privateKey), key: Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url') };
}

async function token(algorithm, claims, secret) {
  const jose = await import('jose');
  const pair = secret === undefined ? await jose.generateKeyPair(algorithm, { extractable: true }) : undefined;
  const published = pair && (await jose.exportJWK(pair.publicKey));
  const keyId = published && (await jose.calculateJwkThumbprint(published));
  const header = { alg: algorithm, typ: 'JWT', ...(keyId && { kid: keyId }) };
  const made = await new jose.SignJWT(claims).setProtectedHeader(header).sign(pair?.privateKey ?? Buffer.from(secret));
  if (!pair) return { token: made };
  const keys = JSON.stringify({ keys: [{ ...published, kid: keyId, alg: algorithm, use: 'sig' }] });
  return { token: made, keys, keyId, pem: await jose.exportSPKI(pair.publicKey) };
}

function flat(mode, event) {
  const { CloudEvent, HTTP } = require('cloudevents');
  const { headers, body } = HTTP[mode](new CloudEvent(event));
  return { ...headers, body };
}

const requests = JSON.parse(readFileSync(0, 'utf8'));
const answers = [];
// One after the other: some of them are told another time.
for (const request of requests) answers.push(await signers[request.scheme](request));
console.log(JSON.stringify(answers));
