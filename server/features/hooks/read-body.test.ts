import { expect, it } from 'vitest';

import { readableBody } from './read-body.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

it('decodes a form into pairs, in order, and keeps the bytes', () => {
  const bytes = Buffer.from('leads%5Badd%5D%5B0%5D%5Bname%5D=%D0%9C%D0%B0%D0%BA+1&leads[add][0][price]=10&empty=&=nameless');
  const body = readableBody(form, bytes);
  expect(body).toMatchObject({ kind: 'form', base64: bytes.toString('base64'), fieldsLeftOut: 0 });
  expect(body.fields).toEqual([
    { key: 'leads[add][0][name]', value: 'Мак 1' },
    { key: 'leads[add][0][price]', value: '10' },
    { key: 'empty', value: '' },
    { key: '', value: 'nameless' },
  ]);
});

it('shows what cannot be seen, and nothing turns the line around', () => {
  const bytes = Buffer.concat([Buffer.from('a=1'), Buffer.from([0, 0x1b, 0xff, 0xfe, 0x7f]), Buffer.from('\u202Egnp.exe\u{E0041}')]);
  const { text, base64, fields } = readableBody(form, bytes);
  expect(text).toBe('a=1␀␛��␡⟨U+202E⟩gnp.exe⟨U+E0041⟩');
  expect(fields[0]?.value).not.toMatch(/[\0\u202E]/u);
  expect(Buffer.from(base64, 'base64').equals(bytes)).toBe(true);
  expect(readableBody({}, Buffer.from('{"a":"👨‍👩‍👧"}')).text).toContain('👨‍👩‍👧');
});

it.each([
  ['{"a":1}', 'json'],
  [' [1]', 'json'],
  ['leads[add][0][id]=1', 'form'],
  ['just words', 'other'],
  ['', 'other'],
])('tells %j for %s', (text, kind) => {
  expect(readableBody({}, Buffer.from(text)).kind).toBe(kind);
});

it('is bounded, whatever the form holds', () => {
  const body = readableBody(form, Buffer.from('a=1&'.repeat(250_000)));
  expect(body.fields).toHaveLength(2_000);
  expect(body.fieldsLeftOut).toBe(248_000);
});
