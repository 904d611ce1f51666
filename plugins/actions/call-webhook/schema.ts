import { field } from 'souffleur/sdk';
import { z } from 'zod';

import { BODILESS, headerNameProblem, headerValue, isJsonTemplate, MAX_BODY, MAX_HEADERS, MAX_URL, urlProblem } from './request.ts';

export const settings = z.object({});

const bytes = (text: string): number => Buffer.byteLength(text);
const header = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .superRefine((name, ctx) => {
      const problem = headerNameProblem(name);
      if (problem) ctx.addIssue(problem);
    })
    .meta(field({ label: { en: 'Name', ru: 'Имя', es: 'Nombre', pt: 'Nome' } })),
  value: z
    .string()
    .trim()
    .max(1_024)
    .regex(headerValue, 'A header holds Latin letters in one line.')
    .meta(field({ label: { en: 'Value', ru: 'Значение', es: 'Valor', pt: 'Valor' } })),
});

export const input = z
  .object({
    url: z
      .string()
      .trim()
      .max(MAX_URL)
      .superRefine((url, ctx) => {
        const problem = urlProblem(url);
        if (problem) ctx.addIssue(problem);
      })
      .meta(
        field({
          label: { en: 'Address', ru: 'Адрес', es: 'Dirección', pt: 'Endereço' },
          hint: {
            en: 'https only. Variables may stand after the host, e.g. ?lead={{lead.id}}.',
            ru: 'Только https. Переменные — после имени хоста, например ?lead={{lead.id}}.',
            es: 'Solo https. Las variables van después del host, p. ej. ?lead={{lead.id}}.',
            pt: 'Somente https. As variáveis vêm depois do host, por exemplo ?lead={{lead.id}}.',
          },
          template: 'url',
        }),
      ),
    method: z
      .enum(['POST', 'PUT', 'PATCH', 'GET', 'DELETE'])
      .default('POST')
      .meta(
        field({
          label: { en: 'Method', ru: 'Метод', es: 'Método', pt: 'Método' },
          options: Object.fromEntries(['POST', 'PUT', 'PATCH', 'GET', 'DELETE'].map((name) => [name, { en: name, ru: name, es: name, pt: name }])),
        }),
      ),
    headers: z
      .array(header)
      .max(20)
      .default([])
      .meta(field({ label: { en: 'Headers', ru: 'Заголовки', es: 'Encabezados', pt: 'Cabeçalhos' } })),
    json: z
      .string()
      .trim()
      .max(MAX_BODY)
      .refine((text) => text === '' || isJsonTemplate(text), 'This is no JSON, even with its variables filled in.')
      .default('')
      .meta(
        field({
          label: { en: 'Body as JSON', ru: 'Тело — JSON', es: 'Cuerpo en JSON', pt: 'Corpo em JSON' },
          hint: {
            en: 'Variables stand inside quotes: {"name": "{{contact.name}}"}. Both bodies empty: the event and the lead are sent as JSON.',
            ru: 'Переменные пишутся в кавычках: {"name": "{{contact.name}}"}. Если оба тела пусты, уйдут событие и сделка в JSON.',
            es: 'Las variables van entre comillas: {"name": "{{contact.name}}"}. Si ambos cuerpos están vacíos, se envían el evento y el lead en JSON.',
            pt: 'As variáveis ficam entre aspas: {"name": "{{contact.name}}"}. Com os dois corpos vazios, vão o evento e o lead em JSON.',
          },
          template: 'json',
          long: true,
        }),
      ),
    text: z
      .string()
      .max(MAX_BODY)
      .default('')
      .meta(
        field({
          label: { en: 'Body as text', ru: 'Тело — текст', es: 'Cuerpo en texto', pt: 'Corpo em texto' },
          template: 'text',
          long: true,
        }),
      ),
  })
  .refine(({ json, text }) => json === '' || text === '', { path: ['text'], error: 'A call has one body: JSON or text.' })
  .refine(({ method, json, text }) => !BODILESS.has(method) || (json === '' && text === ''), { path: ['method'], error: 'GET and DELETE carry no body.' })
  .refine(({ json, text }) => bytes(json) <= MAX_BODY && bytes(text) <= MAX_BODY, { path: ['json'], error: 'A body has at most 64 KiB.' })
  .refine(({ headers }) => new Set(headers.map(({ name }) => name.toLowerCase())).size === headers.length, {
    path: ['headers'],
    error: 'A header is there twice.',
  })
  .refine(({ headers }) => headers.reduce((sum, { name, value }) => sum + name.length + value.length, 0) <= MAX_HEADERS, {
    path: ['headers'],
    error: 'Headers have at most 8 KiB together.',
  })
  .meta({ examples: [{ url: 'https://example.com/hooks/souffleur?lead={{lead.id}}', json: '{"name": "{{contact.name}}"}' }] });

export type Input = z.output<typeof input>;
