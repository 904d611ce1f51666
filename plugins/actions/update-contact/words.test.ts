/** Each change alone, in each language. */
import { type Language } from 'souffleur/sdk';
import { fakeFacts } from 'souffleur/sdk/testing';
import { describe as group, expect, it } from 'vitest';

import { input } from './schema.ts';
import { updateOf } from './values.ts';
import { describe } from './words.ts';

const facts = fakeFacts({
  contact: { id: '7710', name: 'Inés' },
  names: { user: { '55': 'Oleg' }, field: { 'contact.921': 'Ciudad' } },
});

const changes = (wanted: object, language: Language): string => {
  const [, rest = ''] = describe(updateOf(input.parse(wanted), facts), facts, language).split(' — ');
  return rest;
};

group('a name', () => {
  it.each([
    ['en', 'name: Inés Mora'],
    ['ru', 'имя: Inés Mora'],
    ['es', 'nombre: Inés Mora'],
    ['pt', 'nome: Inés Mora'],
  ] as const)('in %s', (language, expected) => {
    expect(changes({ name: 'Inés Mora' }, language)).toBe(expected);
  });
});

group('a responsible user', () => {
  it.each([
    ['en', 'responsible: Oleg'],
    ['ru', 'ответственный: Oleg'],
    ['es', 'responsable: Oleg'],
    ['pt', 'responsável: Oleg'],
  ] as const)('in %s', (language, expected) => {
    expect(changes({ responsible: '55' }, language)).toBe(expected);
  });
});

group('a field', () => {
  it.each([
    ['en', 'clear: Ciudad'],
    ['ru', 'очистить: Ciudad'],
    ['es', 'borrar: Ciudad'],
    ['pt', 'limpar: Ciudad'],
  ] as const)('that is cleared, in %s', (language, expected) => {
    expect(changes({ fields: [{ field: 'contact.field.921', value: '' }] }, language)).toBe(expected);
  });

  it('with several values', () => {
    const fields = ['Bogotá', 'Lima'].map((value) => ({ field: 'contact.field.921', value }));
    expect(changes({ fields }, 'en')).toBe('Ciudad: Bogotá, Lima');
  });
});

group('tags', () => {
  it.each([
    ['en', 'add tags: a, b; remove tags: c'],
    ['ru', 'добавить теги: a, b; убрать теги: c'],
    ['es', 'añadir etiquetas: a, b; quitar etiquetas: c'],
    ['pt', 'adicionar tags: a, b; remover tags: c'],
  ] as const)('in %s', (language, expected) => {
    expect(changes({ addTags: ['a', 'b'], removeTags: ['c'] }, language)).toBe(expected);
  });
});
