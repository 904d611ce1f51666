import { fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';

import { ask, contact, holding, holds, known, lead } from './testing.ts';

describe('texts', () => {
  it.each([
    ['lead.name', 'equals', ['КОФЕМАШИНА В ОФИС'], true],
    ['lead.name', 'equals', ['кофемашина'], false],
    ['lead.name', 'not_equals', ['кофемашина'], true],
    ['lead.name', 'contains', ['ОФИС'], true],
    ['lead.name', 'not_contains', ['дом'], true],
    ['lead.name', 'starts_with', ['кофе'], true],
    ['lead.name', 'starts_with', ['офис'], false],
    ['lead.name', 'ends_with', ['Офис'], true],
    ['lead.name', 'one_of', ['чайник', 'кофемашина в офис'], true],
    ['lead.name', 'none_of', ['чайник', 'кофемашина в офис'], false],
    ['contact.name', 'contains', ['каримова'], true],
    ['contact.email', 'equals', ['leila@example.COM'], true],
    ['contact.email', 'ends_with', ['@example.com'], true],
    ['lead.field.914415', 'equals', ['007-a'], true],
    ['lead.field.914415', 'equals', ['7-A'], false],
  ])('%s %s %j: %s', async (field, is, value, expected) => {
    expect(await holds(field, is, value)).toBe(expected);
  });

  it.each([
    ['STRASSE', 'Straße'],
    ['ÉCOLE', 'e\u0301cole'],
    ['São Paulo', 'SÃO PAULO'],
    ['Ёлка', 'ёЛКА'],
    ['  Deluxe ', 'deluxe'],
  ])('%j is %j', async (held, wanted) => {
    expect(await holds('lead.field.1', 'equals', [wanted], holding([held]))).toBe(true);
  });

  it('of digits are compared as they are', async () => {
    expect(await holds('lead.field.1', 'equals', ['007'], holding(['7']))).toBe(false);
    expect(await holds('lead.field.1', 'equals', ['007'], holding(['007']))).toBe(true);
    expect(await holds('lead.field.1', 'one_of', ['12-34/5'], holding(['12-34/5 ']))).toBe(false);
  });

  it('survive what is no text at all', async () => {
    const hostile = ['\0', '\ud800', '\u202eсдоК', '('.repeat(100_000), ''];
    expect(await holds('lead.field.1', 'contains', ['кода'], holding(hostile))).toBe(false);
    expect(await holds('lead.field.1', 'starts_with', ['(((('], holding(hostile))).toBe(true);
    const { found } = await ask('lead.field.1', 'is_not_empty', [], holding(hostile));
    expect(found).toEqual(['', '', 'сдоК', '('.repeat(200), '']);
  });
});

describe('phones', () => {
  it.each([
    ['equals', '79175550101', true],
    ['equals', '+7 917 555 01 01', true],
    ['equals', '9175550101', false],
    ['ends_with', '555-01-01', true],
    ['starts_with', '+7 917', true],
    ['contains', '843', true],
    ['contains', 'доб.', false],
    ['one_of', '8 (843) 555-01-02', true],
    ['none_of', '8 (843) 555-01-02', false],
  ])('%s %s: %s', async (is, value, expected) => {
    expect(await holds('contact.phone', is, [value])).toBe(expected);
  });
});

describe('options of a list', () => {
  it.each([
    ['lead.field.914410', 'one_of', ['771203'], true],
    ['lead.field.914410', 'one_of', ['deluxe', 'Basic'], true],
    ['lead.field.914410', 'one_of', ['77120', 'Basic'], false],
    ['lead.field.914410', 'none_of', ['771203'], false],
    ['lead.field.914410', 'equals', ['771203'], true],
    ['lead.field.914410', 'equals', ['Deluxe'], true],
    ['lead.field.914410', 'not_equals', ['771203'], false],
    ['lead.field.914411', 'one_of', ['771302', '999'], true],
    ['lead.field.914411', 'all_of', ['771301', 'обучение'], true],
    ['lead.field.914411', 'all_of', ['771301', '999'], false],
    ['lead.tags', 'one_of', ['vip'], true],
    ['lead.tags', 'all_of', ['VIP', 'Опт'], true],
    ['lead.sources', 'contains', ['LAND'], true],
    ['lead.responsibleId', 'equals', ['10431207'], true],
    ['lead.responsibleId', 'none_of', ['10431207'], false],
    ['lead.pipelineId', 'one_of', ['731', '732'], true],
    ['lead.stageId', 'one_of', ['731:7302'], true],
    ['lead.stageId', 'one_of', ['900:7302'], false],
  ])('%s %s %j: %s', async (field, is, value, expected) => {
    expect(await holds(field, is, value)).toBe(expected);
  });
});

describe('what is filled in', () => {
  it.each([
    ['lead.name', true],
    ['lead.field.914416', false],
    ['lead.field.914410', true],
    ['lead.field.404', false],
    ['contact.phone', true],
    ['contact.responsibleId', false],
    ['lead.openTasks', false],
  ])('%s: %s', async (field, filled) => {
    expect(await holds(field, 'is_not_empty')).toBe(filled);
    expect(await holds(field, 'is_empty')).toBe(!filled);
  });

  it('is not a price of 0, and not the user who is nobody', async () => {
    const nothing = { lead: { ...lead, price: 0, responsibleId: '0' } };
    expect(await ask('lead.price', 'is_empty', [], nothing)).toEqual({ holds: true, found: 0 });
    expect(await ask('lead.responsibleId', 'is_empty', [], nothing)).toEqual({ holds: true, found: null });
  });

  it.each([['1'], ['true'], ['Да'], ['YES']])('%s is checked', async (value) => {
    expect(await ask('lead.field.1', 'is_checked', [], holding([value]))).toEqual({ holds: true, found: true });
    expect(await ask('lead.field.1', 'is_not_checked', [], holding([value]))).toEqual({ holds: false, found: true });
  });

  it.each([[[]], [['0']], [['']], [['нет']]])('%j is not checked', async (values) => {
    expect(await ask('lead.field.1', 'is_checked', [], holding(values))).toEqual({ holds: false, found: false });
    expect(await ask('lead.field.1', 'is_not_checked', [], holding(values))).toEqual({ holds: true, found: false });
  });
});

describe('a card that is not there', () => {
  const negative = [
    ['not_equals', ['x']],
    ['none_of', ['x']],
    ['not_contains', ['x']],
    ['is_empty', []],
  ] as [string, string[]][];
  const positive = [
    ['equals', ['x']],
    ['one_of', ['x']],
    ['contains', ['x']],
    ['starts_with', ['x']],
    ['is_not_empty', []],
  ] as [string, string[]][];

  it.each(negative)('%s: yes of a contact or company, no of a lead', async (is, value) => {
    expect(await ask('company.name', is, value)).toEqual({ holds: true, found: null });
    expect(await ask('contact.name', is, value, { lead })).toEqual({ holds: true, found: null });
    expect(await ask('company.field.5', is, value, { contact })).toEqual({ holds: true, found: null });
    expect(await ask('lead.name', is, value, { contact })).toEqual({ holds: false, found: null });
    expect(await ask('company.name', is, value, {})).toEqual({ holds: false, found: null });
  });

  it.each(positive)('%s: no', async (is, value) => {
    expect(await ask('company.name', is, value)).toEqual({ holds: false, found: null });
    expect(await ask('lead.field.5', is, value, {})).toEqual({ holds: false, found: null });
  });
});

describe('what it found', () => {
  it.each([
    ['lead.price', 84_900],
    ['lead.name', 'Кофемашина в офис'],
    ['lead.responsibleId', 'Nadia Ferro'],
    ['lead.stageId', 'Переговоры'],
    ['lead.pipelineId', 'Продажи'],
    ['lead.field.914410', 'Deluxe'],
    ['lead.field.914411', ['Монтаж', 'Обучение']],
    ['lead.field.404', null],
    ['contact.phone', ['+7 (917) 555-01-01', '88435550102']],
  ])('of %s is for people', async (field, found) => {
    expect(await ask(field, 'is_not_empty')).toMatchObject({ found });
  });

  it('is a time of the account’s clock', async () => {
    const account = { timezone: 'Europe/Moscow', currency: 'RUB', language: 'ru' };
    expect(await ask('lead.createdAt', 'is_not_empty', [], { ...known, account })).toMatchObject({ found: '2026-01-11 01:30' });
    expect(await ask('lead.field.914414', 'is_not_empty', [], { ...known, account })).toMatchObject({ found: '2026-01-21 00:00' });
  });

  it('is the same when asked again', async () => {
    expect(fakeFacts(known).lead).toEqual(lead);
    expect(await ask('lead.tags', 'one_of', ['VIP'])).toEqual(await ask('lead.tags', 'one_of', ['VIP']));
  });
});
