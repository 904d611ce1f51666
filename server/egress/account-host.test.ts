import { expect, it } from 'vitest';

import { accountHost, accountOf } from './account-host.ts';

const DOMAINS = ['kommo.com'];

it.each(['demo.kommo.com', 'a.kommo.com', 'my-shop-2.kommo.com', 'apiary.kommo.com'])('%s is an account', (host) => {
  expect(accountHost(host, DOMAINS)).toEqual({ host, subdomain: host.split('.')[0] });
});

it.each([
  '',
  'kommo.com',
  '.kommo.com',
  'www.kommo.com',
  'api-c.kommo.com',
  'amojo.kommo.com',
  'drive-c.kommo.com',
  'developers.kommo.com',
  'a.b.kommo.com',
  'demo.kommo.com.evil.example',
  'demo.kommo.com.',
  'evilkommo.com',
  'demo.kommo.co',
  'demo.kommo.com:443',
  'demo.kommo.com:8443',
  'demo.kommo.com/x',
  'demo.kommo.com@evil.example',
  'evil.example#.kommo.com',
  'evil.example/.kommo.com',
  'evil.example?.kommo.com',
  'user@demo.kommo.com',
  'Demo.kommo.com',
  'demo.KOMMO.com',
  '-demo.kommo.com',
  'demo-.kommo.com',
  'de_mo.kommo.com',
  'dem o.kommo.com',
  'demo\n.kommo.com',
  'demo%2e.kommo.com',
  'dёmo.kommo.com',
  `${'a'.repeat(64)}.kommo.com`,
  'demo.kommo.com\\',
  'demo.amocrm.ru',
])('%j is not', (host) => {
  expect(accountHost(host, DOMAINS)).toBeUndefined();
});

it('knows a sister domain only when it is switched on', () => {
  expect(accountHost('demo.amocrm.ru', [...DOMAINS, 'amocrm.ru'])?.subdomain).toBe('demo');
});

it('takes an account from a URL only over https, on its own port, without credentials', () => {
  expect(accountOf(new URL('https://demo.kommo.com/api/v4/account'), DOMAINS)?.host).toBe('demo.kommo.com');
  for (const url of ['http://demo.kommo.com/', 'https://demo.kommo.com:8443/', 'https://u:p@demo.kommo.com/'])
    expect(accountOf(new URL(url), DOMAINS)).toBeUndefined();
});
