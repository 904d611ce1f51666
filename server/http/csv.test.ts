import { expect, it } from 'vitest';

import { csvLines, csvStart } from './csv.ts';

it('quotes what would break a row, and leaves numbers and emptiness alone', () => {
  expect(csvStart(['When', '=x']) + csvLines([['a,b', 'say "hi"', 'two\nlines', 5, null, true]])).toBe(
    '\uFEFFWhen,\'=x\r\n"a,b","say ""hi""","two\nlines",5,,true\r\n',
  );
});

it.each(['=1+1', '+7', '-1', '@SUM(A1)', '\t=1', '\r=1'])('%j is shown and never run', (text) => {
  const [line = ''] = csvLines([[text]]).split('\r\n');
  expect(line.replace(/^"/u, '')).toMatch(/^'/u);
  expect(csvLines([[text]])).toContain(text.includes('\r') ? text : `'${text}`);
});
