import { expect, it } from 'vitest';

import { withoutSecrets } from './without-secrets.ts';

const jwt = 'eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJjYW5hcnkifQ.c2lnbmF0dXJl';

it('leaves out what looks like a token or a key, wherever it stands', () => {
  const answer = {
    access_token: 'canary-1',
    refreshToken: 'canary-2',
    client_secret: 'canary-3',
    apiKey: 'canary-4',
    nested: [{ headers: { Authorization: 'Bearer canary-5-long' } }, `said: bearer canary-6.long-token!`, `got ${jwt}`],
    token: { inside: 'canary-7' },
  };
  const shown = JSON.stringify(withoutSecrets(answer));
  expect(shown).not.toMatch(/canary|eyJ/);
  expect(shown).toContain('said: bearer …!');
});

it('changes nothing else', () => {
  const answer = { id: 1, name: 'Bearer of news', ok: true, list: [null, 'eyJust', 0.5], token: null, author: { id: 'a' } };
  expect(withoutSecrets(answer)).toEqual(answer);
  for (const plain of ['Accepted', '', null, 5]) expect(withoutSecrets(plain)).toBe(plain);
});

it('ends with what has no end', () => {
  const deep = JSON.parse(`${'['.repeat(5_000)}1${']'.repeat(5_000)}`) as unknown;
  expect(JSON.stringify(withoutSecrets(deep)).length).toBeLessThan(200);
});
