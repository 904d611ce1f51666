import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

/** The account's own fields, and of the usual ones those that can be equal to something. */
const FIELD =
  /^(?:(?:lead|contact|company)\.(?:field\.\S+|name)|lead\.(?:price|stageId|pipelineId|responsibleId|tags)|(?:contact|company)\.(?:phone|email))?$/u;

const id = z.string().min(1).max(64);

const row = z
  .object({
    by: z
      .enum(['field', 'channel', 'language'])
      .default('field')
      .meta(
        field({
          label: { en: 'If', ru: 'Если', es: 'Si', pt: 'Se' },
          options: {
            field: { en: 'Field', ru: 'Поле', es: 'Campo', pt: 'Campo' },
            channel: { en: 'Channel', ru: 'Канал', es: 'Canal', pt: 'Canal' },
            language: { en: 'Language of the message', ru: 'Язык сообщения', es: 'Idioma del mensaje', pt: 'Idioma da mensagem' },
          },
        }),
      ),
    field: z
      .string()
      .max(80)
      .regex(FIELD, 'Choose a field that can be equal to something.')
      .optional()
      .meta(
        field({
          label: { en: 'Field', ru: 'Поле', es: 'Campo', pt: 'Campo' },
          hint: { en: 'For “Field”.', ru: 'Для «Поле».', es: 'Para «Campo».', pt: 'Para “Campo”.' },
          ref: 'field',
        }),
      ),
    value: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .meta(
        field({
          label: { en: 'Is', ru: 'Равно', es: 'Es', pt: 'É' },
          hint: {
            en: 'Channel: e.g. waba, telegram. Language: en, ru, es or pt.',
            ru: 'Канал: например waba, telegram. Язык: en, ru, es или pt.',
            es: 'Canal: p. ej. waba, telegram. Idioma: en, ru, es o pt.',
            pt: 'Canal: por exemplo waba, telegram. Idioma: en, ru, es ou pt.',
          },
          ref: 'field_value',
          of: 'field',
        }),
      ),
    user: id.meta(field({ label: { en: 'Then', ru: 'Тогда', es: 'Entonces', pt: 'Então' }, ref: 'user' })),
  })
  .refine(({ by, field: name }) => by !== 'field' || Boolean(name), { path: ['field'], error: 'Choose the field.' })
  .refine(({ by, value }) => by !== 'language' || /^(?:en|ru|es|pt)$/iu.test(value), { path: ['value'], error: 'A language is en, ru, es or pt.' });

export const input = z
  .object({
    method: z
      .enum(['round_robin', 'open_leads', 'open_tasks', 'condition'])
      .default('round_robin')
      .meta(
        field({
          label: { en: 'How', ru: 'Как', es: 'Cómo', pt: 'Como' },
          options: {
            round_robin: { en: 'In turn', ru: 'По очереди', es: 'Por turno', pt: 'Em rodízio' },
            open_leads: { en: 'Fewest open leads', ru: 'Меньше всего открытых сделок', es: 'Menos leads abiertos', pt: 'Menos leads abertos' },
            open_tasks: { en: 'Fewest open tasks', ru: 'Меньше всего открытых задач', es: 'Menos tareas abiertas', pt: 'Menos tarefas abertas' },
            condition: { en: 'By condition', ru: 'По условию', es: 'Por condición', pt: 'Por condição' },
          },
        }),
      ),
    users: z
      .array(id.meta(field({ ref: 'user' })))
      .max(100)
      .default([])
      .meta(
        field({
          label: { en: 'Among', ru: 'Среди', es: 'Entre', pt: 'Entre' },
          hint: {
            en: 'Users who are switched off are passed over. By condition: they take turns where no row fits.',
            ru: 'Отключённые пользователи пропускаются. «По условию»: они работают по очереди, если ни одна строка не подошла.',
            es: 'Los usuarios desactivados se omiten. Por condición: se turnan si ninguna fila coincide.',
            pt: 'Usuários desativados são ignorados. Por condição: eles se revezam se nenhuma linha servir.',
          },
          ref: 'user',
        }),
      ),
    rows: z
      .array(row)
      .max(50)
      .default([])
      .meta(
        field({
          label: { en: 'Conditions', ru: 'Условия', es: 'Condiciones', pt: 'Condições' },
          hint: {
            en: 'For “By condition”: the first row that fits counts.',
            ru: 'Для «По условию»: действует первая подходящая строка.',
            es: 'Para «Por condición»: vale la primera fila que coincida.',
            pt: 'Para “Por condição”: vale a primeira linha que servir.',
          },
        }),
      ),
  })
  .refine(({ method, users }) => method === 'condition' || users.length > 0, { path: ['users'], error: 'Choose at least one user.' })
  .refine(({ method, rows }) => method !== 'condition' || rows.length > 0, { path: ['rows'], error: 'Add at least one condition.' })
  .meta({ examples: [{ method: 'round_robin', users: ['10431207', '10431299'] }] });

export type Input = z.output<typeof input>;
export type Row = Input['rows'][number];
