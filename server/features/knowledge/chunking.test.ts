import { expect, test } from 'vitest';

import { seedArticles } from '../../sandbox/knowledge/index.ts';
import { chunkMarkdown } from './chunking.ts';

const SIZE = 200_000;
const fill = (pattern: string): string => pattern.repeat(Math.ceil(SIZE / pattern.length)).slice(0, SIZE);

const nasty: Record<string, string> = {
  'windows lines': '# A\r\n\r\nText one.\r\nText two.\r\n\r\n- a\r\n- b\r\n',
  'byte order mark': '\uFEFF# Title\n\nSome text.',
  'emoji and combining': '# 👩‍👩‍👧 Семья\n\nцена 👍🏽 é ё — 490 ₽. Ещё 😀!\n\n> цитата 👨‍👩‍👧',
  tabs: '\t\tcode\n\n-\titem\n\t- deeper\n\n1.\tone\n2.\ttwo',
  'setext headings': 'Title\n=====\n\ntext\n\nSub\n---\n\nmore text\nsecond line\n---\nafter',
  'open fence': '# Code\n\n```js\n# not a heading\n| not | a table |\n',
  'table without outer bars': '# P\n\na | b\n--|--\nx | 1\ny | 2\n\nend',
  'raw html': '<div>\n# not heading?\n</div>\n\n<!-- comment\n\n# inside -->\n\ntext',
  'only headings': '# A\n## B\n### C\n# D',
  'heading last': 'text\n\n# End',
  nothing: '\n\n   \n\t\n',
  'lone surrogate and NUL': 'a\ud83d b\0c.\n\nnext\udc00.',
  'lazy quote': '> quote\nlazy\n> - list\nlazy 2\n\nout',
  definitions: '[a]: http://x.example\n[b]: <y> "t"\n\nText [a].',
};

test.each(Object.entries(nasty))('spans are exact, in order and apart: %s', (_name, body) => {
  let last = 0;
  for (const [at, piece] of chunkMarkdown(body).entries()) {
    expect(piece.ordinal).toBe(at);
    expect(body.slice(piece.start, piece.end)).toBe(piece.text);
    expect(piece.text.trim()).toBe(piece.text);
    expect(piece.text).not.toBe('');
    expect(piece.start).toBeGreaterThanOrEqual(last);
    last = piece.end;
  }
});

test.each(Object.entries(nasty).filter(([name]) => name !== 'definitions'))('nothing that is said is lost: %s', (_name, body) => {
  const covered = chunkMarkdown(body)
    .map((piece) => `${piece.headings.join(' ')} ${piece.text}`)
    .join(' ');
  expect((body.match(/\p{L}{3,}/gu) ?? []).filter((word) => !covered.includes(word))).toEqual([]);
});

test('every word of the shop articles stands in a piece or its headings', async () => {
  for (const { body } of await seedArticles()) {
    const pieces = chunkMarkdown(body);
    const covered = pieces.map((piece) => `${piece.headings.join(' ')} ${piece.text}`).join(' ');
    for (const word of body.match(/[\p{L}\d]+/gu) ?? []) expect(covered).toContain(word);
    for (const piece of pieces) expect(piece.text.length).toBeLessThanOrEqual(1600);
  }
});

test('headings make a path, and a lower one ends the deeper', () => {
  const pieces = chunkMarkdown(
    '# **A**\n\nOne is here, and it is long enough to stand alone, I think.\n\n## `B` #\n\nTwo is here, and it is long enough to stand alone, I think.\n\n### C\n\nThree is here, and it is long enough to stand alone, is it?\n\n## D\n\nFour is here, and it is long enough to stand alone, I think.',
  );
  expect(pieces.map((piece) => piece.headings)).toEqual([['A'], ['A', 'B'], ['A', 'B', 'C'], ['A', 'D']]);
});

test('a price list keeps its rows and its introduction', () => {
  const rows = Array.from({ length: 20 }, (_, at) => `- Доставка в город номер ${at} стоит ${at * 10} ₽ и занимает ${at} дней.`);
  const pieces = chunkMarkdown(`# Цены\n\nСтоимость доставки по городам:\n\n${rows.join('\n')}`);
  expect(pieces).toHaveLength(1);
  expect(pieces[0]!.text).toContain('Стоимость доставки');
  expect(pieces[0]!.text.endsWith('19 дней.')).toBe(true);
});

test('a long table is cut between rows, and the later parts carry its head', () => {
  const rows = Array.from({ length: 100 }, (_, at) => `| Товар ${at} | ${at} ₽ | есть на складе |`);
  const pieces = chunkMarkdown(`# Прайс\n\n| Имя | Цена | Наличие |\n| --- | --- | --- |\n${rows.join('\n')}\n`);
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces[0]!.headings).toEqual(['Прайс']);
  for (const piece of pieces.slice(1)) expect(piece.headings).toEqual(['Прайс', 'Имя Цена Наличие']);
  for (const piece of pieces) for (const line of piece.text.split('\n')) expect(line).toMatch(/^\|.*\|$/);
});

test('a long paragraph is cut between sentences, never inside a number or a name', () => {
  const sentence = 'Г. Иванов платит 1.290,50 евро за машину 2.0 в г. Казань и ждёт её три дня.';
  const pieces = chunkMarkdown(Array.from({ length: 40 }, () => sentence).join(' '));
  expect(pieces.length).toBeGreaterThan(2);
  for (const piece of pieces) {
    expect(piece.text.length).toBeLessThanOrEqual(900);
    expect(piece.text.startsWith('Г. Иванов')).toBe(true);
    expect(piece.text.endsWith('три дня.')).toBe(true);
  }
});

test('a text without spaces is cut, but not inside a character', () => {
  for (const piece of chunkMarkdown('😀'.repeat(3000))) expect(piece.text.isWellFormed()).toBe(true);
});

test.each([
  '[',
  '[](',
  '![',
  '*a ',
  '_a',
  '`',
  '`a``b```c',
  '>',
  '> ',
  '- ',
  '* ',
  '1. ',
  '\n',
  ' ',
  '\t',
  '|',
  '|a|b\n',
  '|a|b|\n|-|-|\n',
  'a|b\n-|-\n',
  '#',
  '# a\n',
  '<a ',
  '<',
  '&',
  '\\',
  '[a]: b\n',
  '```\n',
  '~~~ a\n',
  'a\n=\n',
  'a\n-\n',
  '- a\n',
  '- a\n\n',
  '> a\nb\n',
  '> - > - a\n',
  ' 1. > * ',
  '.',
  '. ',
  'a.',
  '😀',
  '<!--',
  '\r',
  '    a\n',
  '-\t',
  'a ',
])('200 kB of %j take no time', (pattern) => {
  const body = fill(pattern);
  const began = performance.now();
  const pieces = chunkMarkdown(body);
  expect(performance.now() - began).toBeLessThan(1000);
  expect(pieces.length).toBeLessThan(8000);
});
