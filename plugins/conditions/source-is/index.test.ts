import { readFileSync } from 'node:fs';

import { type DomainEvent, type LeadFacts } from 'souffleur/sdk';
import { fakeContext, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/incoming-lead.json', import.meta.url), 'utf8')) as DomainEvent;
const known = ['waba', 'Landing: máquinas de café', 'Яндекс.Директ'];
const from = (sources: string[]): LeadFacts => ({ id: '40119', sources, openTasks: 0 });

const ask = (filled: z.input<typeof condition.input>, lead: LeadFacts | null = from(known)) =>
  condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts: fakeFacts({ lead }) });

describe('a source', () => {
  it.each([
    ['equals', ['waba'], true],
    ['equals', ['WABA'], true],
    ['equals', ['google', 'яндекс.директ'], true],
    ['equals', ['landing: MÁQUINAS de café'], true],
    ['equals', ['landing'], false],
    ['equals', ['wab'], false],
    ['contains', ['landing'], true],
    ['contains', ['ЯНДЕКС'], true],
    ['contains', ['ba'], true],
    ['contains', ['cafe'], false],
    ['contains', ['google', 'facebook'], false],
  ] as const)('%s %j: %s', (match, sources, holds) => {
    expect(ask({ match, sources: [...sources] })).toEqual({ holds, found: known });
  });

  it('is compared whole unless it says otherwise', () => {
    expect(ask({ sources: ['land'] })).toMatchObject({ holds: false });
    expect(ask({ sources: [' waba '] })).toMatchObject({ holds: true });
  });

  it.each([
    ['STRASSE', 'straße'],
    ['cafe\u0301', 'CAFÉ'],
    [' Telegram', 'telegram'],
  ])('%j is %j', (held, wanted) => {
    expect(ask({ sources: [wanted] }, from([held]))).toMatchObject({ holds: true });
  });

  it('is looked at whatever is in it', () => {
    const hostile = ['\0', '\ud800', '*'.repeat(100_000), '\u202eabaw'];
    expect(ask({ match: 'contains', sources: ['waba'] }, from(hostile))).toMatchObject({ holds: false });
    expect(ask({ match: 'contains', sources: ['***'] }, from(hostile))).toMatchObject({ holds: true });
  });
});

describe('what is not known', () => {
  it.each([['no lead', null] as const, ['no source', from([])] as const])('%s: no', (_name, lead) => {
    expect(ask({ sources: ['waba'] }, lead)).toEqual({ holds: false, found: null });
    expect(ask({ match: 'contains', sources: ['a'] }, lead)).toEqual({ holds: false, found: null });
  });

  it('the event does not tell it, only the lead', () => {
    expect(event.data).toMatchObject({ source: 'Landing: máquinas de café' });
    expect(ask({ match: 'contains', sources: ['Landing'] }, from(['telegram']))).toEqual({ holds: false, found: ['telegram'] });
  });

  it('an empty source has nothing inside', () => {
    expect(ask({ match: 'contains', sources: ['a'] }, from(['']))).toEqual({ holds: false, found: [''] });
  });
});

describe('the input', () => {
  it('needs a source', () => {
    expect(condition.input.safeParse({ sources: [] }).error?.issues).toMatchObject([{ path: ['sources'], message: 'Give at least one source.' }]);
    expect(condition.input.safeParse({ sources: ['   '] }).success).toBe(false);
  });

  it('has bounds', () => {
    expect(condition.input.safeParse({ sources: ['x'.repeat(201)] }).success).toBe(false);
    expect(condition.input.safeParse({ sources: Array.from({ length: 51 }, String) }).success).toBe(false);
    expect(condition.input.safeParse({ match: 'matches', sources: ['x'] }).success).toBe(false);
  });

  it('is a form in four languages', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' });
    expect(properties?.sources).toMatchObject({ ref: 'source' });
    for (const text of [condition.says, ...Object.values(properties ?? {}).map((one) => (one as { label?: object }).label)]) {
      expect(Object.keys(text ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
    }
  });
});

describe('rules as people write them', () => {
  it.each([
    ['an advertisement on Instagram', { match: 'contains', sources: ['instagram', 'ig_ads'] }, ['utm: IG_Ads / winter'], true],
    ['an advertisement on Instagram', { match: 'contains', sources: ['instagram', 'ig_ads'] }, ['google / cpc'], false],
    ['a form of the site', { match: 'contains', sources: ['форма'] }, ['Форма «Обратный звонок»'], true],
    ['a form of the site', { match: 'contains', sources: ['форма'] }, ['telegram'], false],
    ['one channel, not those that begin so', { sources: ['vk'] }, ['vk_ads'], false],
    ['one channel, not those that begin so', { sources: ['vk'] }, ['telegram', 'VK'], true],
    ['a campaign in Spanish', { sources: ['campaña de otoño'] }, ['CAMPAÑA DE OTOÑO'], true],
    ['a campaign in Spanish', { sources: ['campaña de otoño'] }, ['campana de otono'], false],
  ] as [string, z.input<typeof condition.input>, string[], boolean][])('%s (case %#)', (_name, filled, sources, holds) => {
    expect(ask(filled, from(sources))).toEqual({ holds, found: sources });
  });

  it('are not found by a fact: another spelling would do too', () => {
    expect(condition.constants?.({ match: 'equals', sources: ['waba'] }) ?? []).toEqual([]);
  });
});
