import { describe, expect, test } from 'vitest';

import { createI18n, languageOf, languages, resources } from './i18n.ts';
import { screens } from './screens.ts';

const PLURAL = /_(zero|one|two|few|many|other)$/;
const all = resources();

const leaves = (value: unknown, path = ''): [string, string][] =>
  typeof value === 'string' ? [[path, value]] : Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
const names = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

describe.each(Object.keys(all['en'] ?? {}).flatMap((file) => languages.map((language) => [file, language] as const)))('%s in %s', (file, language) => {
  const english = leaves(all['en']?.[file]);
  const own = new Map(leaves(all[language]?.[file] ?? {}));
  const translated = (key: string): string => own.get(key) ?? own.get(`${key.replace(PLURAL, '')}_other`) ?? '';

  test('has every text, with the same values in it', () => {
    expect(english.filter(([key]) => translated(key).trim() === '').map(([key]) => key)).toEqual([]);
    expect(english.map(([key]) => [key, names(translated(key))])).toEqual(english.map(([key, text]) => [key, names(text)]));
  });

  test('has no text that English lacks, and every plural form', () => {
    const known = new Set(english.map(([key]) => key.replace(PLURAL, '')));
    expect([...own.keys()].filter((key) => !known.has(key.replace(PLURAL, '')))).toEqual([]);
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plurals = [...own.keys()].filter((key) => key.endsWith('_other')).map((key) => key.replace(/other$/, ''));
    expect(plurals.flatMap((key) => forms.map((form) => key + form)).filter((key) => !own.has(key))).toEqual([]);
  });
});

test('every screen has its name in every language', () => {
  for (const language of languages) {
    const t = createI18n(language).getFixedT(null, 'common');
    for (const { id } of screens) expect(t(`${id}:title`)).not.toBe(`${id}:title`);
  }
});

test('takes the language it has', () => {
  expect(['ru', 'ru-RU', 'PT-br', 'tr', '', undefined].map(languageOf)).toEqual(['ru', 'ru', 'pt', 'en', 'en', 'en']);
});

test('a value is shown as it is, and what was not given stays', () => {
  const t = createI18n('en').getFixedT(null, 'common');
  expect(t('table.select', { name: '<b>&amp;</b> {{count}}' })).toContain('<b>&amp;</b>');
  expect(t('settings:callbacks.text.hint')).toContain('{{name}}');
});
