import { Refuse } from 'souffleur/sdk';
import { describe, expect, it } from 'vitest';

import { LIMITS, parseForm } from './form.ts';
import { type Tree } from './tree.ts';

const form = (text: string): Tree => parseForm(Buffer.from(text));
/** How reading ended: `read`, or the code of the refusal. */
function endOf(body: Uint8Array): string {
  try {
    parseForm(body);
    return 'read';
  } catch (error) {
    return error instanceof Refuse ? error.code : String(error);
  }
}

const at = (text: string, ...path: string[]) => form(text).at(...path)?.text;

describe('reading', () => {
  it.each([
    ['a=1', ['a'], '1'],
    ['a[b][0][c]=x', ['a', 'b', '0', 'c'], 'x'],
    ['a%5Bb%5D=x', ['a', 'b'], 'x'],
    ['a=b=c', ['a'], 'b=c'],
    ['a', ['a'], ''],
    ['a=one+two%2B', ['a'], 'one two+'],
    ['a=%D0%9A%d0%b0', ['a'], 'Ка'],
    ['a.b=1', ['a.b'], '1'],
    ['a=1&a=2', ['a'], '2'],
    ['a[b=1', ['a[b'], '1'],
    ['a[b]c=1', ['a[b]c'], '1'],
    ['[b]=1', ['[b]'], '1'],
    ['a]b=1', ['a]b'], '1'],
    ['a=%', ['a'], '%'],
    ['a=%4', ['a'], '%4'],
    ['a=%4g%u0041', ['a'], '%4g%u0041'],
    ['a=%41%', ['a'], 'A%'],
    ['&&a=1&&', ['a'], '1'],
  ])('%s', (text, path, value) => {
    expect(at(text, ...path)).toBe(value);
  });

  it('counts up where a name is empty', () => {
    const list = form('a[]=x&a[]=y&a[5]=z&a[]=w').at('a');
    expect(list?.entries().map(([key, child]) => [key, child.text])).toEqual([
      ['0', 'x'],
      ['1', 'y'],
      ['5', 'z'],
      ['3', 'w'],
    ]);
  });

  it('keeps a text and children of one name, in either order', () => {
    for (const text of ['a=1&a[b]=2', 'a[b]=2&a=1']) expect([at(text, 'a'), at(text, 'a', 'b')]).toEqual(['1', '2']);
  });

  it('inherits nothing', () => {
    expect(form('a=1').at('toString')).toBeUndefined();
    expect(form('a=1').at('a', 'valueOf')).toBeUndefined();
  });
});

describe('limits', () => {
  const many = (count: number, make: (at: number) => string) => Array.from({ length: count }, (_, index) => make(index)).join('&');

  it.each([
    ['bytes', 'x'.repeat(LIMITS.bytes), 'x'.repeat(LIMITS.bytes + 1)],
    ['parameters', many(LIMITS.parameters, () => 'a=1'), many(LIMITS.parameters + 1, () => 'a=1')],
    ['levels', `a${'[b]'.repeat(LIMITS.depth)}=1`, `a${'[b]'.repeat(LIMITS.depth + 1)}=1`],
    ['items of a list', many(LIMITS.list, (index) => `a[${index}]=1`), many(LIMITS.list + 1, (index) => `a[${index}]=1`)],
  ])('takes the last of the allowed %s and refuses one more', (_, allowed, refused) => {
    expect(() => form(allowed)).not.toThrow();
    expect(() => form(refused)).toThrowError(expect.objectContaining({ name: 'Refuse', code: 'invalid' }));
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the name %s anywhere', (name) => {
    for (const text of [`${name}=1`, `a[${name}]=1`, `a[0][${name}][polluted]=1`]) expect(() => form(text)).toThrow(/reserved/);
    expect('polluted' in {}).toBe(false);
  });

  const MIB = LIMITS.bytes;
  it.each([
    ['ampersands', '&'.repeat(MIB)],
    ['equals signs', '='.repeat(MIB)],
    ['percent signs', '%'.repeat(MIB)],
    ['escapes', '%41'.repeat(MIB / 3)],
    ['open brackets', '['.repeat(MIB)],
    ['brackets', `a${'[x]'.repeat(MIB / 4)}`],
    ['deep chains', many(20_000, (index) => `a${index % 900}[b${index}][c][d][e][f][g][h][i][j][k]=1`).slice(0, MIB)],
    ['wide lists', many(20_000, (index) => `l[${index % 900}][${index}][values][0]=123456`).slice(0, MIB)],
    ['hidden characters', `a=${encodeURIComponent('\u{E0041}'.repeat(80_000))}`],
  ])('reads or refuses 1 MiB of %s in under 50 ms', (_, text) => {
    const body = Buffer.from(text);
    const runs = Array.from({ length: 5 }, () => {
      // Of this thread's processor, so that a busy machine does not fail it.
      const start = process.threadCpuUsage();
      const end = endOf(body);
      const { user, system } = process.threadCpuUsage(start);
      return { end, ms: (user + system) / 1000 };
    });
    expect(runs.map(({ end }) => end)).toEqual(Array.from({ length: 5 }, () => expect.stringMatching(/^(read|invalid)$/)));
    expect(Math.min(...runs.map(({ ms }) => ms))).toBeLessThan(50);
  });
});
