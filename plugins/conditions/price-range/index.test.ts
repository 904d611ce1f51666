import { readFileSync } from 'node:fs';

import { type DomainEvent, type LeadFacts } from 'souffleur/sdk';
import { fakeContext, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/lead-created.json', import.meta.url), 'utf8')) as DomainEvent;
const lead: LeadFacts = { ...(event.data as LeadFacts), sources: [], openTasks: 0 };

const ask = (filled: z.input<typeof condition.input>, known: LeadFacts | null = lead) =>
  condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts: fakeFacts({ lead: known }) });
const priced = (price: number | undefined): LeadFacts => ({ ...lead, price });

describe('a price', () => {
  it.each([
    [{ from: 100_000, to: 200_000 }, true],
    [{ from: 129_800, to: 129_800 }, true],
    [{ from: 129_800 }, true],
    [{ to: 129_800 }, true],
    [{ from: 129_801 }, false],
    [{ to: 129_799 }, false],
    [{ from: 1, to: 2 }, false],
    [{ from: 0, to: 1_000_000_000_000 }, true],
  ])('of 129,800 in %j: %s', (filled, holds) => {
    expect(ask(filled)).toEqual({ holds, found: 129_800 });
  });

  it('of nothing is a price, too', () => {
    expect(ask({ to: 0 }, priced(0))).toEqual({ holds: true, found: 0 });
    expect(ask({ from: 0 }, priced(0))).toEqual({ holds: true, found: 0 });
    expect(ask({ from: 1 }, priced(0))).toEqual({ holds: false, found: 0 });
  });

  it('may have a fraction', () => {
    expect(ask({ from: 10.5, to: 10.75 }, priced(10.6))).toMatchObject({ holds: true });
    expect(ask({ from: 10.5, to: 10.75 }, priced(10.76))).toMatchObject({ holds: false });
  });

  it('below nothing is in no range that begins', () => {
    expect(ask({ from: 0 }, priced(-5))).toEqual({ holds: false, found: -5 });
    expect(ask({ to: 10 }, priced(-5))).toEqual({ holds: true, found: -5 });
  });
});

describe('what is not known', () => {
  it.each([['no lead', null] as const, ['no price', priced(undefined)] as const, ['no number', priced(Number.NaN)] as const])('%s: no', (_name, known) => {
    expect(ask({ from: 0 }, known)).toEqual({ holds: false, found: null });
    expect(ask({ to: 10 }, known)).toEqual({ holds: false, found: null });
  });
});

describe('the input', () => {
  it.each([{}, { from: null, to: null }])('%j limits nothing', (filled) => {
    expect(condition.input.safeParse(filled).error?.issues).toMatchObject([{ path: ['from'], message: 'Give at least one of the two limits.' }]);
  });

  it('cannot begin above its end', () => {
    const { error } = condition.input.safeParse({ from: 2, to: 1 });
    expect(error?.issues).toMatchObject([{ path: ['to'], message: 'The lower limit is above the upper one.' }]);
  });

  it.each([{ from: -1 }, { to: 1e13 }, { from: Number.NaN }, { to: Number.POSITIVE_INFINITY }, { from: '5' }])('%j is no limit', (filled) => {
    expect(condition.input.safeParse(filled).success).toBe(false);
  });

  it('is a form in four languages', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' });
    expect(Object.keys(properties ?? {})).toEqual(['from', 'to']);
    for (const text of [condition.says, ...Object.values(properties ?? {}).flatMap((one) => Object.values(one as object).filter((part) => part?.en))]) {
      expect(Object.keys(text ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
    }
  });
});

describe('the rule it belongs to', () => {
  it('may be about anything: only the lead counts', async () => {
    const bare = { name: 'time.reached', subject: 'lead:40118', at: event.at, actor: { kind: 'robot' }, data: { id: '40118', ruleId: 'r-1' } } as const;
    const ctx = { ...fakeContext(condition.settings), facts: fakeFacts({ lead }) };
    expect(await condition.test({ from: 100_000, to: null }, bare, ctx)).toEqual({ holds: true, found: 129_800 });
  });

  it('gets the same answer to the same question', () => {
    const filled = Object.freeze(condition.input.parse({ from: 1, to: 200_000 }));
    const ctx = { ...fakeContext(condition.settings), facts: fakeFacts({ lead: Object.freeze({ ...lead }) }) };
    expect(condition.test(filled, event, ctx)).toEqual(condition.test(filled, event, ctx));
  });

  it('believes the lead as it is, not the event', () => {
    expect(ask({ from: 500_000 }, priced(500_000))).toEqual({ holds: true, found: 500_000 });
    expect(event.data).toMatchObject({ price: 129_800 });
  });

  it('is not found by its price', () => {
    expect(condition.constants?.({ from: 1, to: 1 }) ?? []).toEqual([]);
  });
});
