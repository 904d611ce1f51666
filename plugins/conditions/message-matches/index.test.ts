import { readFileSync } from 'node:fs';

import { type DomainEvent, type Tested } from 'souffleur/sdk';
import { fakeContext, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message-received.json', import.meta.url), 'utf8')) as DomainEvent;
const said = (event.data as { text: string }).text;
type Filled = z.input<typeof condition.input>;

const ask = (filled: Filled, text = said) =>
  condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts: fakeFacts({ text }) }) as Tested;
const holds = (match: Filled['match'], texts: string[], text: string): boolean => ask({ match, texts }, text).holds;
const messageOf = (filled: object): string | undefined => condition.input.safeParse(filled).error?.issues[0]?.message;

describe('words', () => {
  it.each([
    ['any', ['доставка'], true],
    ['any', ['ДОСТАВКА', 'скидка'], true],
    ['any', ['скидка'], false],
    ['any', ['став'], false],
    ['any', ['достав*'], true],
    ['any', ['*ставка'], true],
    ['any', ['*тав*'], true],
    ['any', ['стоит доставка'], true],
    ['any', ['доставка стоит'], false],
    ['all', ['казань', 'сколько'], true],
    ['all', ['казань', 'скидка'], false],
    ['all', ['достав*', 'каза*'], true],
  ] as const)('%s of %j: %s', (match, texts, expected) => {
    expect(holds(match, [...texts], said)).toBe(expected);
  });

  it.each([
    ['цена', 'Какова ЦЕНА?', true],
    ['цена', 'Нужна оценка', false],
    ['еще', 'А ещё?', true],
    ['ещё', 'а еще', true],
    ['мой', 'мои', false],
    ['cuanto', '¿CUÁNTO cuesta?', true],
    ['preço', 'qual o preco', true],
    ['mañana', 'manana', true],
    ['50%', 'скидка 50%!', true],
    ['c++', 'учу C++ и C', true],
    ['c++', 'учу C', false],
    ['(все)', 'почём (все)?', true],
    ['почем?', 'почём', false],
    ['hello world', 'Hello,\n  world', true],
    ['straße', 'STRASSE', true],
    ['ΟΔΟΣ', 'οδός', true],
    ['２４', '24', true],
  ])('%j in %j: %s', (word, text, expected) => {
    expect(holds('any', [word], text)).toBe(expected);
  });

  it('are what was found, as they stand in the message', () => {
    expect(ask({ texts: ['скидка', 'достав*', 'казань'] })).toEqual({ holds: true, found: ['доставка', 'казань'] });
    expect(ask({ texts: ['скидка'] })).toEqual({ holds: false, found: said });
  });
});

describe('a phrase', () => {
  it.each([
    ['сколько стоит доставка', true],
    ['СКОЛЬКО  стоит', true],
    ['стоит доставка в Казань?', true],
    ['здравствуйте сколько', false],
    ['здравствуйте! сколько', true],
    ['колько стоит', false],
    ['достав*', false],
  ])('%j: %s', (phrase, expected) => {
    expect(holds('phrase', [phrase], said)).toBe(expected);
  });

  it('may be one of several', () => {
    expect(ask({ match: 'phrase', texts: ['хочу купить', 'стоит доставка'] })).toEqual({ holds: true, found: ['стоит доставка'] });
  });
});

describe('a pattern', () => {
  it.each([
    ['достав*', said, true],
    ['(сколько|почем) ... доставк?', said, true],
    ['(сколько|почем) ... сто*', 'Почём, скажите, стоит доставка?', true],
    ['почем ... стоит', 'Почём стоит', true],
    ['почем...стоит', 'Почём стоит', true],
    ['почем … стоит', 'почём это всё стоит', true],
    ['стоит ... почем', 'почём стоит', false],
    ['цен?', 'цена', true],
    ['цен?', 'цен', false],
    ['цен?', 'ценам', false],
    ['цен(а|ы|)', 'нет цен', true],
    ['цен(а|ы|)', 'ценник', false],
    ['(оч(ень|)|слишком) дорог*', 'ОЧ дорого', true],
    ['(оч(ень|)|слишком) дорог*', 'не дорого', false],
    ['да|нет', 'ну нет', true],
    ['почем\\?', 'почём?', true],
    ['почем\\?', 'почём', false],
    ['\\(все\\)', 'почём (все)', true],
    ['a.b', 'a.b', true],
    ['a.b', 'axb', false],
    ['a..b', 'a..b', true],
    ['how * is', 'how much is it', true],
    ['how * is', 'how very much is it', false],
    ['how ... is', 'how very much is it', true],
    ['[a-z]+', '[a-z]+', true],
    ['[a-z]+', 'abc', false],
    ['^a$', 'a', false],
  ])('%j in %j: %s', (pattern, text, expected) => {
    expect(holds('pattern', [pattern], text)).toBe(expected);
  });

  it.each([
    ['(a', 'A “(” is not closed; write “\\(” where it is meant.'],
    ['a)', 'A “)” has no “(”; write “\\)” where it is meant.'],
    ['', 'This would be found in every message; name at least one letter.'],
    ['*', 'This would be found in every message; name at least one letter.'],
    ['(a|*)', 'This would be found in every message; name at least one letter.'],
    ['a|', 'This would be found in every message; name at least one letter.'],
    ['...', 'This would be found in every message; name at least one letter.'],
    [`${'('.repeat(21)}a${')'.repeat(21)}`, 'There are too many “(” in each other.'],
    ['ﷺ'.repeat(100), 'This is too long; use fewer signs.'],
    ['\u200b\u202e', 'This would be found in every message; name at least one letter.'],
  ])('%j is none: %s', (pattern, message) => {
    expect(messageOf({ match: 'pattern', texts: ['ok', pattern] })).toBe(message);
    expect(condition.input.safeParse({ match: 'pattern', texts: ['ok', pattern] }).error?.issues[0]?.path).toEqual(['texts', 1]);
  });
});

describe('the language', () => {
  it('is asked alone', () => {
    expect(ask({ language: 'ru' })).toEqual({ holds: true, found: 'Русский' });
    expect(ask({ language: 'es' })).toEqual({ holds: false, found: 'Русский' });
    expect(ask({ language: 'pt' }, 'Quanto custa o frete?')).toEqual({ holds: true, found: 'Português' });
  });

  it('is asked beside words: both must be so', () => {
    expect(ask({ language: 'ru', texts: ['доставка'] })).toEqual({ holds: true, found: ['доставка'] });
    expect(ask({ language: 'ru', texts: ['скидка'] })).toMatchObject({ holds: false });
    expect(ask({ language: 'en', texts: ['доставка'] })).toEqual({ holds: false, found: 'Русский' });
  });

  it('that cannot be told is none', () => {
    expect(ask({ language: 'en' }, '12345')).toEqual({ holds: false, found: null });
  });
});

describe('without a text', () => {
  it.each(['', ' \n\u00a0'])('%j: no', (text) => {
    for (const filled of [{ texts: ['a'] }, { match: 'all', texts: ['a'] }, { language: 'ru' }] as Filled[]) {
      expect(ask(filled, text)).toEqual({ holds: false, found: null });
    }
  });
});

describe('what is not seen', () => {
  it.each(['до\u00adстав\u200bка', '\u202eдоставка\u202c', 'до\0ставка', 'д\ud800оставка', '\u2066доставка\u2069', 'доставка\ufe0f'])(
    'is not there: %j',
    (text) => {
      expect(holds('any', ['доставка'], text)).toBe(true);
      expect(holds('pattern', ['достав*'], text)).toBe(true);
    },
  );

  it('is not in what was found either', () => {
    expect(ask({ texts: ['скидка'] }, '\u202eпривет\0 \ud800мир')).toEqual({ holds: false, found: 'привет мир' });
  });
});

describe('the input', () => {
  it.each([
    [{}, 'Give at least one word, or choose a language.'],
    [{ match: 'all', texts: [] }, 'Give at least one word, or choose a language.'],
    [{ texts: ['x'.repeat(151), 'y'.repeat(150), 'z'.repeat(150), 'w'.repeat(150)] }, 'At most 600 characters together.'],
    [{ texts: ['  '] }, 'This would be found in every message; name at least one letter.'],
    [{ match: 'phrase', texts: ['\u0301'] }, 'This would be found in every message; name at least one letter.'],
  ])('%.60j: %s', (filled, message) => {
    expect(messageOf(filled)).toBe(message);
  });

  it('has bounds', () => {
    expect(messageOf({ texts: ['x'.repeat(201)] })).toBeDefined();
    expect(messageOf({ match: 'pattern', texts: ['('.repeat(100_000)] })).toBeDefined();
    expect(messageOf({ texts: Array.from({ length: 41 }, () => 'x') })).toBeDefined();
    expect(messageOf({ match: 'regex', texts: ['x'] })).toBeDefined();
    expect(messageOf({ language: 'fr' })).toBeDefined();
  });

  it('is a form in four languages', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' }) as unknown as { properties: Record<string, { label: object; options?: object }> };
    for (const { label, options } of Object.values(properties)) {
      for (const text of [label, ...Object.values(options ?? {})]) expect(Object.keys(text)).toEqual(['en', 'ru', 'es', 'pt']);
    }
  });
});
