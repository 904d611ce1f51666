/** Each part alone, in each language. */
import { type Language, type Subject } from 'souffleur/sdk';
import { fakeFacts } from 'souffleur/sdk/testing';
import { describe as group, expect, it } from 'vitest';

import { describe } from './words.ts';

const facts = fakeFacts({
  lead: { id: '10', name: 'Mesa', sources: [], openTasks: 0 },
  contact: { id: '20', name: 'Inés' },
  company: { id: '30' },
  account: { timezone: 'America/Bogota', currency: 'COP', language: 'es' },
  names: { user: { '55': 'Oleg' }, task_type: { '2': 'Cita' } },
});

const parts = (more: object, language: Language): string[] =>
  describe({ kind: 'add_task', subject: 'lead:10', text: 'Llamar', dueAt: '2026-02-03T02:30:00.000Z', ...more }, facts, language).split('; ');

group('a task', () => {
  // Half past two in UTC is the evening before in Bogotá.
  it.each([
    ['en', ['Create the task “Llamar”', 'due: Mon, February 2, 2026 at 21:30', 'on the card of: Mesa']],
    ['ru', ['Создать задачу «Llamar»', 'срок: пн, 2 февраля 2026 г. в 21:30', 'карточка: Mesa']],
    ['es', ['Crear la tarea «Llamar»', 'vence: lun, 2 de febrero de 2026, 21:30', 'en la ficha de: Mesa']],
    ['pt', ['Criar a tarefa “Llamar”', 'prazo: seg., 2 de fevereiro de 2026 às 21:30', 'no cartão de: Mesa']],
  ] as const)('in %s, at the account’s time', (language, expected) => {
    expect(parts({}, language)).toEqual(expected);
  });

  it.each([
    ['en', ['type: Cita', 'responsible: Oleg']],
    ['ru', ['тип: Cita', 'ответственный: Oleg']],
    ['es', ['tipo: Cita', 'responsable: Oleg']],
    ['pt', ['tipo: Cita', 'responsável: Oleg']],
  ] as const)('with type and user in %s', (language, expected) => {
    expect(parts({ typeId: '2', responsibleId: '55' }, language).slice(2, 4)).toEqual(expected);
  });

  it.each<[Subject, string]>([
    ['contact:20', 'Inés'],
    ['company:30', '30'],
  ])('on %s', (subject, name) => {
    expect(parts({ subject }, 'en').at(-1)).toBe(`on the card of: ${name}`);
  });
});
