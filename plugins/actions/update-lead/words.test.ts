/** Each change alone, in each language. */
import { type Language } from 'souffleur/sdk';
import { fakeFacts } from 'souffleur/sdk/testing';
import { describe as group, expect, it } from 'vitest';

import { input } from './schema.ts';
import { updateOf } from './values.ts';
import { describe } from './words.ts';

const facts = fakeFacts({
  lead: { id: '24510983', name: 'Mesa', price: 1_000, pipelineId: '731', stageId: '7300', sources: [], openTasks: 0 },
  account: { timezone: 'UTC', currency: 'EUR', language: 'es' },
  names: {
    stage: { '731:7301': 'Oferta', '900:9001': 'Nuevo', '731:143': 'Perdido' },
    pipeline: { '900': 'Servicio' },
    user: { '55': 'Oleg' },
    field: { 'lead.811': 'Ciudad' },
    loss_reason: { '3': 'Caro' },
  },
});

const changes = (wanted: object, language: Language): string => {
  const [, rest = ''] = describe(updateOf(input.parse(wanted), facts), facts, language).split(' — ');
  return rest.replaceAll('\u00a0', ' ');
};

group('a stage', () => {
  it.each([
    ['en', 'stage: Oferta'],
    ['ru', 'этап: Oferta'],
    ['es', 'etapa: Oferta'],
    ['pt', 'etapa: Oferta'],
  ] as const)('in %s', (language, expected) => {
    expect(changes({ stage: '731:7301' }, language)).toBe(expected);
  });

  it.each([
    ['en', 'stage: Nuevo (Servicio)'],
    ['ru', 'этап: Nuevo (Servicio)'],
    ['es', 'etapa: Nuevo (Servicio)'],
    ['pt', 'etapa: Nuevo (Servicio)'],
  ] as const)('of another pipeline in %s', (language, expected) => {
    expect(changes({ stage: '900:9001' }, language)).toBe(expected);
  });

  it.each([
    ['en', 'stage: Perdido; loss reason: Caro'],
    ['ru', 'этап: Perdido; причина отказа: Caro'],
    ['es', 'etapa: Perdido; motivo de pérdida: Caro'],
    ['pt', 'etapa: Perdido; motivo da perda: Caro'],
  ] as const)('lost, with a reason, in %s', (language, expected) => {
    expect(changes({ stage: '731:143', lossReason: '3' }, language)).toBe(expected);
  });
});

group('a price', () => {
  it.each([
    ['en', 'price: €12,500'],
    ['ru', 'бюджет: 12 500 €'],
    ['es', 'presupuesto: 12.500 €'],
    ['pt', 'valor da venda: € 12.500'],
  ] as const)('in %s', (language, expected) => {
    expect(changes({ price: 12_500 }, language)).toBe(expected);
  });

  it.each([
    ['a sum', 500, '€1,500'],
    ['a difference', -400, '€600'],
    ['nothing left', -1_000, '€0'],
  ])('is told as what it comes to: %s', (_, price, expected) => {
    expect(changes({ price, priceMode: 'add' }, 'en')).toBe(`price: ${expected}`);
  });
});

group('a responsible user', () => {
  it.each([
    ['en', 'responsible: Oleg'],
    ['ru', 'ответственный: Oleg'],
    ['es', 'responsable: Oleg'],
    ['pt', 'responsável: Oleg'],
  ] as const)('in %s', (language, expected) => {
    expect(changes({ responsible: '55' }, language)).toBe(expected);
  });
});

group('a field', () => {
  it.each([
    ['en', 'Ciudad: Bogotá'],
    ['ru', 'Ciudad: Bogotá'],
    ['es', 'Ciudad: Bogotá'],
    ['pt', 'Ciudad: Bogotá'],
  ] as const)('in %s', (language, expected) => {
    expect(changes({ fields: [{ field: 'lead.field.811', value: 'Bogotá' }] }, language)).toBe(expected);
  });

  it.each([
    ['en', 'clear: Ciudad'],
    ['ru', 'очистить: Ciudad'],
    ['es', 'borrar: Ciudad'],
    ['pt', 'limpar: Ciudad'],
  ] as const)('that is cleared, in %s', (language, expected) => {
    expect(changes({ fields: [{ field: 'lead.field.811', value: '' }] }, language)).toBe(expected);
  });

  it('with several values', () => {
    const fields = ['Bogotá', 'Lima'].map((value) => ({ field: 'lead.field.811', value }));
    expect(changes({ fields }, 'en')).toBe('Ciudad: Bogotá, Lima');
  });
});

group('tags', () => {
  it.each([
    ['en', 'add tags: a, b; remove tags: c'],
    ['ru', 'добавить теги: a, b; убрать теги: c'],
    ['es', 'añadir etiquetas: a, b; quitar etiquetas: c'],
    ['pt', 'adicionar tags: a, b; remover tags: c'],
  ] as const)('in %s', (language, expected) => {
    expect(changes({ addTags: ['a', 'b'], removeTags: ['c'] }, language)).toBe(expected);
  });
});
