/** The plugin asked about a lead of the fixture, for the tests of this folder. */
import { readFileSync } from 'node:fs';

import { type ContactData, type DomainEvent, type LeadFacts, type Tested } from 'souffleur/sdk';
import { fakeContext, type FakeFacts, fakeFacts } from 'souffleur/sdk/testing';

import condition from './index.ts';

export const event = JSON.parse(readFileSync(new URL('./fixtures/lead-updated.json', import.meta.url), 'utf8')) as DomainEvent;

export const lead: LeadFacts = {
  ...(event.data as LeadFacts),
  stageEnteredAt: '2026-01-14T08:00:00.000Z',
  sources: ['waba', 'landing'],
  openTasks: 0,
  nextTaskDueAt: '2026-01-16T09:00:00.000Z',
};
export const contact: ContactData = { id: '6001', name: 'Лейла Каримова', phones: ['+7 (917) 555-01-01', '88435550102'], emails: ['Leila@Example.com'] };
const names = { user: { '10431207': 'Nadia Ferro' }, stage: { '731:7302': 'Переговоры' }, pipeline: { '731': 'Продажи' } };

export const known: FakeFacts = { lead, contact, names };

/** A lead with one field of the account's own. */
export const holding = (values: string[], enums?: string[], rest: FakeFacts = {}): FakeFacts => ({
  ...rest,
  lead: { ...lead, fields: [{ id: '1', values, ...(enums ? { enums } : {}) }] },
});

export async function ask(field: string, is: string, value: string[] = [], facts: FakeFacts = known): Promise<Tested> {
  const input = condition.input.parse({ field, is, value });
  return (await condition.test(input, event, { ...fakeContext(condition.settings), facts: fakeFacts(facts) })) as Tested;
}

export const holds = async (...question: Parameters<typeof ask>): Promise<boolean> => (await ask(...question)).holds;
