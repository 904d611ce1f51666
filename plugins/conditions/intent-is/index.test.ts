import { readFileSync } from 'node:fs';

import { type DomainEvent, type Intent, type IntentLabel } from 'souffleur/sdk';
import { fakeContext, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message-received.json', import.meta.url), 'utf8')) as DomainEvent;
const { text } = event.data as { text: string };
const price = { id: 'price_question', description: 'спрашивает, сколько что-то стоит' };
const complaint = { id: 'complaint', description: 'жалуется' };
type Filled = z.input<typeof condition.input>;

const ask = (filled: Filled, intent: Intent, said = text) =>
  condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts: fakeFacts({ text: said, intent }) });

describe('a meaning', () => {
  it.each([
    [0.95, true],
    [0.6, true],
    [0.59, false],
    [0, false],
  ])('of which the model is sure by %s: %s', async (score, holds) => {
    expect(await ask({ labels: [price, complaint] }, { label: 'price_question', score })).toMatchObject({ holds });
  });

  it('is told in the author’s words, with how sure it is', async () => {
    const found = 'спрашивает, сколько что-то стоит (82%)';
    expect(await ask({ labels: [price] }, { label: 'price_question', score: 0.829 })).toEqual({ holds: true, found });
    expect(await ask({ labels: [price], threshold: 0.9 }, { label: 'price_question', score: 0.829 })).toEqual({ holds: false, found });
  });

  it('may be any of those looked for', async () => {
    expect(await ask({ labels: [price, complaint] }, { label: 'complaint', score: 1 })).toEqual({ holds: true, found: 'жалуется (100%)' });
  });

  it('that is only there to be told apart does not count', async () => {
    const labels = [price, { ...complaint, wanted: false }];
    expect(await ask({ labels }, { label: 'complaint', score: 1 })).toEqual({ holds: false, found: 'жалуется (100%)' });
    expect(await ask({ labels }, { label: 'price_question', score: 1 })).toMatchObject({ holds: true });
  });
});

describe('what the model may answer', () => {
  it.each([
    [{ label: null, score: 1 }],
    [{ label: 'made_up', score: 1 }],
    [{ label: '', score: 1 }],
    [{ label: 'price_question', score: Number.NaN }],
    [{ label: 'price_question', score: 7 }],
    [{ label: 'price_question', score: -1 }],
  ])('%j is none of them', async (intent) => {
    expect(await ask({ labels: [price, complaint] }, intent)).toEqual({ holds: false, found: null });
  });

  it('is an error of its own when it fails', async () => {
    const facts = {
      ...fakeFacts({ text }),
      intent: async () => {
        throw new Error('The model is away.');
      },
    };
    const answer = condition.test(condition.input.parse({ labels: [price] }), event, { ...fakeContext(condition.settings), facts });
    await expect(answer).rejects.toThrow('The model is away.');
  });
});

describe('the model', () => {
  const recorded = (said: string) => {
    const asked: (readonly IntentLabel[])[] = [];
    const facts = {
      ...fakeFacts({ text: said }),
      intent: async (labels: readonly IntentLabel[]) => {
        asked.push(labels);
        return { label: null, score: 0 };
      },
    };
    return { asked, ctx: { ...fakeContext(condition.settings), facts } };
  };

  it('is asked once, with every label and nothing else', async () => {
    const { asked, ctx } = recorded(text);
    await condition.test(condition.input.parse({ labels: [price, { ...complaint, wanted: false }] }), event, ctx);
    expect(asked).toEqual([[price, complaint]]);
  });

  it.each(['', '  \n'])('is not asked about %j', async (said) => {
    const { asked, ctx } = recorded(said);
    expect(await condition.test(condition.input.parse({ labels: [price] }), event, ctx)).toEqual({ holds: false, found: null });
    expect(asked).toEqual([]);
  });
});

describe('the input', () => {
  it.each([
    [{ labels: [] }, 'Describe at least one meaning.'],
    [{ labels: [price, price] }, 'Two meanings have the same label.'],
    [{ labels: [{ ...price, wanted: false }] }, 'At least one meaning must be looked for.'],
    [{ labels: [{ ...price, id: 'Цена' }] }, 'A label is written in lower-case Latin letters, digits and _, such as price_question.'],
  ])('%j: %s', (filled, message) => {
    expect(condition.input.safeParse(filled).error?.issues[0]?.message).toBe(message);
  });

  it.each([
    { labels: [{ ...price, description: ' a ' }] },
    { labels: [{ ...price, description: 'x'.repeat(301) }] },
    { labels: [price], threshold: 0 },
    { labels: [price], threshold: 1.01 },
    { labels: [price], threshold: Number.NaN },
    { labels: Array.from({ length: 13 }, (_, at) => ({ ...price, id: `label_${at}` })) },
  ])('has bounds: case %#', (filled) => {
    expect(condition.input.safeParse(filled).success).toBe(false);
  });

  it('is a form in four languages, down to each meaning', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' }) as unknown as {
      properties: Record<string, { label: object; items?: { properties: object } }>;
    };
    const inner = Object.values(properties.labels?.items?.properties ?? {}) as { label: object }[];
    expect(inner).toHaveLength(3);
    for (const { label } of [...Object.values(properties), ...inner]) expect(Object.keys(label)).toEqual(['en', 'ru', 'es', 'pt']);
  });
});

describe('a rule as people write it', () => {
  const labels = [
    { id: 'price_question', description: 'pergunta quanto custa algo' },
    { id: 'too_expensive', description: 'diz que está caro demais', wanted: false },
    { id: 'wants_to_buy', description: 'quer comprar agora' },
    { id: 'wants_a_person', description: 'pede para falar com uma pessoa', wanted: false },
  ];

  it.each([
    ['Quanto custa a máquina?', { label: 'price_question', score: 0.91 }, true, 'pergunta quanto custa algo (91%)'],
    ['Nossa, muito caro', { label: 'too_expensive', score: 0.88 }, false, 'diz que está caro demais (88%)'],
    ['Fechado, manda o pix', { label: 'wants_to_buy', score: 0.97 }, true, 'quer comprar agora (97%)'],
    ['Quero falar com alguém', { label: 'wants_a_person', score: 1 }, false, 'pede para falar com uma pessoa (100%)'],
    ['Talvez, vou ver', { label: 'wants_to_buy', score: 0.41 }, false, 'quer comprar agora (41%)'],
    ['Bom dia', { label: null, score: 0.7 }, false, null],
  ] as [string, Intent, boolean, string | null][])('%s', async (said, intent, holds, found) => {
    expect(await ask({ labels }, intent, said)).toEqual({ holds, found });
  });

  it.each([
    [0.05, true],
    [0.5, true],
    [0.75, true],
    [0.76, false],
    [1, false],
  ])('with the threshold %s at 0.75: %s', async (threshold, holds) => {
    expect(await ask({ labels, threshold }, { label: 'wants_to_buy', score: 0.75 })).toMatchObject({ holds });
  });

  it.each(['\0', '\ud800', '('.repeat(100_000), '\u202eнеc'])('is asked about %.12j as about any text', async (said) => {
    expect(await ask({ labels }, { label: 'wants_to_buy', score: 0.9 }, said)).toEqual({ holds: true, found: 'quer comprar agora (90%)' });
  });

  it('is not found by a fact: only the model knows', () => {
    expect(condition.constants?.(condition.input.parse({ labels })) ?? []).toEqual([]);
  });
});
