import { readFileSync } from 'node:fs';

import { type DomainEvent } from 'souffleur/sdk';
import { exampleFacts, fakeContext, fakeFacts, ruledOut } from 'souffleur/sdk/testing';
import { expect, it } from 'vitest';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;
const ask = (input: { atLeast: number; tags?: string[] }, facts = exampleFacts()) =>
  plugin.test(plugin.input.parse(input), event, { ...fakeContext(plugin.settings), facts });

it('counts characters', async () => {
  expect(await ask({ atLeast: 28 })).toEqual({ holds: true, found: 28 });
  expect(await ask({ atLeast: 29 })).toEqual({ holds: false, found: 28 });
  expect(await ask({ atLeast: 1 }, fakeFacts())).toEqual({ holds: false, found: 0 });
});

it('looks at leads with a tag only, and is not asked about others', async () => {
  expect(await ask({ atLeast: 1, tags: ['new'] })).toMatchObject({ holds: true });
  expect(await ask({ atLeast: 1, tags: ['old'] })).toMatchObject({ holds: false });
  const constants = plugin.constants?.({ atLeast: 1, tags: ['old'] }) ?? [];
  expect(ruledOut(exampleFacts(), constants)).toBe(true);
});
