// @vitest-environment node
import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';

import { createTexts } from './translate.ts';
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import pt from './pt.json' with { type: 'json' };
import ru from './ru.json' with { type: 'json' };

const FILES = { en, es, pt, ru };
const PLURAL = /_(zero|one|two|few|many|other)$/;

const leaves = (value: unknown, path = ''): [string, string][] =>
  typeof value === 'string' ? [[path, value]] : Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));

const names = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

describe.each(Object.entries(FILES))('%s', (language, file) => {
  const own = new Map(leaves(file));

  test('has every text of English, with the same values in it', () => {
    const translated = (key: string): string => own.get(key) ?? own.get(`${key.replace(PLURAL, '')}_other`) ?? '';
    expect(
      leaves(en)
        .filter(([key]) => !translated(key))
        .map(([key]) => key),
    ).toEqual([]);
    expect(leaves(en).map(([key]) => [key, names(translated(key))])).toEqual(leaves(en).map(([key, text]) => [key, names(text)]));
  });

  test('has no text that English lacks', () => {
    const known = new Set(leaves(en).map(([key]) => key.replace(PLURAL, '')));
    expect([...own.keys()].filter((key) => !known.has(key.replace(PLURAL, '')))).toEqual([]);
  });

  test('has every plural form of its language', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plurals = [...own.keys()].filter((key) => key.endsWith('_other')).map((key) => key.replace(/other$/, ''));
    expect(plurals.flatMap((key) => forms.map((form) => key + form)).filter((key) => !own.has(key))).toEqual([]);
  });

  test('says its own language', () => expect(own.get('language')).toBe(language));
});

describe('agrees with i18next', () => {
  beforeAll(async () => {
    await i18next.init({
      lng: 'ru',
      fallbackLng: 'en',
      resources: { ru: { translation: ru }, en: { translation: en } },
      interpolation: { escapeValue: false },
    });
  });

  test('on plain texts, values and plurals', () => {
    const { t } = createTexts(ru);
    expect(t('card.suggestion.send')).toBe(i18next.t('card.suggestion.send'));
    expect(t('card.why.line', { reason: 'a', time: 'b' })).toBe(i18next.t('card.why.line', { reason: 'a', time: 'b' }));
    for (const count of [0, 1, 2, 5, 11, 21, 22, 25]) expect(t('card.check.title', { count })).toBe(i18next.t('card.check.title', { count }));
  });
});

test('falls back to English where a text is missing, and to the key where all lack it', () => {
  const { t } = createTexts({ language: 'ru', card: { loading: '' } });
  expect(t('card.suggestion.send')).toBe('Send');
  expect(t('card.nothing')).toBe('card.nothing');
  expect(createTexts(undefined).t('card.suggestion.send')).toBe('Send');
});

test('a value is put in as it is and never read again', () => {
  const { t } = createTexts(en);
  expect(t('card.why.line', { reason: '{{time}} $& <b>', time: '10:00' })).toBe('{{time}} $& <b> · 10:00');
});

test('does not reach what an object inherits', () => {
  expect(createTexts(en).t('card.constructor.name')).toBe('card.constructor.name');
});

test('dates, numbers and money follow the language', () => {
  const russian = createTexts(ru);
  expect(russian.money(1_500_000)).toMatch(/1,5\s\$/);
  expect(createTexts(en).money(310)).toBe('$0.00031');
  const noon = new Date(2026, 10, 20, 12, 5);
  expect(russian.time(noon.toISOString(), noon.getTime())).toBe('12:05');
  expect(russian.time(noon.toISOString(), noon.getTime() + 86_400_000 * 2)).toContain('20 нояб.');
  expect(russian.time('nonsense')).toBe('');
  const inKazan = createTexts(ru, () => 'Europe/Moscow');
  expect(inKazan.time('2026-11-20T21:30:00Z', Date.parse('2026-11-20T22:00:00Z'))).toBe('00:30');
  expect(inKazan.time('2026-11-20T20:30:00Z', Date.parse('2026-11-20T22:00:00Z'))).toContain('20 нояб.');
  expect(createTexts(ru, () => 'Nowhere/Else').time(noon.toISOString(), noon.getTime())).toBe('12:05');
});
