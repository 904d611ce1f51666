/** Each part alone, in each language. */
import { type Language } from 'souffleur/sdk';
import { fakeFacts } from 'souffleur/sdk/testing';
import { describe as group, expect, it } from 'vitest';

import { describe } from './words.ts';

const facts = fakeFacts({
  contact: { id: '7710', name: 'Inés' },
  account: { timezone: 'UTC', currency: 'EUR', language: 'es' },
  names: { stage: { '900:9001': 'Nuevo' }, pipeline: { '900': 'Servicio' }, user: { '55': 'Oleg' } },
});

const said = (values: object, language: Language, contactId = '7710'): string =>
  describe({ kind: 'create_lead', values: { name: 'Mesa', ...values }, contactId }, facts, language).replaceAll('\u00a0', ' ');

group('a new lead', () => {
  it.each([
    ['en', 'Create the lead “Mesa”; contact: Inés'],
    ['ru', 'Создать сделку «Mesa»; контакт: Inés'],
    ['es', 'Crear el lead «Mesa»; contacto: Inés'],
    ['pt', 'Criar o lead “Mesa”; contato: Inés'],
  ] as const)('in %s', (language, expected) => {
    expect(said({}, language)).toBe(expected);
  });

  it('of another contact is told by its id', () => {
    expect(said({}, 'en', '7711')).toBe('Create the lead “Mesa”; contact: 7711');
  });

  it.each([
    ['en', { pipelineId: '900', stageId: '9001' }, 'stage: Nuevo (Servicio)'],
    ['ru', { pipelineId: '900', stageId: '9001' }, 'этап: Nuevo (Servicio)'],
    ['es', { price: 12_500 }, 'presupuesto: 12.500 €'],
    ['pt', { price: 0 }, 'valor da venda: € 0'],
    ['en', { addTags: ['a', 'b'] }, 'tags: a, b'],
    ['ru', { addTags: ['a', 'b'] }, 'теги: a, b'],
    ['es', { responsibleId: '55' }, 'responsable: Oleg'],
    ['pt', { responsibleId: '56' }, 'responsável: 56'],
  ] as const)('in %s with %j', (language, values, expected) => {
    expect(said(values, language).split('; ').slice(2)).toEqual([expected]);
  });
});
