import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

/** As `Date` counts them. */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const Time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u, { error: 'A time is written as 09:00.' });

function isDate(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function isZone(text: string): boolean {
  try {
    return text === '' || Boolean(new Intl.DateTimeFormat('en-US', { timeZone: text }));
  } catch {
    return false;
  }
}

export const input = z
  .object({
    is: z
      .enum(['inside', 'outside'])
      .default('inside')
      .meta(
        field({
          label: { en: 'The moment is', ru: 'Момент', es: 'El momento está', pt: 'O momento está' },
          options: {
            inside: { en: 'within', ru: 'в пределах', es: 'dentro', pt: 'dentro' },
            outside: { en: 'outside', ru: 'вне', es: 'fuera', pt: 'fora' },
          },
        }),
      ),
    days: z
      .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
      .min(1, { error: 'Choose at least one day.' })
      .max(7)
      .default(['mon', 'tue', 'wed', 'thu', 'fri'])
      .meta(
        field({
          label: { en: 'Days', ru: 'Дни', es: 'Días', pt: 'Dias' },
          options: {
            mon: { en: 'Mon', ru: 'пн', es: 'lun', pt: 'seg' },
            tue: { en: 'Tue', ru: 'вт', es: 'mar', pt: 'ter' },
            wed: { en: 'Wed', ru: 'ср', es: 'mié', pt: 'qua' },
            thu: { en: 'Thu', ru: 'чт', es: 'jue', pt: 'qui' },
            fri: { en: 'Fri', ru: 'пт', es: 'vie', pt: 'sex' },
            sat: { en: 'Sat', ru: 'сб', es: 'sáb', pt: 'sáb' },
            sun: { en: 'Sun', ru: 'вс', es: 'dom', pt: 'dom' },
          },
        }),
      ),
    from: Time.default('09:00').meta(field({ label: { en: 'From', ru: 'С', es: 'Desde', pt: 'Das' } })),
    to: Time.default('18:00').meta(
      field({
        label: { en: 'To', ru: 'До', es: 'Hasta', pt: 'Até' },
        hint: {
          en: 'Not included. Earlier than the beginning: on the next day.',
          ru: 'Не включительно. Раньше начала — значит, на следующий день.',
          es: 'No incluido. Si es anterior al inicio: al día siguiente.',
          pt: 'Não incluído. Se for antes do início: no dia seguinte.',
        },
      }),
    ),
    timezone: z
      .string()
      .max(60)
      .default('')
      .refine(isZone, { error: 'There is no such time zone; write it as Europe/Madrid.' })
      .meta(
        field({
          label: { en: 'Time zone', ru: 'Часовой пояс', es: 'Zona horaria', pt: 'Fuso horário' },
          hint: { en: 'Empty: the account’s.', ru: 'Пусто: как в аккаунте.', es: 'Vacío: la de la cuenta.', pt: 'Vazio: o da conta.' },
        }),
      ),
    holidays: z
      .array(z.string().refine(isDate, { error: 'A holiday is a date, such as 2026-12-31.' }))
      .max(366)
      .default([])
      .meta(
        field({
          label: { en: 'Holidays', ru: 'Праздники', es: 'Festivos', pt: 'Feriados' },
          hint: { en: 'Dates such as 2026-12-31.', ru: 'Даты, например 2026-12-31.', es: 'Fechas como 2026-12-31.', pt: 'Datas como 2026-12-31.' },
        }),
      ),
  })
  .refine(({ from }) => from !== '24:00', { error: 'The day begins at 00:00.', path: ['from'] })
  .refine(({ from, to }) => from !== to, { error: 'The beginning and the end are the same; the whole day is 00:00 to 24:00.', path: ['to'] });
