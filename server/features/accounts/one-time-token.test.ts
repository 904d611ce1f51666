import { createHmac } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { verifyOneTimeToken } from './one-time-token.ts';
import { ADMIN, CLIENT_ID, CLIENT_SECRET, CRM_ID, type Forgery, oneTimeToken } from './fake-kommo.testing.ts';
import { badTokens, NOW } from './bad-tokens.testing.ts';

const rules = { secret: CLIENT_SECRET, clientId: CLIENT_ID, redirectUri: 'http://localhost:3000/oauth/kommo/callback', domains: ['kommo.com'] };
const verify = (forgery: Forgery) => verifyOneTimeToken(oneTimeToken(NOW, forgery), rules, NOW);
const seconds = Math.floor(NOW.getTime() / 1000);

describe('a good token', () => {
  it('says who it is for', () => {
    expect(verify({})).toMatchObject({
      token: { crmAccountId: CRM_ID, crmUserId: ADMIN, host: 'demo.kommo.com', subdomain: 'demo', admin: false, expiresAt: new Date((seconds + 1800) * 1000) },
    });
  });

  it.each<[string, Forgery]>([
    ['with the port in aud', { claims: { aud: 'http://localhost:3000' } }],
    [
      'with hints about keys',
      { header: { alg: 'HS256', typ: 'JWT', kid: '../../dev/null', jku: 'https://evil.example/', jwk: {}, x5u: 'https://evil.example/' } },
    ],
    ['without typ', { header: { alg: 'HS256' } }],
    ['a little early', { claims: { iat: seconds + 4, nbf: seconds + 4 } }],
    ['a little late', { claims: { iat: seconds - 1000, nbf: seconds - 1000, exp: seconds - 4 } }],
    ['with claims we do not know', { claims: { extra: { deep: true } } }],
    ['of exactly an hour', { claims: { exp: seconds + 3600 } }],
  ])('%s is taken', (_name, forgery) => expect(verify(forgery)).toHaveProperty('token'));

  it.each([
    [true, true],
    ['true', false],
    [1, false],
    [{}, false],
    [null, false],
    [undefined, false],
  ])('is_admin %j means %j', (claim, admin) => {
    expect(verify({ claims: { is_admin: claim } })).toMatchObject({ token: { admin } });
  });
});

describe('a bad token', () => {
  it('comes in more than forty kinds', () => expect(badTokens.length).toBeGreaterThan(40));

  it.each(badTokens)('%s is refused', (_name, token) => expect(verifyOneTimeToken(token, rules, NOW)).toHaveProperty('reason'));

  it('is measured before anything is decoded', () => {
    expect(verifyOneTimeToken('x'.repeat(5_000_000), rules, NOW)).toEqual({ reason: 'too_long' });
  });
});

it('the signature covers exactly the text that was read', () => {
  const [head, body, mark] = oneTimeToken(NOW).split('.') as [string, string, string];
  expect(createHmac('sha256', CLIENT_SECRET).update(`${head}.${body}`).digest('base64url')).toBe(mark);
  for (let at = 0; at < body.length; at += 7) {
    const changed = `${body.slice(0, at)}${body[at] === 'A' ? 'B' : 'A'}${body.slice(at + 1)}`;
    expect(verifyOneTimeToken(`${head}.${changed}.${mark}`, rules, NOW)).toEqual({ reason: 'signature' });
  }
});
