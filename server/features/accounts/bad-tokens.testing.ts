/** For tests: every way in which a one-time token may be wrong (security A1). */
import { createHmac } from 'node:crypto';

import { CLIENT_SECRET, type Forgery, oneTimeToken } from './fake-kommo.testing.ts';

export const NOW = new Date('2026-11-20T10:00:00Z');
const seconds = Math.floor(NOW.getTime() / 1000);

const forged = (forgery: Forgery): string => oneTimeToken(NOW, forgery);
const claims = (changed: object): string => forged({ claims: changed });
const [HEAD = '', BODY = '', MARK = ''] = oneTimeToken(NOW).split('.');
const b64 = (value: string): string => Buffer.from(value).toString('base64url');
const sign = (input: string, algorithm = 'sha256', key = CLIENT_SECRET): string => `${input}.${createHmac(algorithm, key).update(input).digest('base64url')}`;
const signed = (header: string, body: string): string => sign(`${b64(header)}.${b64(body)}`);
const GOOD_HEADER = '{"alg":"HS256","typ":"JWT"}';
const GOOD_BODY = Buffer.from(BODY, 'base64url').toString();

export const badTokens: [string, string | undefined][] = [
  ['none at all', undefined],
  ['empty', ''],
  ['one word', 'token'],
  ['two parts', `${HEAD}.${BODY}`],
  ['four parts', `${HEAD}.${BODY}.${MARK}.${MARK}`],
  ['five parts (encrypted)', `${HEAD}.x.${BODY}.x.${MARK}`],
  ['without signature', `${HEAD}.${BODY}.`],
  ['without header', `.${BODY}.${MARK}`],
  ['without body', `${HEAD}..${MARK}`],
  ['leading space', ` ${HEAD}.${BODY}.${MARK}`],
  ['trailing line break', `${HEAD}.${BODY}.${MARK}\n`],
  ['padded', `${HEAD}.${BODY}.${MARK}=`],
  ['plain base64', `${HEAD}.${BODY}.${MARK.slice(0, -1)}+`],
  ['spare bits set', `${HEAD}.${BODY}.${MARK.slice(0, -1)}${String.fromCharCode(MARK.charCodeAt(MARK.length - 1) + 1)}`],
  ['short signature', `${HEAD}.${BODY}.${MARK.slice(0, 20)}`],
  ['doubled signature', `${HEAD}.${BODY}.${MARK}${MARK}`],
  ['another secret', forged({ secret: 'another-secret-of-more-than-32-bytes!' })],
  ['empty secret', forged({ secret: '' })],
  ['secret decoded from base64', sign(`${HEAD}.${BODY}`, 'sha256', Buffer.from(CLIENT_SECRET, 'base64').toString('latin1'))],
  ['alg none', `${b64('{"alg":"none","typ":"JWT"}')}.${BODY}.`],
  ['alg none with a signature', forged({ header: { alg: 'none' } })],
  ['alg None', forged({ header: { alg: 'None' } })],
  ['alg hs256', forged({ header: { alg: 'hs256' } })],
  ['alg HS512', sign(`${b64('{"alg":"HS512","typ":"JWT"}')}.${BODY}`, 'sha512')],
  ['alg HS384', sign(`${b64('{"alg":"HS384","typ":"JWT"}')}.${BODY}`, 'sha384')],
  ['alg HS512 signed as HS256', forged({ header: { alg: 'HS512' } })],
  ['alg RS256', forged({ header: { alg: 'RS256', jwk: { kty: 'oct', k: b64(CLIENT_SECRET) } } })],
  ['alg missing', forged({ header: { typ: 'JWT' } })],
  ['alg as a list', forged({ header: { alg: ['HS256'] } })],
  ['another typ', forged({ header: { alg: 'HS256', typ: 'at+jwt' } })],
  ['crit', forged({ header: { alg: 'HS256', crit: ['exp'], exp: 1 } })],
  ['empty crit', forged({ header: { alg: 'HS256', crit: [] } })],
  ['header no object', signed('"HS256"', GOOD_BODY)],
  ['header no JSON', signed('{alg:HS256}', GOOD_BODY)],
  ['body no JSON', signed(GOOD_HEADER, 'hello')],
  ['body a list', signed(GOOD_HEADER, `[${GOOD_BODY}]`)],
  ['body null', signed(GOOD_HEADER, 'null')],
  ['body not UTF-8', sign(`${HEAD}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}`)],
  ['too long', forged({ claims: { filler: 'x'.repeat(8192) } })],
  ['expired', claims({ iat: seconds - 1800, nbf: seconds - 1800, exp: seconds - 6 })],
  ['not yet', claims({ iat: seconds, nbf: seconds + 6 })],
  ['from the future', claims({ iat: seconds + 60, nbf: seconds })],
  ['too long a life', claims({ exp: seconds + 3601 })],
  ['too long a life by nbf', claims({ iat: seconds, nbf: seconds - 3000, exp: seconds + 1800 })],
  ['life backwards', claims({ iat: seconds, nbf: seconds, exp: seconds })],
  ['exp missing', claims({ exp: undefined })],
  ['iat missing', claims({ iat: undefined })],
  ['nbf missing', claims({ nbf: undefined })],
  ['exp as text', claims({ exp: String(seconds + 1800) })],
  ['exp with a fraction', claims({ exp: seconds + 0.5 })],
  ['exp in milliseconds', claims({ iat: NOW.getTime(), nbf: NOW.getTime(), exp: NOW.getTime() + 1000 })],
  ['exp huge', claims({ exp: 1e308 })],
  ['another aud', claims({ aud: 'https://other.example' })],
  ['aud a list', claims({ aud: ['http://localhost'] })],
  ['aud with a path', claims({ aud: 'http://localhost:3000/oauth' })],
  ['aud with https', claims({ aud: 'https://localhost' })],
  ['aud missing', claims({ aud: undefined })],
  ['another client', claims({ client_uuid: '00000000-0000-4000-8000-000000000000' })],
  ['client missing', claims({ client_uuid: undefined })],
  ['client spelled as the Salesbot does', claims({ client_uuid: undefined, client_uid: '6f0e21b7-3c58-4d9a-8e47-1b2c3d4e5f60' })],
  ['another subdomain than iss', claims({ subdomain: 'other' })],
  ['iss on another domain', claims({ iss: 'https://demo.kommo.com.evil.example' })],
  ['iss over http', claims({ iss: 'http://demo.kommo.com' })],
  ['iss with a port', claims({ iss: 'https://demo.kommo.com:443' })],
  ['iss with a path', claims({ iss: 'https://demo.kommo.com/' })],
  ['iss a service host', claims({ iss: 'https://www.kommo.com', subdomain: 'www' })],
  ['iss missing', claims({ iss: undefined })],
  ['account as text', claims({ account_id: '31415926' })],
  ['account negative', claims({ account_id: -1 })],
  ['account missing', claims({ account_id: undefined })],
  ['user missing', claims({ user_id: undefined })],
  ['user zero', claims({ user_id: 0 })],
  ['user a fraction', claims({ user_id: 1.5 })],
  ['jti missing', claims({ jti: undefined })],
  ['jti a number', claims({ jti: 12_345_678 })],
  ['jti too long', claims({ jti: 'x'.repeat(129) })],
  ['jti with NUL', claims({ jti: 'abcdefgh\0' })],
  ['a Salesbot token', claims({ entity_id: 1, entity_type: 2, bot_type: 'salesbot' })],
];
