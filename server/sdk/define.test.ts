/** Right plugins compile, wrong ones do not: read by the type checker; the runtime part is small. */
import { definePlugin, eventNames } from 'souffleur/sdk';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const base = { api: 1, id: 'x', title: { en: 'X' }, description: { en: 'X' }, icon: 'x', settings: z.object({ signature: z.string().default('') }) } as const;

describe('definePlugin', () => {
  it('freezes what it is given', () => {
    const plugin = definePlugin({ ...base, kind: 'condition', input: z.object({}), test: () => true });
    expect(Object.isFrozen(plugin)).toBe(true);
    expect(plugin.id).toBe('x');
  });

  it('types input and settings', () => {
    definePlugin({
      ...base,
      kind: 'action',
      effect: 'free',
      input: z.object({ text: z.string(), times: z.number().default(1) }),
      preview: ({ text }) => text.toUpperCase(),
      async run({ text, times }, event, ctx) {
        const lines: string[] = Array<string>(times).fill(text + ctx.settings.signature);
        if (event.name === 'lead.created') ctx.log.info(event.data.name ?? '');
        // @ts-expect-error a message has no stage
        if (event.name === 'message.received') ctx.log.info(event.data.stageId);
        // @ts-expect-error not in the settings
        ctx.log.info(ctx.settings.colour);
        ctx.enqueue({ kind: 'message', talk: 'talk:1', text: lines.join('\n') });
        // @ts-expect-error a subject has a kind
        ctx.enqueue({ kind: 'message', talk: '1', text: '' });
      },
    });
    expect.assertions(0);
  });

  it('refuses what is no plugin', () => {
    // @ts-expect-error no such kind
    definePlugin({ ...base, kind: 'widget', input: z.object({}), test: () => true });
    // @ts-expect-error a condition tests
    definePlugin({ ...base, kind: 'condition', input: z.object({}) });
    // @ts-expect-error another contract version
    definePlugin({ ...base, api: 2, kind: 'condition', input: z.object({}), test: () => true });
    // @ts-expect-error settings are an object
    definePlugin({ ...base, settings: z.string(), kind: 'condition', input: z.object({}), test: () => true });
    // @ts-expect-error a condition answers yes or no
    definePlugin({ ...base, kind: 'condition', input: z.object({}), test: () => 'maybe' });
    // @ts-expect-error the input has no such field
    definePlugin({ ...base, kind: 'condition', input: z.object({ a: z.string() }), test: (input: { b: string }) => input.b === '' });
    // @ts-expect-error an English title is the least
    definePlugin({ ...base, title: { ru: 'Икс' }, kind: 'condition', input: z.object({}), test: () => true });
    // @ts-expect-error a condition may not fetch
    definePlugin({ ...base, kind: 'condition', input: z.object({}), test: (_input, _event, ctx) => Boolean(ctx.fetch) });
    expect.assertions(0);
  });
});

it('lists every event name once', () => {
  expect(new Set(eventNames).size).toBe(eventNames.length);
  expect(eventNames).toContain('unknown.received');
});
