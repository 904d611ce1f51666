import { readFileSync } from 'node:fs';

import { type DomainEvent, type LeadFacts } from 'souffleur/sdk';
import { fakeContext, type FakeFacts, fakeFacts, ruledOut } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/stage-changed.json', import.meta.url), 'utf8')) as DomainEvent;
const names = { stage: { '731:7302': 'Переговоры', '731:142': 'Успешно реализовано', '900:142': 'Продлено' } };
const lead: LeadFacts = { ...(event.data as LeadFacts), stageKind: 'open', sources: [], openTasks: 0 };
const on = (pipelineId: string | undefined, stageId: string | undefined, stageKind?: LeadFacts['stageKind']): FakeFacts => ({
  lead: { ...lead, pipelineId, stageId, stageKind },
  names,
});

const ask = (filled: z.input<typeof condition.input>, known: FakeFacts) =>
  condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts: fakeFacts(known) });

describe('a stage', () => {
  it('is found by its pipeline and its id, and told by its name', () => {
    expect(ask({ stages: ['731:7302'] }, { lead, names })).toEqual({ holds: true, found: 'Переговоры' });
    expect(ask({ stages: ['731:7301', '731:7302'] }, { lead, names })).toEqual({ holds: true, found: 'Переговоры' });
    expect(ask({ stages: ['731:7301'] }, { lead, names })).toEqual({ holds: false, found: 'Переговоры' });
  });

  it('is another in another pipeline, though the id is the same', () => {
    expect(ask({ stages: ['731:142'] }, on('731', '142', 'won'))).toEqual({ holds: true, found: 'Успешно реализовано' });
    expect(ask({ stages: ['731:142'] }, on('900', '142', 'won'))).toEqual({ holds: false, found: 'Продлено' });
  });

  it('without a name is told by its id', () => {
    expect(ask({ stages: ['1:2'] }, { lead: { ...lead, pipelineId: '1', stageId: '2' } })).toEqual({ holds: true, found: '1:2' });
  });
});

describe('a kind', () => {
  it.each([
    ['won', true],
    ['lost', false],
    ['open', false],
    ['incoming', false],
  ] as const)('%s of a won lead: %s, in whatever pipeline', (kind, holds) => {
    expect(ask({ kinds: [kind] }, on('900', '142', 'won'))).toMatchObject({ holds });
    expect(ask({ kinds: [kind] }, on('731', '142', 'won'))).toMatchObject({ holds });
  });

  it('may be chosen beside stages: either is enough', () => {
    expect(ask({ stages: ['731:7302'], kinds: ['lost'] }, on('731', '7302', 'open'))).toMatchObject({ holds: true });
    expect(ask({ stages: ['731:7302'], kinds: ['lost'] }, on('900', '143', 'lost'))).toMatchObject({ holds: true });
    expect(ask({ stages: ['731:7302'], kinds: ['lost'] }, on('900', '142', 'won'))).toMatchObject({ holds: false });
  });

  it('that is not known is none', () => {
    expect(ask({ kinds: ['open', 'won', 'lost', 'incoming'] }, on('900', '142'))).toEqual({ holds: false, found: 'Продлено' });
  });
});

describe('what is not known', () => {
  it.each([
    ['no lead', { lead: null }],
    ['no stage', on('731', undefined, 'open')],
    ['an empty stage', on('731', '', 'open')],
  ] as [string, FakeFacts][])('%s: no', (_name, known) => {
    expect(ask({ stages: ['731:7302'], kinds: ['open'] }, known)).toEqual({ holds: false, found: null });
  });

  it('a stage without its pipeline is none of the list', () => {
    expect(ask({ stages: ['731:7302'] }, on(undefined, '7302', 'open'))).toMatchObject({ holds: false });
  });
});

describe('the input', () => {
  it.each([[{}], [{ stages: [], kinds: [] }]])('%j asks nothing', (filled) => {
    const { error } = condition.input.safeParse(filled);
    expect(error?.issues).toMatchObject([{ path: ['stages'], message: 'Choose at least one stage or kind of stage.' }]);
  });

  it.each(['7302', '731:', ':7302', '731:7302:1', '', ' : ', `731:${'7'.repeat(100)}`])('%j names no stage', (stage) => {
    expect(condition.input.safeParse({ stages: [stage] }).success).toBe(false);
  });

  it('has bounds and no kinds of its own', () => {
    expect(condition.input.safeParse({ stages: Array.from({ length: 101 }, (_, at) => `1:${at}`) }).success).toBe(false);
    expect(condition.input.safeParse({ kinds: ['closed'] }).success).toBe(false);
  });

  it('is a form in four languages', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' });
    expect(properties).toMatchObject({ stages: { ref: 'stage' }, kinds: { label: { en: expect.any(String), ru: expect.any(String) } } });
    for (const text of [condition.says, ...Object.values(properties ?? {}).map((one) => (one as { label?: object }).label)]) {
      expect(Object.keys(text ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
    }
  });
});

describe('the constant', () => {
  it('is the list of stages, as long as no kind is chosen', () => {
    expect(condition.constants?.({ stages: ['731:7302'], kinds: [] })).toEqual([{ fact: 'lead.stage', in: ['731:7302'] }]);
    expect(condition.constants?.({ stages: ['731:7302'], kinds: ['won'] })).toEqual([]);
  });

  it('never rules out what holds', async () => {
    const ruled: boolean[] = [];
    const ids = [undefined, '', '731', '900', '142', '7302'];
    const inputs = [{ stages: ['731:7302', ' 731:142'] }, { stages: ['900:142'], kinds: ['won' as const] }, { kinds: ['open' as const] }];
    for (const filled of inputs) {
      for (const pipelineId of ids) {
        for (const stageId of ids) {
          const known = on(pipelineId, stageId, stageId === '142' ? 'won' : 'open');
          const { holds } = (await ask(filled, known)) as { holds: boolean };
          if (holds) ruled.push(ruledOut(fakeFacts(known), condition.constants?.(condition.input.parse(filled)) ?? []));
        }
      }
    }
    expect(ruled.length).toBeGreaterThan(20);
    expect(ruled).not.toContain(true);
  });
});
