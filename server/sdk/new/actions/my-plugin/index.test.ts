import { readFileSync } from 'node:fs';

import { type DomainEvent } from 'souffleur/sdk';
import { exampleFacts, fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { expect, it } from 'vitest';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;

it('writes to the customer and leaves a note', async () => {
  const run = fakeEffects(exampleFacts());
  await plugin.run({ text: 'Hello' }, event, { ...fakeContext(plugin.settings, { settings: { signature: 'Ann' } }), ...run });
  expect(run.effects).toEqual([
    { kind: 'message', text: 'Hello\nAnn' },
    { kind: 'crm', change: { kind: 'add_note', subject: 'lead:10', text: 'Written: Hello' } },
  ]);
});

it('says what it would do', async () => {
  expect(await plugin.preview({ text: 'Hello' }, { event, facts: exampleFacts(), language: 'en' })).toBe('Write “Hello” to Ann');
});

it('has nothing to do without a lead', async () => {
  const run = plugin.run({ text: 'Hello' }, event, { ...fakeContext(plugin.settings), ...fakeEffects(fakeFacts()) });
  await expect(run).rejects.toMatchObject({ name: 'Refuse', code: 'not_found' });
});
