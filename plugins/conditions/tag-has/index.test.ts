import { readFileSync } from 'node:fs';

import { type DomainEvent, type LeadFacts } from 'souffleur/sdk';
import { fakeContext, type FakeFacts, fakeFacts, ruledOut } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/lead-updated.json', import.meta.url), 'utf8')) as DomainEvent;
const lead: LeadFacts = { ...(event.data as LeadFacts), sources: [], openTasks: 0 };
type Filled = z.input<typeof condition.input>;

const ask = (filled: Filled, known: FakeFacts = { lead }) =>
  condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts: fakeFacts(known) });
const constants = (filled: Filled) => condition.constants?.(condition.input.parse(filled)) ?? [];

describe('the tags of a lead', () => {
  it.each([
    ['any', ['VIP'], true],
    ['any', ['новый', 'опт'], true],
    ['any', ['новый'], false],
    ['all', ['VIP', 'опт'], true],
    ['all', ['VIP', 'новый'], false],
    ['none', ['новый', 'розница'], true],
    ['none', ['новый', 'опт'], false],
  ] as const)('%s of %j: %s', (match, tags, holds) => {
    expect(ask({ match, tags: [...tags] })).toEqual({ holds, found: ['VIP', 'опт'] });
  });

  it('are asked for any of them unless it says otherwise', () => {
    expect(ask({ tags: ['VIP', 'новый'] })).toMatchObject({ holds: true });
  });

  it.each(['vip', 'VIP ', 'VI', 'ОПТ', '\u202eVIP'])('%j is another tag', (tag) => {
    expect(ask({ tags: [tag] })).toMatchObject({ holds: false });
  });

  it.each([undefined, []])('may be none at all (%j)', (tags) => {
    const known = { lead: { ...lead, tags } };
    expect(ask({ match: 'any', tags: ['VIP'] }, known)).toEqual({ holds: false, found: [] });
    expect(ask({ match: 'all', tags: ['VIP'] }, known)).toEqual({ holds: false, found: [] });
    expect(ask({ match: 'none', tags: ['VIP'] }, known)).toEqual({ holds: true, found: [] });
  });
});

describe('other cards', () => {
  const known: FakeFacts = { lead, contact: { id: '6001', tags: ['постоянный'] }, company: { id: '50300', tags: ['дилер'] } };

  it('have tags of their own', () => {
    expect(ask({ of: 'contact', tags: ['постоянный'] }, known)).toEqual({ holds: true, found: ['постоянный'] });
    expect(ask({ of: 'contact', tags: ['VIP'] }, known)).toEqual({ holds: false, found: ['постоянный'] });
    expect(ask({ of: 'company', tags: ['дилер'] }, known)).toEqual({ holds: true, found: ['дилер'] });
  });
});

describe('a card that is not there', () => {
  it.each(['lead', 'contact', 'company'] as const)('%s: has nothing', (of) => {
    for (const match of ['any', 'all'] as const) {
      expect(ask({ of, match, tags: ['VIP'] }, {})).toEqual({ holds: false, found: null });
      expect(ask({ of, match, tags: ['VIP'] }, of === 'lead' ? {} : { lead })).toEqual({ holds: false, found: null });
    }
  });

  it('has none of the tags where another card could have it', () => {
    expect(ask({ of: 'contact', match: 'none', tags: ['VIP'] }, { lead })).toEqual({ holds: true, found: null });
    expect(ask({ of: 'company', match: 'none', tags: ['VIP'] }, { lead })).toEqual({ holds: true, found: null });
    expect(ask({ of: 'company', match: 'none', tags: ['VIP'] }, { contact: { id: '6001' } })).toEqual({ holds: true, found: null });
  });

  it('is no answer where there is nothing, and never of a lead', () => {
    expect(ask({ of: 'lead', match: 'none', tags: ['VIP'] }, { contact: { id: '6001' } })).toEqual({ holds: false, found: null });
    expect(ask({ of: 'company', match: 'none', tags: ['VIP'] }, {})).toEqual({ holds: false, found: null });
  });
});

describe('the input', () => {
  it('needs a tag', () => {
    expect(condition.input.safeParse({ tags: [] }).error?.issues).toMatchObject([{ path: ['tags'], message: 'Choose at least one tag.' }]);
    expect(condition.input.safeParse({ tags: [''] }).success).toBe(false);
  });

  it('has bounds', () => {
    expect(condition.input.safeParse({ tags: ['x'.repeat(256)] }).success).toBe(false);
    expect(condition.input.safeParse({ tags: Array.from({ length: 51 }, String) }).success).toBe(false);
    expect(condition.input.safeParse({ match: 'some', tags: ['VIP'] }).success).toBe(false);
    expect(condition.input.safeParse({ of: 'talk', tags: ['VIP'] }).success).toBe(false);
  });

  it('is a form in four languages', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' });
    expect(properties?.tags).toMatchObject({ ref: 'tag' });
    for (const text of [condition.says, ...Object.values(properties ?? {}).map((one) => (one as { label?: object }).label)]) {
      expect(Object.keys(text ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
    }
  });
});

describe('constants', () => {
  it('say what must be among the tags of the lead', () => {
    expect(constants({ tags: ['VIP', 'опт'] })).toEqual([{ fact: 'lead.tag', in: ['VIP', 'опт'] }]);
    expect(constants({ match: 'all', tags: ['VIP', 'опт'] })).toEqual([
      { fact: 'lead.tag', in: ['VIP'] },
      { fact: 'lead.tag', in: ['опт'] },
    ]);
  });

  it('are silent about what is not there and about other cards', () => {
    expect(constants({ match: 'none', tags: ['VIP'] })).toEqual([]);
    expect(constants({ of: 'contact', tags: ['VIP'] })).toEqual([]);
  });

  it('never rule out what holds', async () => {
    const pool = ['VIP', 'vip', 'опт', 'Опт', ' VIP'];
    const subsets = Array.from({ length: 2 ** pool.length }, (_, bits) => pool.filter((_tag, at) => bits & (1 << at)));
    let held = 0;
    for (const match of ['any', 'all', 'none'] as const) {
      for (const tags of subsets.slice(1)) {
        for (const have of subsets) {
          const known = { lead: { ...lead, tags: have } };
          const { holds } = (await ask({ match, tags }, known)) as { holds: boolean };
          if (!holds) continue;
          held += 1;
          expect(ruledOut(fakeFacts(known), constants({ match, tags }))).toBe(false);
        }
      }
    }
    expect(held).toBeGreaterThan(100);
  });
});
