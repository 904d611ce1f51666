// @vitest-environment node
import { describe, expect, test } from 'vitest';

import { type Dict } from '../../../../state/read.ts';
import { emptyDefinition } from '../../../../state/rule-editor.ts';
import { readPart } from '../../../../state/rule-parts.ts';
import { type Definition } from '../../../../state/rules.ts';
import { createI18n } from '../../../i18n.ts';
import { summarize, summarizePart, summaryLines } from './summarize.ts';
import { anyInput } from './testing-input.ts';
import { knownChoices, knownParts } from './testing.ts';

const t = (language: string) => createI18n(language).getFixedT(null, 'common');
const say = (kind: 'condition' | 'action', id: string, input: Dict, language = 'en'): string =>
  summarizePart(kind, id, input, knownParts, knownChoices, t(language), language);
const rule = (change: Partial<Definition>): Definition => ({ ...emptyDefinition(), trigger: { on: 'lead_created' }, ...change });
const whole = (change: Partial<Definition>, language = 'en'): string[] =>
  summaryLines(summarize(rule(change), knownParts, knownChoices, t(language), language), t(language));

describe('a part says', () => {
  test.each([
    ['condition', 'stage-is', { stages: ['1:11'] }, 'the stage is Offer'],
    // Two pipelines have a stage of this name.
    ['condition', 'stage-is', { stages: ['1:10', '2:20'] }, 'the stage is New (Sales), New (Service)'],
    ['condition', 'stage-is', { stages: ['9:99'] }, 'the stage is 9:99'],
    ['condition', 'stage-is', {}, 'the stage is …'],
    ['condition', 'price-range', { from: 1000 }, 'the price is 1,000 or more'],
    ['condition', 'price-range', { to: 5 }, 'the price is 5 or less'],
    ['condition', 'price-range', { from: 1, to: 5 }, 'the price is 1 or more, 5 or less'],
    ['condition', 'price-range', {}, 'the price is'],
    ['condition', 'field-value', { field: 'lead.price', is: 'between', value: ['1', '5'] }, 'Price is between 1 and 5'],
    ['condition', 'field-value', { field: 'lead.field.5', is: 'one_of', value: ['51', '52'] }, 'Colour is one of Red, Blue'],
    ['condition', 'field-value', { field: 'lead.field.6', is: 'before', value: ['2026-01-31'] }, 'Delivery is before January 31, 2026'],
    ['condition', 'field-value', { field: 'lead.price', is: 'is_empty', value: [] }, 'Price is empty'],
    ['condition', 'field-value', { field: 'lead.price', is: 'equals' }, 'Price is …'],
    ['action', 'create-task', { text: 'Call {{lead.name}}' }, 'create the task “Call {{lead.name}}”'],
    ['action', 'create-task', { text: 'Call', after: 3, weekends: true }, 'create the task “Call” (Due in: 3 days; Skip weekends: Yes)'],
    ['action', 'create-task', { text: 'Call', unit: 'hours', responsible: 'u3' }, 'create the task “Call” (Due in: 1 hour; Responsible: Person 3)'],
    ['action', 'wait', { amount: 5, unit: 'minutes' }, 'wait 5 minutes'],
    ['action', 'tag', { tags: ['a', 'b', 'c'] }, 'add the tags a, b, and c'],
    ['action', 'call-webhook', { url: 'https://a.b', headers: [{ name: 'X', value: '1' }] }, 'call https://a.b (Headers: (X: 1))'],
    ['action', 'gone', { text: 'what was there', deep: { a: [1] } }, 'gone (text: what was there; deep: {"a":[1]})'],
  ] as const)('%s %s %j', (kind, id, input, words) => {
    expect(say(kind, id, input)).toBe(words);
  });

  test('the same in the language of the reader', () => {
    expect(say('action', 'create-task', { text: 'Позвонить', after: 3, weekends: true }, 'ru')).toBe(
      'создать задачу «Позвонить» (Срок через: 3 дня; Пропускать выходные: Да)',
    );
    expect(say('action', 'wait', { amount: 5, unit: 'minutes' }, 'ru')).toBe('подождать 5 минут');
    expect(say('action', 'tag', { tags: ['a', 'b'] }, 'ru')).toBe('добавить теги a и b');
    // What a plugin says in English only.
    expect(say('condition', 'price-range', { from: 1, to: 2 }, 'pt')).toBe('the price is 1 or more, 2 or less');
  });

  test('a value is put in as it is, whatever it looks like', () => {
    for (const text of ['{{text}}', '$1 $& $$', '  two  spaces ', 'a\nb', '{{after}} {{unit}}'])
      expect(say('action', 'create-task', { text })).toContain(`“${text}”`);
  });

  test('pieces that may be left out', () => {
    const part = (says: string) =>
      readPart({
        kind: 'action',
        id: 'p',
        title: { en: 'P' },
        says: { en: says },
        inputSchema: {
          type: 'object',
          properties: {
            a: { type: 'string', default: '' },
            mode: { type: 'string', enum: ['x', 'y'], default: 'x' },
            late: { type: 'boolean', default: false, title: 'Late' },
            rows: {
              type: 'array',
              default: [],
              items: { type: 'object', properties: { k: { type: 'string' }, v: { type: 'string' }, w: { type: 'string' } } },
            },
          },
        },
      });
    const said = (says: string, input: Dict): string => summarizePart('action', 'p', input, [part(says)], knownChoices, t('en'), 'en');
    // Empty, or as it is by default.
    expect(said('do[ {{a}}][ in {{mode}}]', {})).toBe('do');
    expect(said('do[ {{mode}} {{a}}]', { a: 'it' })).toBe('do x it');
    // What one piece cannot say is added behind.
    expect(said('do[ {{mode}} {{a}}]', { mode: 'y' })).toBe('do (Mode: y)');
    // A switch says nothing of its own.
    expect(said('do[, late{{late}}]', { late: true })).toBe('do, late');
    expect(said('do[, late{{late}}]', { late: false })).toBe('do');
    // Commas and colons only between things.
    expect(said('do: [{{a}}][, in {{mode}}]', { mode: 'y' })).toBe('do: in y');
    expect(said('do: [{{a}}][, in {{mode}}]', {})).toBe('do');
    expect(said('do: [{{a}}][, in {{mode}}]', { a: 'b, ', mode: 'y' })).toBe('do: b, , in y');
    expect(said('do {{a}}', { a: 'this:' })).toBe('do this:');
    // Each row by one of its fields, with the rest behind.
    expect(said('do[ {{rows.k}}]', { rows: [{ k: 'one', w: '1' }, { k: 'two' }] })).toBe('do one (W: 1) and two');
  });

  test('the title where the plugin has no clause', () => {
    const mute = readPart({
      kind: 'action',
      id: 'm',
      title: { en: 'Mute' },
      says: null,
      inputSchema: { type: 'object', properties: { a: { type: 'string', title: 'A' } } },
    });
    expect(summarizePart('action', 'm', { a: 'x' }, [mute], knownChoices, t('en'), 'en')).toBe('Mute (A: x)');
  });
});

describe('a rule says', () => {
  const price = { condition: 'price-range', input: { from: 1, to: 2 } };
  const stage = { condition: 'stage-is', input: { stages: ['1:11'] } };

  test('when, if, then, and what is unusual', () => {
    expect(
      whole({
        conditions: { all: [stage, { any: [price, { not: stage }] }] },
        actions: [{ action: 'wait', input: {} }],
        cooldown: 86_400,
        priority: 7,
        stop: true,
      }),
    ).toEqual([
      expect.stringMatching(/^When: .*lead/iu),
      'If:',
      '  all of this is so:',
      '    the stage is Offer',
      '    at least one of this is so:',
      '      the price is 1 or more, 2 or less',
      '      it is not so that the stage is Offer',
      'Then:',
      '  1. wait 1 day',
      expect.stringContaining('1 day'),
      expect.stringContaining('7'),
      'Rules with a lower priority do not run after it.',
    ]);
  });

  test.each([
    [{ all: [] }, []],
    [{ all: [stage] }, ['the stage is Offer']],
    [{ not: { any: [stage, price] } }, ['none of this is so:', 'the stage is Offer', 'the price is 1 or more, 2 or less']],
    [{ not: { all: [stage, price] } }, ['not all of this is so:', 'the stage is Offer', 'the price is 1 or more, 2 or less']],
    [{ not: { not: stage } }, ['the stage is Offer']],
    [{ any: [stage] }, ['at least one of this is so:', 'the stage is Offer']],
  ] as [Definition['conditions'], string[]][])('%j', (conditions, lines) => {
    expect(
      whole({ conditions })
        .slice(lines.length > 0 ? 2 : 1)
        .map((line) => line.trim()),
    ).toEqual(lines);
  });

  test('nothing raw in any language', () => {
    for (const language of ['en', 'ru', 'es', 'pt']) {
      const lines = whole(
        { conditions: { not: { any: [stage, { not: price }] } }, actions: [{ action: 'wait', input: {} }], cooldown: 3600, priority: 1, stop: true },
        language,
      );
      expect(lines.join('\n')).not.toMatch(/rule-editor|rules:|undefined|\{\{|\[object/u);
    }
  });
});

test('every value that is filled in appears', () => {
  for (const { kind, id, inputSchema } of knownParts.filter((part) => part.id !== 'field-value')) {
    const input = anyInput(knownChoices);
    for (let index = 0; index < 200; index++) {
      const { value, words } = input(inputSchema);
      const said = say(kind, id, value as Dict).toLowerCase();
      for (const one of words) expect(said).toContain(one.toLowerCase());
    }
  }
});
