import { type IncomingMessage } from 'node:http';

import { expect, it } from 'vitest';

import { clientAddress, limitKey } from './client-address.ts';

const from = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

it.each<[string[], string, string | undefined, string]>([
  [[], '9.9.9.9', undefined, '9.9.9.9'],
  [[], '9.9.9.9', '1.1.1.1', '9.9.9.9'],
  [[], '::ffff:9.9.9.9', undefined, '9.9.9.9'],
  [['10.0.0.0/8'], '9.9.9.9', '1.1.1.1', '9.9.9.9'],
  [['10.0.0.0/8'], '10.1.1.1', '1.1.1.1', '1.1.1.1'],
  [['10.0.0.0/8'], '::ffff:10.1.1.1', '6.6.6.6, 1.1.1.1', '1.1.1.1'],
  [['10.0.0.0/8', '2001:db8::/32'], '10.1.1.1', '6.6.6.6, 1.1.1.1, 2001:db8::5', '1.1.1.1'],
  [['10.0.0.0/8'], '10.1.1.1', 'nonsense', '10.1.1.1'],
  [['10.0.0.0/8'], '10.1.1.1', undefined, '10.1.1.1'],
  [['10.1.1.1'], '10.1.1.1', '10.1.1.1, 10.1.1.1', '10.1.1.1'],
])('trusting %j, %s with %s is %s', (trusted, socket, forwarded, expected) => {
  expect(clientAddress(trusted)(from(socket, forwarded))).toBe(expected);
});

it('counts a /64 of IPv6 as one', () => {
  expect(limitKey('2001:db8:1:2::1')).toBe(limitKey('2001:db8:1:2:ffff::9'));
  expect(limitKey('2001:db8:1:3::1')).not.toBe(limitKey('2001:db8:1:2::1'));
  expect(limitKey('1.2.3.4')).not.toBe(limitKey('1.2.3.5'));
});
