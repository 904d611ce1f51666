/** Conditions as admins put them, for shops in four countries. */
import { type LeadFacts } from 'souffleur/sdk';
import { type FakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';

import { ask, holds } from './testing.ts';

type Question = [field: string, is: string, value: string[]];

const moscow: FakeFacts = {
  now: '2026-03-08T21:30:00.000Z',
  account: { timezone: 'Europe/Moscow', currency: 'RUB', language: 'ru' },
  names: { user: { '10431207': 'Nadia Ferro' }, pipeline: { '731': 'Розница' } },
  lead: {
    id: '40117',
    name: 'Заявка с сайта №1024',
    price: 129_800,
    pipelineId: '731',
    stageId: '7302',
    responsibleId: '10431207',
    tags: ['опт', 'Казань'],
    sources: ['Яндекс.Директ', 'Форма «Обратный звонок»'],
    openTasks: 2,
    nextTaskDueAt: '2026-03-10T09:00:00.000Z',
    stageEnteredAt: '2026-02-20T12:00:00.000Z',
    createdAt: '2026-02-01T21:00:00.000Z',
    fields: [
      { id: '501', name: 'Город', values: ['Казань'], enums: ['9001'] },
      { id: '502', name: 'Способ оплаты', values: ['Счёт', 'Наличные'], enums: ['9101', '9102'] },
      { id: '503', name: 'Скидка, %', values: ['12,5'] },
      { id: '504', name: 'Договор подписан', values: ['1'] },
      { id: '505', name: 'Дата монтажа', values: ['2026-03-11T21:00:00.000Z'] },
      { id: '506', name: 'ИНН', values: ['0276123456'] },
      { id: '507', name: 'Сайт', values: ['https://kofe.example/'] },
    ],
  },
  contact: { id: '6001', name: 'Лейла Каримова', phones: ['+7 917 555-01-01'], emails: ['leila@kofe.example'], tags: ['ЛПР'] },
  company: { id: '50300', name: 'ООО «Кофе и Ко»', fields: [{ id: '601', values: ['25'] }] },
};

describe('a shop in Kazan', () => {
  it.each([
    ['lead.name', 'starts_with', ['заявка С сайта']],
    ['lead.name', 'ends_with', ['1024']],
    ['lead.price', 'at_least', ['100 000']],
    ['lead.price', 'between', ['100 000', '150 000,00']],
    ['lead.tags', 'all_of', ['ОПТ', 'казань']],
    ['lead.tags', 'none_of', ['розница']],
    ['lead.sources', 'contains', ['директ']],
    ['lead.openTasks', 'greater', ['1']],
    ['lead.nextTaskDueAt', 'in_next_days', ['1']],
    ['lead.nextTaskDueAt', 'before', ['11.03.2026']],
    ['lead.stageEnteredAt', 'before', ['01.03.2026']],
    ['lead.createdAt', 'equals', ['02.02.2026']],
    ['lead.createdAt', 'in_last_days', ['35']],
    ['lead.responsibleId', 'one_of', ['10431207', '10431299']],
    ['lead.pipelineId', 'equals', ['731']],
    ['lead.field.501', 'one_of', ['9001', '9002']],
    ['lead.field.501', 'equals', ['КАЗАНЬ']],
    ['lead.field.502', 'all_of', ['9101', '9102']],
    ['lead.field.502', 'one_of', ['счёт']],
    ['lead.field.503', 'greater', ['12']],
    ['lead.field.503', 'less', ['12,6']],
    ['lead.field.504', 'is_checked', []],
    ['lead.field.505', 'equals', ['12.03.2026']],
    ['lead.field.505', 'in_next_days', ['3']],
    ['lead.field.506', 'starts_with', ['02']],
    ['lead.field.506', 'equals', ['0276123456']],
    ['lead.field.507', 'contains', ['.EXAMPLE']],
    ['lead.field.508', 'is_empty', []],
    ['contact.phone', 'starts_with', ['+7 917']],
    ['contact.email', 'ends_with', ['@KOFE.example']],
    ['contact.tags', 'one_of', ['лпр']],
    ['contact.responsibleId', 'is_empty', []],
    ['company.name', 'contains', ['кофе']],
    ['company.phone', 'is_empty', []],
    ['company.field.601', 'at_most', ['25']],
  ] as Question[])('%s %s %j', async (field, is, value) => {
    expect(await holds(field, is, value, moscow)).toBe(true);
  });

  it.each([
    ['lead.name', 'contains', ['звонок']],
    ['lead.price', 'less', ['129 800']],
    ['lead.price', 'is_empty', []],
    ['lead.tags', 'all_of', ['опт', 'розница']],
    ['lead.sources', 'one_of', ['директ']],
    ['lead.nextTaskDueAt', 'in_next_days', ['0']],
    ['lead.nextTaskDueAt', 'in_last_days', ['30']],
    ['lead.createdAt', 'equals', ['01.02.2026']],
    ['lead.createdAt', 'in_last_days', ['34']],
    ['lead.responsibleId', 'none_of', ['10431207']],
    ['lead.field.501', 'none_of', ['9001']],
    ['lead.field.501', 'one_of', ['900']],
    ['lead.field.502', 'all_of', ['9101', '9103']],
    ['lead.field.503', 'between', ['13', '20']],
    ['lead.field.504', 'is_not_checked', []],
    ['lead.field.505', 'in_next_days', ['2']],
    ['lead.field.506', 'equals', ['276123456']],
    ['lead.field.508', 'is_not_empty', []],
    ['contact.phone', 'equals', ['917 555-01-01']],
    ['company.field.601', 'greater', ['25']],
  ] as Question[])('not %s %s %j', async (field, is, value) => {
    expect(await holds(field, is, value, moscow)).toBe(false);
  });

  it.each([
    ['lead.price', 129_800],
    ['lead.createdAt', '2026-02-02 00:00'],
    ['lead.tags', ['опт', 'Казань']],
    ['lead.pipelineId', 'Розница'],
    ['lead.responsibleId', 'Nadia Ferro'],
    ['lead.openTasks', 2],
    ['lead.field.505', '2026-03-12 00:00'],
    ['lead.field.506', '0276123456'],
    ['contact.email', 'leila@kofe.example'],
    ['company.phone', null],
  ])('is told of %s: %j', async (field, found) => {
    expect(await ask(field, 'is_not_empty', [], moscow)).toMatchObject({ found });
  });
});

const other = (timezone: string, language: string, lead: Partial<LeadFacts>): FakeFacts => ({
  now: '2026-01-15T02:00:00.000Z',
  account: { timezone, currency: 'USD', language },
  lead: { id: '1', sources: [], openTasks: 0, ...lead },
});

describe('a shop elsewhere', () => {
  const dated = { createdAt: '2026-01-15T01:00:00.000Z', fields: [{ id: '1', values: ['R$ 1.234,56'] }] };

  it.each([
    ['America/Bogota', '2026-01-14', true],
    ['America/Bogota', '2026-01-15', false],
    ['America/Sao_Paulo', '14/01/2026', true],
    ['Europe/Madrid', '15/01/2026', true],
    ['Asia/Almaty', '2026-01-15', true],
  ])('in %s the lead was made on %s: %s', async (zone, day, expected) => {
    expect(await holds('lead.createdAt', 'equals', [day], other(zone, 'es', dated))).toBe(expected);
    expect(await holds('lead.createdAt', 'in_last_days', ['0'], other(zone, 'es', dated))).toBe(true);
  });

  it.each([
    ['US$ 1,234.56', '1234.56', false],
    ['$1,234.56', '1234.56', true],
    ['1.234,56 €', '1234,56', true],
    ['S/ 1234', '1234', false],
    ['1234.560', '1 234,56', true],
    ['-1.234,56', '−1234.56', true],
  ])('%s is %s: %s', async (text, number, expected) => {
    const lead = { fields: [{ id: '1', values: [text] }] };
    expect(await holds('lead.field.1', 'equals', [number], other('UTC', 'en', lead))).toBe(expected);
    expect(await holds('lead.field.1', 'between', [number, number], other('UTC', 'en', lead))).toBe(expected);
  });
});
