import { expect, it } from 'vitest';

import { csvLines } from './csv.ts';

it.each([
  ['=1+1', "'=1+1"],
  ['+7', "'+7"],
  ['-1', "'-1"],
  ['@x', "'@x"],
  ['\tx', "'\tx"],
  ['\rx', `"'\rx"`],
  ['\nx', `"'\nx"`],
  ['＝1', "'＝1"],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['plain', 'plain'],
])('writes %j as %j', (value, written) => {
  expect(csvLines([[value]])).toBe(`${written}\r\n`);
});
