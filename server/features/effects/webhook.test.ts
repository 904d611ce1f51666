/** Calls to other systems: against a loopback server that counts what reaches it. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';

import { asValue } from 'awilix';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type Config } from '../../config.ts';
import { Egress } from '../../egress/egress.ts';
import { AuditEntry } from '../accounts/entities.ts';
import { type Effect as EffectBody } from '../../sdk/effects.ts';
import { EffectWorld, note } from './effect-world.testing.ts';
import { type Effect, SigningKey } from './entities.ts';

interface Hit {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let world: EffectWorld;
let server: Server;
let port = 0;
let base = '';
let egress: Egress;
const hits: Hit[] = [];
const logged: string[] = [];
let answer: (hit: Hit, response: ServerResponse) => void;

beforeAll(async () => {
  world = await EffectWorld.open();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const hit = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
      hits.push(hit);
      answer(hit, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  base = `http://127.0.0.1:${port}`;
  egress = door([`127.0.0.1:${port}`]);
}, 60_000);
afterAll(async () => {
  await egress.close();
  server.closeAllConnections();
  server.close();
  await world.close();
});
beforeEach(async () => {
  await world.reset();
  hits.length = logged.length = 0;
  answer = (_hit, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  world.hooks.container.register({ egress: asValue(egress) });
});

/** The operator's list is the only way to a private address. */
function door(allow: string[]): Egress {
  const config = { egressAllow: allow, kommo: { domains: ['kommo.com'], originOverride: undefined } } as unknown as Config;
  return new Egress({ config, log: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }) });
}

const call = (change: Partial<Extract<EffectBody, { kind: 'webhook' }>> = {}): EffectBody => ({
  kind: 'webhook',
  url: `${base}/in?x=1`,
  method: 'POST',
  body: '{"secret":"word"}',
  ...change,
});
const done = async (effect: EffectBody, tries = 1): Promise<Effect> => {
  await world.fire([{ wants: [effect] }]);
  await world.work({ tries });
  const [row] = await world.effectRows();
  if (!row) throw new Error('no effect');
  return row;
};
const rotate = () => world.run(({ signingKeys }) => signingKeys.rotate());

describe('a call', () => {
  it('carries the body, the author’s headers, and a signature that proves it is ours', async () => {
    const { key } = await rotate();
    const effect = await done(call({ headers: { Authorization: 'Bearer theirs', 'X-Shop': '7' } }));
    expect(hits).toHaveLength(1);
    const [{ method, path, headers, body }] = hits as [Hit];
    expect([method, path, body]).toEqual(['POST', '/in?x=1', '{"secret":"word"}']);
    expect(headers).toMatchObject({ authorization: 'Bearer theirs', 'x-shop': '7', 'content-type': 'application/json', 'souffleur-id': effect.id });
    const time = String(headers['souffleur-time']);
    expect(time).toBe(String(world.hooks.now.getTime() / 1000));
    const expected = createHmac('sha256', key).update(`${effect.id}.${time}.${body}`).digest('hex');
    expect(headers['souffleur-signature']).toBe(`v1=${expected}`);
    expect(effect).toMatchObject({ state: 'done', answer: { status: 200, body: { ok: true } }, receipt: { via: 'webhook' } });
  });

  it.each(['GET', 'DELETE'] as const)('%s has no body, and is signed all the same', async (method) => {
    const { key } = await rotate();
    const effect = await done({ kind: 'webhook', url: `${base}/x`, method });
    const [{ headers, body }] = hits as [Hit];
    expect(body).toBe('');
    expect(headers['content-type']).toBeUndefined();
    expect(headers['souffleur-signature']).toBe(
      `v1=${createHmac('sha256', key)
        .update(`${effect.id}.${String(headers['souffleur-time'])}.`)
        .digest('hex')}`,
    );
  });

  it('gives later actions its answer', async () => {
    answer = (_hit, response) =>
      void response.writeHead(201).end('{"order":{"id":12345678901234567890,"lines":[{"sku":"a"}]},"__proto__":{"x":1},"n":"a\\u0000b"}');
    await world.fire([
      { wants: [call()] },
      { text: '{{steps.1.status}} {{steps.1.body.order.id}} {{steps.1.body.order.lines.0.sku}} {{steps.1.body.n}}', wants: [] },
    ]);
    await world.work();
    expect(world.acted[1]).toBe('201 12345678901234567890 a ab');
  });

  it.each<[string, string | Buffer, unknown]>([
    ['no body', '', null],
    ['a text', 'thanks', 'thanks'],
    ['half a JSON', '{"a":', '{"a":'],
    ['JSON that is too deep', '['.repeat(2_000) + ']'.repeat(2_000), expect.stringMatching(/^\[{2000}/)],
    ['bytes that are no text', Buffer.from([0xff, 0, 0xfe]), '\ufffd\ufffd'],
    ['more than is kept', Buffer.alloc(70_000, 'x'), null],
  ])('whose answer is %s has happened', async (_, body, expected) => {
    answer = (_hit, response) => void response.end(body);
    expect(await done(call())).toMatchObject({ state: 'done', answer: { status: 200, body: expected } });
    expect(hits).toHaveLength(1);
  });

  it.each([400, 401, 404, 409, 410, 422])('answered with %i has failed, and is not repeated', async (status) => {
    answer = (_hit, response) => void response.writeHead(status).end('{"why":"private"}');
    expect(await done(call(), 3)).toMatchObject({ state: 'failed', problem: `http_${status}`, error: `The address answered ${status}.`, answer: null });
    expect(hits).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])('answered with %i goes nowhere else', async (status) => {
    answer = (_hit, response) => void response.writeHead(status, { location: `${base}/inside` }).end();
    expect(await done(call())).toMatchObject({ problem: `http_${status}`, error: `The address answered ${status}. Redirects are not followed.` });
    expect(hits.map(({ path }) => path)).toEqual(['/in?x=1']);
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('answered with %i comes again, under the same id', async (status) => {
    answer = (_hit, response) => void (hits.length < 3 ? response.writeHead(status).end() : response.end('{}'));
    const effect = await done(call(), 5);
    expect(effect).toMatchObject({ state: 'done', attempts: 3 });
    expect(new Set(hits.map(({ headers }) => headers['souffleur-id']))).toEqual(new Set([effect.id]));
  });

  it.each([
    ['7', 7_000],
    ['0', 1_000],
    ['999999', 600_000],
    ['Wed, 18 Nov 2026 12:00:30 GMT', 30_000],
    ['soon', undefined],
    ['-5', undefined],
  ])('waits as long as it is asked to, within reason: %s', async (retryAfter, afterMs) => {
    answer = (_hit, response) => void response.writeHead(429, { 'retry-after': retryAfter }).end();
    await done(call(), 2);
    expect(world.errors).toMatchObject([{ name: 'Retry', message: 'The address answered 429.' }]);
    const waited = (world.errors[0] as { afterMs?: number }).afterMs;
    expect(waited === undefined || waited >= 1_000).toBe(true);
    expect(afterMs === undefined || waited === afterMs).toBe(true);
  });

  it('that stays unanswered is in doubt; its body and answer are in no log and no error', async () => {
    answer = (_hit, response) => void response.destroy();
    const effect = await done(call(), 2);
    expect(effect).toMatchObject({ state: 'failed', problem: 'in_doubt', attempts: 2 });
    expect(JSON.stringify([logged, world.errors.map(String), effect.error])).not.toMatch(/word|in\?x=1/);
  });

  it.each<[string, Partial<Extract<EffectBody, { kind: 'webhook' }>>]>([
    ['Host', { headers: { Host: 'other' } }],
    ['Content-Length', { headers: { 'content-length': '1' } }],
    ['Transfer-Encoding', { headers: { 'Transfer-Encoding': 'chunked' } }],
    ['Connection', { headers: { Connection: 'close' } }],
    ['X-Forwarded-For', { headers: { 'x-forwarded-for': '1' } }],
    ['Proxy-Authorization', { headers: { 'Proxy-Authorization': 'x' } }],
    ['a signature of their own', { headers: { 'Souffleur-Signature': 'v1=00' } }],
    ['a line break', { headers: { 'X-A': 'a\r\nHost: b' } }],
    ['a name with a space', { headers: { 'X A': 'a' } }],
    ['too many headers', { headers: Object.fromEntries(Array.from({ length: 31 }, (__, index) => [`x-${index}`, '1'])) }],
    ['headers that are too large', { headers: { 'x-a': 'a'.repeat(9_000) } }],
    ['a body that is too large', { body: 'é'.repeat(33_000) }],
    ['a body with GET', { method: 'GET' }],
    ['no URL', { url: 'nowhere' }],
    ['a URL that is too long', { url: `https://example.com/${'a'.repeat(2_048)}` }],
  ])('with %s is refused before anything leaves', async (_, change) => {
    expect(await done(call(change), 3)).toMatchObject({ state: 'failed', problem: 'refused_invalid', attempts: 1 });
    expect(hits).toEqual([]);
  });

  it('tells an open private port, a closed one and a name that is not there apart for nobody', async () => {
    const closed = createTcp();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port: free } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const guarded = door([]);
    world.hooks.container.register({ egress: asValue(guarded) });
    const told: unknown[] = [];
    for (const url of [`https://127.0.0.1:${port}/`, `https://127.0.0.1:${free}/`, 'https://10.0.0.1/', 'https://nobody.invalid/', `${base}/`]) {
      await world.reset();
      const { state, problem, error, attempts } = await done(call({ url }), 2);
      told.push({ state, problem, error, attempts });
    }
    await guarded.close();
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(told[0]).toMatchObject({ state: 'failed', problem: 'unreachable', attempts: 2 });
    expect(hits).toEqual([]);
  });
});

it('no spelling of an inward address reaches anything', async () => {
  const hosts = `127.0.0.1 127.1 127.0.1 0x7f.0.0.1 0x7f000001 2130706433 0177.0.0.1 017700000001 127.0.0.1. 127.255.255.254 0x7F.1
    0.0.0.0 0 00 0x0 [::] [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:7f00:0001] [::127.0.0.1]
    localhost LOCALHOST localhost. foo.localhost localhost.localdomain ip6-localhost LocalHost ⓛocalhost 127。0。0。1 １２７.0.0.1 ①②⑦.⓪.⓪.①
    10.0.0.1 10.1 0xa.1 167772161 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1 3232235521 0300.0250.0.1 100.64.0.1 169.254.169.254
    0xa9fea9fe 2852039166 0251.0376.0251.0376 [fe80::1] [fc00::1] [fd00:ec2::254] [fec0::1] [64:ff9b::7f00:1] [2002:7f00:1::] [2001:0:7f00:1::]
    224.0.0.1 239.255.255.250 255.255.255.255 192.0.2.1 198.18.0.1 203.0.113.1 240.0.0.1 [ff02::1] [2001:db8::1] metadata.google.internal router.lan`.split(
    /\s+/u,
  );
  const guarded = door([]);
  world.hooks.container.register({ egress: asValue(guarded) });
  const urls = hosts.flatMap((host) => [`https://${host}:${port}/`, `https://${host}/`, `http://${host}:${port}/`, `https://${host}:8443/`]);
  const odd = [
    `https://user:pass@127.0.0.1:${port}/`,
    `https://example.com@127.0.0.1:${port}/`,
    `https:127.0.0.1:${port}/`,
    `https:\\\\127.0.0.1:${port}\\`,
    `  https://127.0.0.1:${port}/`,
    `ftp://127.0.0.1:${port}/`,
    `file:///etc/passwd`,
    `data:text/plain,x`,
  ];
  expect(hosts.length).toBeGreaterThanOrEqual(60);
  const wants = [...urls, ...odd].map((url): EffectBody => call({ url, headers: {}, body: 'x' }));
  for (let from = 0; from < wants.length; from += 60) await world.fire([{ wants: wants.slice(from, from + 60) }]);
  await world.work();
  await guarded.close();
  const states = await world.effects();
  expect(states).toHaveLength(wants.length);
  expect(states.filter((state) => !/^webhook failed (?:unreachable|refused_invalid)$/.test(state))).toEqual([]);
  expect(hits).toEqual([]);
}, 120_000);

describe('the signing key', () => {
  it('is made when it is first needed, once, and kept sealed', async () => {
    expect(await world.run(({ signingKeys }) => signingKeys.hint())).toEqual({ hint: null, createdAt: null });
    const [first, second] = await Promise.all([world.run(({ signingKeys }) => signingKeys.sign('a')), world.run(({ signingKeys }) => signingKeys.sign('a'))]);
    expect(first).toBe(second);
    expect(await world.em().count(SigningKey, {})).toBe(1);
    const hint = await world.run(({ signingKeys }) => signingKeys.hint());
    expect(hint).toEqual({ hint: expect.stringMatching(/^.{4}$/), createdAt: world.hooks.now.toISOString() });
  });

  it('changes when it is rotated: shown once, audited without itself, and the old one signs no more', async () => {
    const before = await world.run(({ signingKeys }) => signingKeys.sign('a'));
    const { key, hint } = await rotate();
    expect(key).toMatch(/^sfsk_[\w-]{43}$/);
    expect(key.endsWith(hint)).toBe(true);
    const after = await world.run(({ signingKeys }) => signingKeys.sign('a'));
    expect(after).toBe(createHmac('sha256', key).update('a').digest('hex'));
    expect(after).not.toBe(before);
    const [row] = await world.em().find(SigningKey, {});
    expect(Buffer.from(row?.sealed ?? []).includes(key)).toBe(false);
    const audited = await world.em().find(AuditEntry, {});
    expect(audited.map(({ action }) => action)).toEqual(['signing_key.rotated']);
    expect(JSON.stringify(audited)).not.toContain(key.slice(5, 20));
  });
});

it('a run that writes and calls does both in order', async () => {
  await world.fire([{ wants: [note('1'), call(), note('2')] }]);
  await world.work();
  expect(await world.effects()).toEqual(['crm done', 'webhook done', 'crm done']);
});
