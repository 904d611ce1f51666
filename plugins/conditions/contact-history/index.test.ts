import { readFileSync } from 'node:fs';

import { type DomainEvent, type HistoryFacts } from 'souffleur/sdk';
import { fakeContext, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/call-missed.json', import.meta.url), 'utf8')) as DomainEvent;
const nothing: HistoryFacts = {
  leads: 0,
  openLeads: 0,
  wonLeads: 0,
  lostLeads: 0,
  spent: 0,
  messagesIn: 0,
  messagesOut: 0,
  callsAnswered: 0,
  callsMissed: 0,
};
const history: HistoryFacts = {
  leads: 6,
  openLeads: 1,
  wonLeads: 3,
  lostLeads: 2,
  spent: 184_900.5,
  messagesIn: 41,
  messagesOut: 38,
  callsAnswered: 5,
  callsMissed: 4,
  firstSeenAt: '2024-03-02T08:00:00.000Z',
};
type Filled = z.input<typeof condition.input>;
type What = Filled['what'];
type Is = Filled['is'];

const ask = (filled: Filled, known: HistoryFacts | null = history) =>
  condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts: fakeFacts({ history: known }) });

describe('a number', () => {
  it.each([
    ['leads', 6],
    ['openLeads', 1],
    ['wonLeads', 3],
    ['lostLeads', 2],
    ['spent', 184_900.5],
    ['messagesIn', 41],
    ['messagesOut', 38],
    ['callsAnswered', 5],
    ['callsMissed', 4],
  ] as [What, number][])('%s is %s', (what, found) => {
    expect(ask({ what, is: 'equals', value: found })).toEqual({ holds: true, found });
    expect(ask({ what, is: 'equals', value: Math.ceil(found) + 1 })).toEqual({ holds: false, found });
  });

  it.each([
    ['equals', [false, true, false]],
    ['not_equals', [true, false, true]],
    ['greater', [true, false, false]],
    ['less', [false, false, true]],
    ['at_least', [true, true, false]],
    ['at_most', [false, true, true]],
  ] as [Is, boolean[]][])('of 4 missed calls is %s 3, 4, 5: %j', (is, expected) => {
    const answers = [3, 4, 5].map((value) => ask({ what: 'callsMissed', is, value }));
    expect(answers).toEqual(expected.map((holds) => ({ holds, found: 4 })));
  });

  it('of nothing is a number', () => {
    expect(ask({ what: 'wonLeads', is: 'equals', value: 0 }, nothing)).toEqual({ holds: true, found: 0 });
    expect(ask({ what: 'spent', is: 'at_most', value: 0 }, nothing)).toEqual({ holds: true, found: 0 });
    expect(ask({ what: 'messagesIn', is: 'at_least', value: 1 }, nothing)).toEqual({ holds: false, found: 0 });
  });

  it('of money may have a fraction', () => {
    expect(ask({ what: 'spent', is: 'greater', value: 184_900.25 })).toMatchObject({ holds: true });
  });
});

describe('new or returning', () => {
  it.each([
    ['nobody knew', nothing, true],
    ['with the first lead', { ...nothing, leads: 1, openLeads: 1, messagesIn: 9 }, true],
    ['whose only lead was lost', { ...nothing, leads: 1, lostLeads: 1 }, true],
    ['with a second lead', { ...nothing, leads: 2, openLeads: 2 }, false],
    ['who has bought', { ...nothing, leads: 1, wonLeads: 1, spent: 10 }, false],
    ['of long standing', history, false],
  ] as [string, HistoryFacts, boolean][])('the customer %s', (_name, known, isNew) => {
    expect(ask({ what: 'new' }, known)).toEqual({ holds: isNew, found: known.leads });
    expect(ask({ what: 'returning' }, known)).toEqual({ holds: !isNew, found: known.leads });
  });

  it('is what it asks when nothing is said', () => {
    expect(ask({}, nothing)).toEqual(ask({ what: 'new' }, nothing));
  });
});

describe('without a contact', () => {
  it.each([
    { what: 'new' },
    { what: 'returning' },
    { what: 'leads', is: 'equals', value: 0 },
    { what: 'leads', is: 'not_equals', value: 5 },
    { what: 'spent', is: 'at_most', value: 5 },
  ] as Filled[])('%j: no', (filled) => {
    expect(ask(filled, null)).toEqual({ holds: false, found: null });
  });
});

describe('the input', () => {
  it.each([
    [{ what: 'leads' }, ['is', 'value']],
    [{ what: 'leads', is: 'equals' }, ['value']],
    [{ what: 'leads', value: 1 }, ['is']],
    [{ what: 'leads', is: 'equals', value: 1.5 }, ['value']],
    [{ what: 'new', is: 'equals', value: 1 }, ['is']],
    [{ what: 'returning', value: 1 }, ['value']],
    [{ what: 'leads', is: 'equals', value: -1 }, ['value']],
    [{ what: 'spent', is: 'less', value: 1e13 }, ['value']],
    [{ what: 'age', is: 'less', value: 1 }, ['what']],
    [{ what: 'leads', is: 'between', value: 1 }, ['is']],
  ])('%j is wrong in %j', (filled, where) => {
    expect(condition.input.safeParse(filled).error?.issues.map(({ path }) => path[0])).toEqual(where);
  });

  it('says what to do', () => {
    const messages = condition.input.safeParse({ what: 'leads' }).error?.issues.map(({ message }) => message);
    expect(messages).toEqual(['Choose how to compare.', 'Give a number to compare with.']);
  });

  it('is a form in four languages', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' }) as unknown as { properties: Record<string, { label: object; options?: object }> };
    for (const { label, options } of Object.values(properties)) {
      for (const text of [label, ...Object.values(options ?? {})]) expect(Object.keys(text)).toEqual(['en', 'ru', 'es', 'pt']);
    }
  });
});

describe('rules as people write them', () => {
  const bought = (wonLeads: number, spent: number): HistoryFacts => ({ ...nothing, leads: wonLeads, wonLeads, spent });
  const rang = (callsMissed: number, callsAnswered = 0): HistoryFacts => ({ ...nothing, leads: 1, callsMissed, callsAnswered });

  it.each([
    ['a regular: three purchases', { what: 'wonLeads', is: 'at_least', value: 3 }, bought(3, 90_000), true],
    ['a regular: three purchases', { what: 'wonLeads', is: 'at_least', value: 3 }, bought(2, 90_000), false],
    ['a big one: over a million', { what: 'spent', is: 'greater', value: 1_000_000 }, bought(1, 1_000_001), true],
    ['a big one: over a million', { what: 'spent', is: 'greater', value: 1_000_000 }, bought(9, 1_000_000), false],
    ['who rang in vain twice', { what: 'callsMissed', is: 'at_least', value: 2 }, rang(2), true],
    ['who rang in vain twice', { what: 'callsMissed', is: 'at_least', value: 2 }, rang(1, 7), false],
    ['whom nobody has ever reached', { what: 'callsAnswered', is: 'equals', value: 0 }, rang(5), true],
    ['whom nobody has ever reached', { what: 'callsAnswered', is: 'equals', value: 0 }, rang(5, 1), false],
    ['who has never written', { what: 'messagesIn', is: 'less', value: 1 }, nothing, true],
    ['who has never written', { what: 'messagesIn', is: 'less', value: 1 }, history, false],
    ['who has had no answer', { what: 'messagesOut', is: 'at_most', value: 0 }, { ...nothing, messagesIn: 4 }, true],
    ['who has had no answer', { what: 'messagesOut', is: 'at_most', value: 0 }, history, false],
    ['with another lead in work', { what: 'openLeads', is: 'greater', value: 1 }, { ...nothing, leads: 2, openLeads: 2 }, true],
    ['with another lead in work', { what: 'openLeads', is: 'greater', value: 1 }, history, false],
    ['who has refused before', { what: 'lostLeads', is: 'not_equals', value: 0 }, history, true],
    ['who has refused before', { what: 'lostLeads', is: 'not_equals', value: 0 }, bought(4, 1), false],
  ] as [string, Filled, HistoryFacts, boolean][])('%s (case %#)', (_name, filled, known, holds) => {
    expect(ask(filled, known)).toMatchObject({ holds });
  });

  it('of every comparison and its opposite, one holds', () => {
    const opposites: [Is, Is][] = [
      ['equals', 'not_equals'],
      ['greater', 'at_most'],
      ['less', 'at_least'],
    ];
    for (const [is, opposite] of opposites) {
      for (let value = 0; value < 9; value += 1) {
        const [one, other] = [is, opposite].map((comparison) => ask({ what: 'callsMissed', is: comparison, value }) as { holds: boolean });
        expect(one?.holds).toBe(!other?.holds);
      }
    }
  });

  it('is not found by a fact: histories are no constants', () => {
    expect(condition.constants?.({ what: 'new' }) ?? []).toEqual([]);
  });
});
