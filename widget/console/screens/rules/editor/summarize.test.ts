// @vitest-environment node
import { describe, expect, test } from 'vitest';

import { type Dict } from '../../../../state/read.ts';
import { emptyDefinition } from '../../../../state/rule-editor.ts';
import { readPart } from '../../../../state/rule-parts.ts';
import { type Definition } from '../../../../state/rules.ts';
import { createI18n } from '../../../i18n.ts';
import { summarize, summarizePart, summaryLines } from './summarize.ts';
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
    ['condition', 'price-range', { from: 1000 }, 'the price is from 1,000 to'],
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
    ['action', 'call-webhook', { url: 'https://a.b', headers: [{ name: 'X', value: '1' }] }, 'call https://a.b (Headers: (Name of it: X; Value of it: 1))'],
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
    expect(say('condition', 'price-range', { from: 1, to: 2 }, 'pt')).toBe('the price is from 1 to 2');
  });

  test('a value is put in as it is, whatever it looks like', () => {
    for (const text of ['{{text}}', '$1 $& $$', '  two  spaces ', 'a\nb', '{{after}} {{unit}}'])
      expect(say('action', 'create-task', { text })).toContain(`“${text}”`);
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
      '      the price is from 1 to 2',
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
    [{ not: { any: [stage, price] } }, ['none of this is so:', 'the stage is Offer', 'the price is from 1 to 2']],
    [{ not: { all: [stage, price] } }, ['not all of this is so:', 'the stage is Offer', 'the price is from 1 to 2']],
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

describe('every value that is filled in appears', () => {
  let seed = 5;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const word = (): string =>
    Array.from({ length: 1 + Math.floor(random() * 8) }, () => 'abcя{}“ $'[Math.floor(random() * 9)]).join('') + Math.floor(random() * 1e6);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

  /** A value for a schema, with the words that must be read. */
  const anything = (schema: Dict): { value: unknown; words: string[] } => {
    const inner = Array.isArray(schema['anyOf']) ? (schema['anyOf'][0] as Dict) : schema;
    const ref = (schema['ref'] ?? (schema['items'] as Dict | undefined)?.['ref']) as string | undefined;
    const known = ref ? knownChoices.choices[ref] : undefined;
    if (inner['enum']) {
      const value = pick(inner['enum'] as string[]);
      return { value, words: value === schema['default'] ? [] : [(schema['options'] as Record<string, { en: string }> | undefined)?.[value]?.en ?? value] };
    }
    switch (inner['type']) {
      case 'boolean':
        return random() < 0.5 ? { value: true, words: ['Yes'] } : { value: false, words: [] };
      case 'integer':
      case 'number': {
        const value = 2 + Math.floor(random() * 900);
        return { value, words: [String(value)] };
      }
      case 'array': {
        const items = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
          known && random() < 0.7 ? { value: pick(known).value, words: [] as string[] } : anything({ ...(schema['items'] as Dict), ref: undefined }),
        );
        const named = items.flatMap(({ value, words }) => (words.length > 0 ? words : [known?.find((one) => one.value === value)?.label ?? String(value)]));
        return { value: items.map(({ value }) => value), words: named };
      }
      case 'object': {
        const all = Object.entries(inner['properties'] as Record<string, Dict>).map(([key, one]) => [key, anything(one)] as const);
        return { value: Object.fromEntries(all.map(([key, { value }]) => [key, value])), words: all.flatMap(([, { words }]) => words) };
      }
      default: {
        if (known && random() < 0.7) {
          const choice = pick(known);
          return { value: choice.value, words: [choice.label ?? choice.value] };
        }
        const value = word();
        return { value, words: [value] };
      }
    }
  };

  test.each(knownParts.filter(({ id }) => id !== 'field-value').map((part) => [part.kind, part.id, part] as const))('%s %s', (kind, id, part) => {
    for (let index = 0; index < 200; index++) {
      const { value, words } = anything(part.inputSchema);
      const said = say(kind, id, value as Dict);
      // A unit is said with its number: "5 minutes".
      for (const one of words) expect(said.toLowerCase()).toContain(one.toLowerCase().replace(/^(minute|hour|day)s$/u, '$1'));
    }
  });
});
