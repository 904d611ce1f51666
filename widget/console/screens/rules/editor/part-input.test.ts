// @vitest-environment node
import { describe, expect, test } from 'vitest';

import { type Dict } from '../../../../state/read.ts';
import { type Draft, draftOf, emptyDefinition, writtenOf } from '../../../../state/rule-editor.ts';
import { partOf } from '../../../../state/rule-parts.ts';
import { createI18n } from '../../../i18n.ts';
import { fieldsFor, withInput } from './part-input.ts';
import { complaintsOf, errorsOf, placeOfPath } from './problems.ts';
import { knownChoices, knownParts } from './testing.ts';

const t = createI18n('en').getFixedT(null, 'common');
const fields = fieldsFor(partOf(knownParts, 'condition', 'field-value'));
const change = (input: Dict, path: string, value: unknown): Dict => withInput(fields, knownChoices, input, path, value);

describe('a change of the field', () => {
  test('takes the first comparison that fits, and no old value', () => {
    expect(change({ field: 'lead.price', is: 'between', value: ['1', '2'] }, 'field', 'lead.field.5')).toEqual({
      field: 'lead.field.5',
      is: 'one_of',
      value: [],
    });
    expect(change({}, 'field', 'lead.price')).toMatchObject({ field: 'lead.price', is: 'equals', value: [] });
  });

  test('keeps a comparison that still fits', () => {
    expect(change({ field: 'lead.price', is: 'is_empty', value: [] }, 'field', 'lead.name')).toMatchObject({ is: 'is_empty' });
  });
});

test('a comparison takes as many values as it asks for', () => {
  const one = { field: 'lead.field.5', is: 'one_of', value: ['51', '52'] };
  expect(change(one, 'is', 'equals')['value']).toEqual(['51']);
  expect(change(one, 'is', 'is_empty')['value']).toEqual([]);
});

test('what nobody has to fill in is left out when it is emptied', () => {
  const task = fieldsFor(partOf(knownParts, 'action', 'create-task'));
  expect(withInput(task, knownChoices, { text: 'a' }, 'text', '')).toEqual({ text: '' });
  expect(withInput(task, knownChoices, { responsible: 'u1' }, 'responsible', undefined)['responsible']).toBeUndefined();
  expect(withInput([], knownChoices, {}, 'unknown', 1)).toEqual({ unknown: 1 });
});

describe('complaints', () => {
  const draft = (change_: Partial<Draft>): Draft => ({ ...draftOf(emptyDefinition()), name: 'x', trigger: { on: 'manual' }, ...change_ });
  const full = draftOf({
    ...emptyDefinition(),
    conditions: {
      all: [{ condition: 'field-value', input: { field: 'lead.price', is: 'between', value: ['1', ''] } }, { any: [] }, { condition: 'gone', input: {} }],
    },
    actions: [
      { action: 'create-task', input: {} },
      { action: 'call-webhook', input: { url: 'https://a', headers: [{ name: '', value: '' }] } },
    ],
  });
  const { rule, inputs } = complaintsOf(t, draft({ conditions: full.conditions, actions: full.actions }), knownParts);
  const at = (places: Record<string, string>, index: number, tree = full.conditions): Record<string, string> =>
    errorsOf(places, tree.children[index]?.key ?? '');

  test('stand at their places', () => {
    expect(at(inputs, 0)).toEqual({ value: 'Fill this in.' });
    expect(Object.keys(at(rule, 1))).toEqual(['']);
    expect(at(inputs, 2)['']).toContain('gone');
    expect(at(inputs, 0, full.actions)).toEqual({ text: 'Fill this in.' });
    // An empty value is the plugin's to judge, an empty name is not allowed by its schema.
    expect(at(inputs, 1, full.actions)).toEqual({ 'headers.0.name': 'Fill this in.' });
    expect(Object.keys(rule)).toHaveLength(1);
  });

  test.each([
    [{ name: ' ' }, 'name'],
    [{ trigger: { on: '' } }, 'trigger'],
    [{ trigger: { on: 'time_based', time: { kind: 'schedule', days: [], at: '09:00' } } }, 'trigger.days'],
    [{ trigger: { on: 'time_based', time: { kind: 'schedule', days: [1], at: '' } } }, 'trigger.at'],
    [{ trigger: { on: 'time_based', time: { kind: 'silence', of: 'stage', amount: Number.NaN, unit: 'days' } } }, 'trigger.amount'],
    [{ priority: 1001 }, 'priority'],
    [{ priority: undefined }, 'priority'],
    [{ cooldown: 1.5 }, 'cooldown'],
  ] as [Partial<Draft>, string][])('%j', (wrong, place) => {
    expect(Object.keys(complaintsOf(t, draft({ actions: full.actions, ...wrong }), knownParts).rule)).toEqual([place]);
  });

  test('a path of the server leads to the same place', () => {
    const { places } = writtenOf(draft({ conditions: full.conditions, actions: full.actions }));
    const key = full.conditions.children[0]?.key ?? '';
    expect(placeOfPath('conditions.all.0.input.value', places)).toBe(`${key}/value`);
    expect(placeOfPath('conditions.all.0', places)).toBe(`${key}/`);
    expect(placeOfPath('actions.1.input.headers.0.name', places)).toBe(`${full.actions.children[1]?.key}/headers.0.name`);
    expect(['name', 'trigger.on', 'trigger.time.at', 'actions', 'conditions.x'].map((path) => placeOfPath(path, places))).toEqual([
      'name',
      'trigger',
      'trigger.at',
      'actions/',
      'conditions/x',
    ]);
  });
});
