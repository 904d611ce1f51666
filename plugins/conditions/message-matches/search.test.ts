/** How much work a search is, counted in steps: no pattern and no text may make it more than their lengths. */
import { describe, expect, it } from 'vitest';

import { compile, type Mode, PatternError } from './pattern.ts';
import { search } from './search.ts';
import { lettersOf, MAX_TEXT } from './text.ts';

const run = (pattern: string, text: string, mode: Mode = 'pattern') => {
  const program = compile(pattern, mode);
  const letters = lettersOf(text);
  return { ...search(program, letters), most: 2 * program.steps.length * (letters.chars.length + 1), size: program.steps.length };
};
/** A step takes some 15 ns on a slow machine: three million are under 50 ms. */
const MOST_STEPS = 3_000_000;

const texts: [string, string][] = [
  ['brackets', '('.repeat(100_000)],
  ['closed brackets', '()'.repeat(50_000)],
  ['stars', '*'.repeat(100_000)],
  ['one letter', 'a'.repeat(100_000)],
  ['short words', 'a '.repeat(50_000)],
  ['words and signs', 'a! b? '.repeat(20_000)],
  ['spaces', ' '.repeat(100_000)],
  ['accents', 'a\u0301\u0301'.repeat(40_000)],
  ['ligatures', 'ﷺ'.repeat(100_000)],
  ['lone surrogates', '\ud800'.repeat(100_000)],
  ['bidi marks', '\u202e'.repeat(100_000)],
  ['NUL', '\0'.repeat(100_000)],
  ['emoji', '👨‍👩‍👧'.repeat(20_000)],
];

const patterns = [
  'a',
  `${'*a'.repeat(99)}z`,
  `${'a'.repeat(198)}z`,
  `${'a '.repeat(98)}z`,
  `${'* '.repeat(98)}z`,
  `${'? '.repeat(98)}z`,
  `${'... '.repeat(49)}z`,
  `${'(a|*)'.repeat(39)}z`,
  `${'(a|a)'.repeat(39)}z`,
  `${'(*|...)'.repeat(28)}z`,
  `${'(a*|b*|*) '.repeat(19)}z`,
  `${'('.repeat(20)}${'a|'.repeat(70)}z${')'.repeat(20)}`,
  `${'*'.repeat(199)}z`,
  `${'\\*'.repeat(99)}z`,
  `${'\\('.repeat(99)}z`,
];

const isPattern = (pattern: string): boolean => {
  try {
    return compile(pattern, 'pattern').steps.length > 0;
  } catch {
    return false;
  }
};
const compiled = patterns.filter(isPattern);

describe('the work', () => {
  it('is not begun for the worst of them: they are too long a program', () => {
    expect(patterns.filter((pattern) => !isPattern(pattern)).map((pattern) => pattern.slice(0, 6))).toEqual(['* * * ']);
  });

  it.each(texts)('on 100 kB of %s is bounded by both lengths', (_name, text) => {
    for (const pattern of compiled) {
      const { steps, most } = run(pattern, text);
      expect(steps).toBeLessThanOrEqual(most);
      expect(steps).toBeLessThan(MOST_STEPS);
    }
  });

  it.each(['words', 'phrase'] as const)('is bounded for %s, too', (mode) => {
    for (const [, text] of texts) {
      for (const pattern of [`${'a '.repeat(99)}z`, `${'a'.repeat(199)}z`, `${'(('.repeat(99)}z`, `${'a* '.repeat(66)}z`]) {
        expect(run(pattern, text, mode).steps).toBeLessThan(MOST_STEPS);
      }
    }
  });

  it('grows with the text, not with its square', () => {
    const of = (words: number): number => run(`${'(a|*) '.repeat(30)}z`, 'a '.repeat(words)).steps;
    expect(of(2000) / of(1000)).toBeLessThan(2.1);
    expect(of(1000) / of(500)).toBeLessThan(2.1);
  });

  it('ends at the first find', () => {
    expect(run('a*', `a ${'b '.repeat(1000)}`).steps).toBeLessThan(30);
  });
});

describe('what is looked at', () => {
  it('is the first 4,000 characters', () => {
    expect(run('here', `${' '.repeat(MAX_TEXT - 4)}here`).found).toEqual({ from: MAX_TEXT - 4, to: MAX_TEXT });
    expect(run('here', `${' '.repeat(MAX_TEXT - 3)}here`).found).toBeNull();
  });

  it('stays so when letters fold into many', () => {
    expect(lettersOf('ﷺ'.repeat(4000)).chars).toHaveLength(MAX_TEXT);
  });

  it('may end in the middle of a pair', () => {
    expect(lettersOf(`${'a'.repeat(MAX_TEXT - 1)}😀`).chars).toHaveLength(MAX_TEXT - 1);
  });
});

describe('what is found', () => {
  it.each([
    ['b', 'a b c', { from: 2, to: 3 }],
    ['a|b', 'x b a', { from: 2, to: 3 }],
    ['a ... c', 'x a b c d', { from: 2, to: 7 }],
    ['b*', 'abc bcd', { from: 4, to: 7 }],
    ['a b', 'a a b', { from: 2, to: 5 }],
    ['a', '', null],
    ['a', 'b', null],
  ])('%j in %j: %j', (pattern, text, found) => {
    expect(run(pattern, text).found).toEqual(found);
  });
});

/** The same language, said by the machine it must not be: short and harmless texts only. */
describe('all short patterns', () => {
  const asRegExp = (pattern: string): RegExp => {
    const body = pattern
      .replaceAll(/ +/gu, '[^\\p{L}\\p{N}_]+')
      .replaceAll('*', '[\\p{L}\\p{N}_]*')
      .replace(/(?<!\()\?/gu, '[\\p{L}\\p{N}_]');
    return new RegExp(`(?<![a-z])(?:${body})(?![a-z])`, 'u');
  };
  const signs = ['a', 'b', '*', '?', ' ', '(a|b)', '(ab|a)'];
  const short = signs.flatMap((one) => signs.flatMap((two) => signs.map((three) => `a${one}${two}${three}b`)));
  const said = ['ab', 'aab', 'abb', 'a b', 'aa bb', 'a  ab', 'abab', 'xab', 'ab aabb', 'aaabbb', 'a-b', 'a b ab b', 'ba', '', 'aabab b'];

  it.each(short)('%j finds what it says', (pattern) => {
    for (const text of said) expect([text, run(pattern, text).found !== null]).toEqual([text, asRegExp(pattern).test(text)]);
  });
});

describe('what is no pattern', () => {
  it('says so and never breaks', () => {
    const signs = ['(', ')', '|', '*', '?', '\\', '.', '...', ' ', 'a', '\ud800', '\0', '\u202e', '😀'];
    let seed = 7;
    const pick = (): string => signs[(seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % signs.length] ?? '';
    const broken: unknown[] = [];
    let good = 0;
    for (let round = 0; round < 3000; round += 1) {
      const pattern = Array.from({ length: 1 + (round % 12) }, pick).join('');
      try {
        run(pattern, 'a b (a) \\ ...');
        good += 1;
      } catch (error) {
        if (!(error instanceof PatternError)) broken.push([pattern, error]);
      }
    }
    expect(broken).toEqual([]);
    expect(good).toBeGreaterThan(300);
  });
});
