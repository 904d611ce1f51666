import { describe, expect, test } from 'vitest';

import { readTextFile, splitText, titleOf } from './text-file.ts';

const file = (content: BlobPart, name = 'delivery.md'): File => new File([content], name);
const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);

describe('a file', () => {
  test('is read as the text it is, with its heading for a title', async () => {
    expect(await readTextFile(file('# Доставка\r\n\r\nВ Казань: 490 ₽\r\n'))).toEqual({ title: 'Доставка', text: '# Доставка\n\nВ Казань: 490 ₽' });
  });

  test('without a heading has its name for a title', async () => {
    expect(await readTextFile(file('It costs 5.', 'Price list.txt'))).toEqual({ title: 'Price list', text: 'It costs 5.' });
  });

  test('with a byte order mark is read by it', async () => {
    expect(await readTextFile(file(bytes(0xff, 0xfe, 0x48, 0x00, 0x69, 0x00), 'a.txt'))).toMatchObject({ text: 'Hi' });
    expect(await readTextFile(file(bytes(0xef, 0xbb, 0xbf, 0x48, 0x69), 'a.txt'))).toMatchObject({ text: 'Hi' });
  });

  test.each([
    ['in another encoding', file(bytes(0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2), 'a.txt'), 'encoding'],
    ['of bytes', file(bytes(0x50, 0x4b, 0x03, 0x04, 0x00), 'a.txt'), 'not_text'],
    ['of another kind', file('%PDF-1.7', 'price.pdf'), 'wrong_kind'],
    ['that is empty', file(' \n ', 'a.txt'), 'empty'],
    ['that is too large', file('x'.repeat(1024 * 1024 + 1), 'a.txt'), 'too_large'],
  ])('%s is refused', async (_what, given, problem) => {
    await expect(readTextFile(given)).rejects.toMatchObject({ problem });
  });
});

describe('a long text', () => {
  test('is cut at headings and paragraphs, and nothing is lost', () => {
    const text = Array.from({ length: 40 }, (_, index) => `## Part ${index}\n\n${'word '.repeat(20).trim()}`).join('\n\n');
    const parts = splitText(text, 1000);
    expect(parts.every((part) => part.length <= 1000)).toBe(true);
    expect(parts.slice(1).every((part) => part.startsWith('## Part'))).toBe(true);
    expect(parts.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
  });

  test('without any gap is cut between letters, never inside one', () => {
    const parts = splitText('😀'.repeat(50), 33);
    expect(parts.every((part) => part.isWellFormed())).toBe(true);
    expect(parts.join('')).toBe('😀'.repeat(50));
  });

  test('that is short stays whole, and nothing stays nothing', () => {
    expect(splitText('short')).toEqual(['short']);
    expect(splitText('')).toEqual([]);
  });
});

test('a title is the first heading only', () => {
  expect(titleOf('intro\n## Returns\n# Later')).toBe('Returns');
  expect(titleOf('no heading # here')).toBeUndefined();
});
