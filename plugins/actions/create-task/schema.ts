import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z
  .object({
    text: z
      .string()
      .trim()
      .min(1)
      .max(2_000)
      .meta(
        field({
          label: { en: 'Task', ru: 'Задача', es: 'Tarea', pt: 'Tarefa' },
          hint: {
            en: 'What is to be done, e.g. “Call {{contact.name}} back”.',
            ru: 'Что сделать, например «Перезвонить: {{contact.name}}».',
            es: 'Qué hay que hacer, p. ej. «Devolver la llamada a {{contact.name}}».',
            pt: 'O que fazer, por exemplo “Retornar a ligação de {{contact.name}}”.',
          },
          template: 'text',
          long: true,
        }),
      ),
    after: z
      .int()
      .min(0)
      .max(1_000)
      .default(1)
      .meta(
        field({
          label: { en: 'Due in', ru: 'Срок через', es: 'Vence en', pt: 'Prazo em' },
          hint: {
            en: '0 days means today; a time is needed then.',
            ru: '0 дней — сегодня; тогда нужно указать время.',
            es: '0 días significa hoy; en ese caso hay que indicar la hora.',
            pt: '0 dias significa hoje; nesse caso, informe o horário.',
          },
        }),
      ),
    unit: z
      .enum(['minutes', 'hours', 'days'])
      .default('days')
      .meta(
        field({
          label: { en: 'Unit', ru: 'Единица', es: 'Unidad', pt: 'Unidade' },
          options: {
            minutes: { en: 'Minutes', ru: 'Минуты', es: 'Minutos', pt: 'Minutos' },
            hours: { en: 'Hours', ru: 'Часы', es: 'Horas', pt: 'Horas' },
            days: { en: 'Days', ru: 'Дни', es: 'Días', pt: 'Dias' },
          },
        }),
      ),
    time: z
      .string()
      .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d)?$/u, 'A time is written as 09:30.')
      .default('')
      .meta(
        field({
          label: { en: 'At', ru: 'Во сколько', es: 'A las', pt: 'Às' },
          hint: {
            en: 'With days only: a time in the account’s time zone, e.g. 10:00. Empty: the time it is now.',
            ru: 'Только для дней: время по часовому поясу аккаунта, например 10:00. Пусто — то же время, что сейчас.',
            es: 'Solo con días: una hora en la zona horaria de la cuenta, p. ej. 10:00. Vacío: la hora actual.',
            pt: 'Somente com dias: um horário no fuso da conta, por exemplo 10:00. Vazio: o horário atual.',
          },
        }),
      ),
    skipWeekends: z
      .boolean()
      .default(false)
      .meta(
        field({
          label: { en: 'Skip weekends', ru: 'Пропускать выходные', es: 'Omitir fines de semana', pt: 'Pular fins de semana' },
          hint: {
            en: 'Saturdays and Sundays do not count, and nothing is due on them.',
            ru: 'Суббота и воскресенье не считаются, и срок на них не выпадает.',
            es: 'Los sábados y domingos no cuentan y nada vence en ellos.',
            pt: 'Sábados e domingos não contam e nada vence neles.',
          },
        }),
      ),
    type: z
      .string()
      .max(64)
      .optional()
      .meta(
        field({
          label: { en: 'Task type', ru: 'Тип задачи', es: 'Tipo de tarea', pt: 'Tipo de tarefa' },
          hint: { en: 'Empty: the usual one.', ru: 'Пусто — обычный.', es: 'Vacío: el habitual.', pt: 'Vazio: o de costume.' },
          ref: 'task_type',
        }),
      ),
    responsible: z
      .string()
      .max(64)
      .optional()
      .meta(
        field({
          label: { en: 'Responsible', ru: 'Ответственный', es: 'Responsable', pt: 'Responsável' },
          hint: {
            en: 'Empty: whoever is responsible for the lead.',
            ru: 'Пусто — ответственный за сделку.',
            es: 'Vacío: el responsable del lead.',
            pt: 'Vazio: o responsável pelo lead.',
          },
          ref: 'user',
        }),
      ),
  })
  .refine(({ unit, time }) => unit === 'days' || time === '', { path: ['time'], error: 'A time of day goes with days only.' })
  .refine(({ after, unit, time }) => after > 0 || (unit === 'days' && time !== ''), {
    path: ['after'],
    error: 'At least 1, or 0 days together with a time.',
  })
  .meta({ examples: [{ text: 'Call {{contact.name}} back', after: 1, unit: 'days', time: '10:00', skipWeekends: true }] });

export type Input = z.output<typeof input>;
