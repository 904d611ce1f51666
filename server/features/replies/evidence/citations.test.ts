import { describe, expect, it } from 'vitest';

import { CitationFilter, splitCitations } from './citations.ts';

describe('splitCitations', () => {
  it('takes marks out and remembers where they stood', () => {
    const { text, citations } = splitCitations('Доставка стоит 490 ₽. [2] Привезём за 3 дня [1, 4].');
    expect(text).toBe('Доставка стоит 490 ₽. Привезём за 3 дня.');
    expect(citations).toEqual([
      { at: 'Доставка стоит 490 ₽.'.length, numbers: [2] },
      { at: 'Доставка стоит 490 ₽. Привезём за 3 дня'.length, numbers: [1, 4] },
    ]);
  });

  it('leaves other brackets alone', () => {
    expect(splitCitations('See [the list] and [12345].').text).toBe('See [the list] and [12345].');
  });
});

describe('CitationFilter', () => {
  const answer = 'It costs 490 ₽. [2] It takes 3 days [1, 4]. See [the list]. Done [7]';

  it('shows the same text however the stream is cut', () => {
    const whole = splitCitations(answer).text;
    for (let size = 1; size <= answer.length; size += 1) {
      const filter = new CitationFilter();
      let shown = '';
      for (let at = 0; at < answer.length; at += size) shown += filter.push(answer.slice(at, at + size));
      shown += filter.end();
      expect(shown, `pieces of ${size}`).toBe(whole);
    }
  });

  it('never shows half a mark', () => {
    const filter = new CitationFilter();
    expect(filter.push('Fine. [1')).toBe('Fine.');
    expect(filter.push('2] Next')).toBe(' Next');
  });
});

it('comes to an end on white space without a mark', () => {
  const text = `a${' '.repeat(200_000)}b`;
  const began = performance.now();
  expect(splitCitations(text).text).toBe(text);
  expect(new CitationFilter().push(text)).toBe(text);
  expect(performance.now() - began).toBeLessThan(1000);
});
