import { readFileSync } from 'node:fs';

import { type DomainEvent, type LeadFacts } from 'souffleur/sdk';
import { fakeContext, type FakeFacts, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/time-reached.json', import.meta.url), 'utf8')) as DomainEvent;
const lead: LeadFacts = {
  id: '40117',
  createdAt: '2026-01-10T10:00:00.000Z',
  stageEnteredAt: '2026-01-14T10:00:00.000Z',
  nextTaskDueAt: '2026-01-15T09:00:00.000Z',
  sources: [],
  openTasks: 1,
};
const known: FakeFacts = {
  now: event.at,
  lead,
  talk: { id: '1914', open: true, lastInAt: '2026-01-15T09:58:30.000Z', lastOutAt: '2026-01-13T07:00:00.000Z' },
};
type Filled = z.input<typeof condition.input>;

const ask = (filled: Filled, facts: FakeFacts = known) =>
  condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts: fakeFacts(facts) });
const inLanguage = (language: string): FakeFacts => ({ ...known, account: { timezone: 'UTC', currency: 'USD', language } });

describe('what time is counted from', () => {
  it.each([
    ['lead_created', 5, 'days', '5 days'],
    ['stage_entered', 24, 'hours', '1 day'],
    ['last_message_in', 1, 'minutes', '1 min'],
    ['last_message_out', 51, 'hours', '2 days 3 hr'],
    ['task_due', 60, 'minutes', '1 hr'],
  ] as const)('%s: at least %s %s', (since, amount, unit, found) => {
    expect(ask({ since, amount, unit })).toEqual({ holds: true, found });
    expect(ask({ since, amount: amount + 1, unit })).toEqual({ holds: false, found });
    expect(ask({ since, is: 'less_than', amount, unit })).toEqual({ holds: false, found });
    expect(ask({ since, is: 'less_than', amount: amount + 1, unit })).toEqual({ holds: true, found });
  });

  it('is the customer’s last message when nothing is said', () => {
    expect(ask({})).toEqual({ holds: false, found: '1 min' });
    expect(condition.input.parse({})).toEqual({ since: 'last_message_in', is: 'at_least', amount: 1, unit: 'days' });
  });
});

describe('the limit', () => {
  const ago = (ms: number): FakeFacts => ({ ...known, lead: { ...lead, createdAt: new Date(Date.parse(event.at) - ms).toISOString() } });

  it.each([
    [7_199_999, false],
    [7_200_000, true],
    [7_200_001, true],
  ])('of two hours is reached after %s ms: %s', (ms, reached) => {
    expect(ask({ since: 'lead_created', is: 'at_least', amount: 2, unit: 'hours' }, ago(ms))).toMatchObject({ holds: reached });
    expect(ask({ since: 'lead_created', is: 'less_than', amount: 2, unit: 'hours' }, ago(ms))).toMatchObject({ holds: !reached });
  });

  it('is not reached at once', () => {
    expect(ask({ since: 'lead_created', is: 'less_than', amount: 1, unit: 'minutes' }, ago(0))).toEqual({ holds: true, found: '0 min' });
  });

  it('takes a clock that is ahead for now', () => {
    expect(ask({ since: 'lead_created', is: 'less_than', amount: 1, unit: 'minutes' }, ago(-5000))).toEqual({ holds: true, found: '0 min' });
    expect(ask({ since: 'lead_created', is: 'at_least', amount: 1, unit: 'minutes' }, ago(-5000))).toEqual({ holds: false, found: '0 min' });
  });

  it('does not ask what time it is', () => {
    const later = { ...known, now: '2026-01-20T10:00:00.000Z' };
    expect(ask({ since: 'lead_created', amount: 10 }, later)).toEqual({ holds: true, found: '10 days' });
    expect(ask({ since: 'lead_created', amount: 11 }, later)).toEqual({ holds: false, found: '10 days' });
  });
});

describe('the task', () => {
  const task = { id: '55', dueAt: '2026-01-15T07:00:00.000Z', completed: false };

  it('of the event comes before those of the lead', () => {
    expect(ask({ since: 'task_due', amount: 3, unit: 'hours' }, { ...known, task })).toEqual({ holds: true, found: '3 hr' });
  });

  it('that is done leaves the next one', () => {
    expect(ask({ since: 'task_due', amount: 1, unit: 'hours' }, { ...known, task: { ...task, completed: true } })).toEqual({ holds: true, found: '1 hr' });
  });

  it('that is due later has let nothing pass', () => {
    const due = { ...known, lead: { ...lead, nextTaskDueAt: '2026-01-15T10:00:00.001Z' } };
    expect(ask({ since: 'task_due', is: 'less_than', amount: 9 }, due)).toEqual({ holds: false, found: null });
    expect(ask({ since: 'task_due', is: 'at_least', amount: 1, unit: 'minutes' }, due)).toEqual({ holds: false, found: null });
  });

  it('without a time is no time', () => {
    expect(ask({ since: 'task_due' }, { ...known, task: { id: '55' } })).toEqual({ holds: false, found: null });
  });
});

describe('what never happened', () => {
  const none: FakeFacts = { lead: { id: '40117', sources: [], openTasks: 0 }, talk: { id: '1914', open: true } };

  it.each(['lead_created', 'last_message_in', 'last_message_out', 'stage_entered', 'task_due'] as const)('%s: no', (since) => {
    for (const is of ['at_least', 'less_than'] as const) {
      for (const facts of [{}, none]) expect(ask({ since, is, amount: 100_000 }, facts)).toEqual({ holds: false, found: null });
    }
  });

  it('is what cannot be read', () => {
    expect(ask({ since: 'lead_created' }, { lead: { ...lead, createdAt: 'вчера' } })).toEqual({ holds: false, found: null });
  });
});

describe('what it found', () => {
  it.each([
    ['ru', '2 дня 3 ч'],
    ['es', '2 días 3 h'],
    ['pt', '2 dias 3 h'],
    ['en', '2 days 3 hr'],
    ['xx-not-a-language', '2 days 3 hr'],
    ['', '2 days 3 hr'],
  ])('in %j is %s', (language, found) => {
    expect(ask({ since: 'last_message_out' }, inLanguage(language))).toMatchObject({ found });
  });
});

describe('the input', () => {
  it.each([{ amount: 0 }, { amount: 1.5 }, { amount: 100_001 }, { unit: 'weeks' }, { since: 'birth' }, { is: 'equals' }, { amount: Number.NaN }])(
    'refuses %j',
    (filled) => {
      expect(condition.input.safeParse(filled).success).toBe(false);
    },
  );

  it('is a form in four languages', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' }) as unknown as { properties: Record<string, { label: object; options?: object }> };
    expect(Object.keys(properties)).toEqual(['since', 'is', 'amount', 'unit']);
    for (const { label, options } of Object.values(properties)) {
      for (const text of [label, ...Object.values(options ?? {})]) expect(Object.keys(text)).toEqual(['en', 'ru', 'es', 'pt']);
    }
  });
});

describe('rules as people write them', () => {
  const at = (iso: string, rest: FakeFacts = {}): FakeFacts => ({ ...known, ...rest, now: iso });
  const silent: FakeFacts = { talk: { id: '1914', open: true, lastInAt: '2026-01-15T09:00:00.000Z', lastOutAt: '2026-01-15T09:05:00.000Z' } };

  it.each([
    ['no answer for a quarter of an hour', { since: 'last_message_in', amount: 15, unit: 'minutes' }, '2026-01-15T09:14:59Z', false],
    ['no answer for a quarter of an hour', { since: 'last_message_in', amount: 15, unit: 'minutes' }, '2026-01-15T09:15:00Z', true],
    ['inside the window of 24 hours', { since: 'last_message_in', is: 'less_than', amount: 24, unit: 'hours' }, '2026-01-16T08:59:59Z', true],
    ['inside the window of 24 hours', { since: 'last_message_in', is: 'less_than', amount: 24, unit: 'hours' }, '2026-01-16T09:00:00Z', false],
    ['silent for two days', { since: 'last_message_out', amount: 2, unit: 'days' }, '2026-01-17T09:04:59Z', false],
    ['silent for two days', { since: 'last_message_out', amount: 2, unit: 'days' }, '2026-01-17T09:05:00Z', true],
    ['stuck on the stage for a week', { since: 'stage_entered', amount: 7, unit: 'days' }, '2026-01-21T09:59:59Z', false],
    ['stuck on the stage for a week', { since: 'stage_entered', amount: 7, unit: 'days' }, '2026-01-21T10:00:00Z', true],
    ['a fresh lead', { since: 'lead_created', is: 'less_than', amount: 1, unit: 'hours' }, '2026-01-10T10:59:59Z', true],
    ['a fresh lead', { since: 'lead_created', is: 'less_than', amount: 1, unit: 'hours' }, '2026-01-10T11:00:00Z', false],
    ['a task overdue by a day', { since: 'task_due', amount: 1, unit: 'days' }, '2026-01-16T08:59:59Z', false],
    ['a task overdue by a day', { since: 'task_due', amount: 1, unit: 'days' }, '2026-01-16T09:00:00Z', true],
    ['a task just overdue', { since: 'task_due', is: 'less_than', amount: 1, unit: 'hours' }, '2026-01-15T09:30:00Z', true],
    ['a task just overdue', { since: 'task_due', is: 'less_than', amount: 1, unit: 'hours' }, '2026-01-15T08:30:00Z', false],
    ['a day of 24 hours when the clock is changed', { since: 'lead_created', amount: 79, unit: 'days' }, '2026-03-30T10:00:00Z', true],
    ['a day of 24 hours when the clock is changed', { since: 'lead_created', amount: 79, unit: 'days' }, '2026-03-30T09:59:59Z', false],
  ] as [string, Filled, string, boolean][])('%s (case %#)', (_name, filled, now, holds) => {
    expect(ask(filled, at(now, silent))).toMatchObject({ holds });
  });

  it('a minute, an hour and a day agree', () => {
    for (const [amount, unit] of [
      [1440, 'minutes'],
      [24, 'hours'],
      [1, 'days'],
    ] as const) {
      expect(ask({ since: 'stage_entered', amount, unit })).toEqual({ holds: true, found: '1 day' });
      expect(ask({ since: 'stage_entered', amount, unit }, at('2026-01-15T09:59:59Z'))).toEqual({ holds: false, found: '23 hr 59 min' });
    }
  });

  it('at every moment one of the two comparisons holds', () => {
    for (let minute = 0; minute < 180; minute += 1) {
      const facts = at(new Date(Date.parse('2026-01-14T10:00:00Z') + minute * 60_000).toISOString());
      const [reached, before] = (['at_least', 'less_than'] as const).map((is) => ask({ since: 'stage_entered', is, amount: 2, unit: 'hours' }, facts));
      expect(reached).toMatchObject({ holds: minute >= 120 });
      expect(before).toMatchObject({ holds: minute < 120 });
    }
  });

  it.each([
    ['2026-01-14T10:00:59Z', '0 min'],
    ['2026-01-14T10:01:00Z', '1 min'],
    ['2026-01-14T11:00:00Z', '1 hr'],
    ['2026-01-14T11:01:00Z', '1 hr 1 min'],
    ['2026-01-15T10:05:00Z', '1 day 5 min'],
    ['2026-01-16T13:30:00Z', '2 days 3 hr'],
    ['2029-01-14T10:00:00Z', '1096 days'],
  ])('at %s the stage is %s old', (now, found) => {
    expect(ask({ since: 'stage_entered' }, at(now))).toMatchObject({ found });
  });

  it('are not found by a fact', () => {
    expect(condition.constants?.(condition.input.parse({})) ?? []).toEqual([]);
  });
});
