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
