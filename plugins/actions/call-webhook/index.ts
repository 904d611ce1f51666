/** Calls an address of the account's own. The product signs the call, guards it and makes it; this says what it holds. */
import { definePlugin, type DomainEvent, type Effect, type Facts, type Language, Refuse } from 'souffleur/sdk';

import { BODILESS, isJson, MAX_BODY, urlProblem } from './request.ts';
import { input, type Input, settings } from './schema.ts';

type Call = Extract<Effect, { kind: 'webhook' }>;

/** Of a body, in a preview. */
const SHOWN = 500;

const PREVIEW: Record<Language, { call: (method: string, url: string) => string; headers: string; body: string }> = {
  en: { call: (method, url) => `Call ${method} ${url}`, headers: 'headers', body: 'body' },
  ru: { call: (method, url) => `Вызвать ${method} ${url}`, headers: 'заголовки', body: 'тело' },
  es: { call: (method, url) => `Llamar a ${method} ${url}`, headers: 'encabezados', body: 'cuerpo' },
  pt: { call: (method, url) => `Chamar ${method} ${url}`, headers: 'cabeçalhos', body: 'corpo' },
};

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'call-webhook',
  title: { en: 'Call a webhook', ru: 'Вызвать вебхук', es: 'Llamar a un webhook', pt: 'Chamar um webhook' },
  description: {
    en: 'Calls an address of yours over https; later actions can use its answer.',
    ru: 'Вызывает ваш адрес по https; следующие действия могут использовать ответ.',
    es: 'Llama a una dirección suya por https; las acciones siguientes pueden usar su respuesta.',
    pt: 'Chama um endereço seu por https; as próximas ações podem usar a resposta.',
  },
  icon: 'plug',
  settings,
  input,
  effect: 'approval',
  says: {
    en: 'call {{method}} {{url}}[; headers: {{headers}}][; JSON: {{json}}][; text: {{text}}]',
    ru: 'вызвать {{method}} {{url}}[; заголовки: {{headers}}][; JSON: {{json}}][; текст: {{text}}]',
    es: 'llamar a {{method}} {{url}}[; encabezados: {{headers}}][; JSON: {{json}}][; texto: {{text}}]',
    pt: 'chamar {{method}} {{url}}[; cabeçalhos: {{headers}}][; JSON: {{json}}][; texto: {{text}}]',
  },
  preview(wanted, { event, facts, language }) {
    const { method, url, headers = {}, body } = callOf(wanted, event, facts);
    const words = PREVIEW[language];
    // Values of headers are often keys: names only.
    const names = Object.keys(headers).join(', ');
    const shown = body && body.length > SHOWN ? `${body.slice(0, SHOWN)}…` : body;
    return [words.call(method, url), ...(names ? [`${words.headers}: ${names}`] : []), ...(shown ? [`${words.body}: ${shown}`] : [])].join('; ');
  },
  run: async (wanted, event, { facts, enqueue }) => enqueue(callOf(wanted, event, facts)),
});

function callOf(wanted: Input, event: DomainEvent, facts: Facts): Call {
  const problem = urlProblem(wanted.url);
  if (problem) throw new Refuse('invalid', problem);
  const body = bodyOf(wanted, event, facts);
  const size = body ? Buffer.byteLength(body.text) : 0;
  if (size > MAX_BODY) throw new Refuse('invalid', `The body has ${size} bytes; a call may carry ${MAX_BODY}.`);
  const own = wanted.headers.map(({ name, value }) => [name, value] as const);
  const typed = own.some(([name]) => name.toLowerCase() === 'content-type');
  const headers = Object.fromEntries([...(body && !typed ? [['content-type', body.type] as const] : []), ...own]);
  return {
    kind: 'webhook',
    url: wanted.url,
    method: wanted.method,
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(body ? { body: body.text } : {}),
  };
}

function bodyOf({ method, json, text }: Input, event: DomainEvent, { lead }: Facts): { type: string; text: string } | undefined {
  if (json !== '') {
    if (!isJson(json)) throw new Refuse('invalid', 'The body is no JSON once its variables are filled in: they belong inside quotes.');
    return { type: 'application/json', text: json };
  }
  if (text !== '') return { type: 'text/plain; charset=utf-8', text };
  return BODILESS.has(method) ? undefined : { type: 'application/json', text: JSON.stringify({ event, lead }) };
}
