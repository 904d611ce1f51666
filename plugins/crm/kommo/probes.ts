/** `probe`: the calls an admin can try by hand. Whatever Kommo answers is shown; nothing of it is an error here. */
import { type Context, type Probe, type ProbeResult, Refuse, Retry, type Translated } from 'souffleur/sdk';
import { z } from 'zod';

import { clean } from './body/text.ts';

const API = '/api/v4';
const MAX_TEXT = 16_384;
/** Larger JSON is no reading for a person: it is cut like any text. */
const MAX_JSON = 65_536;

const Id = z.string().regex(/^[1-9][0-9]{0,18}$/, 'A number, as in the address of its card');
const Text = z.string().trim().min(1).max(1_000);
const leadId = Id.meta({ title: 'Lead ID' });
const talkId = Id.meta({ title: 'Talk ID' });
const none = z.strictObject({});

interface Try {
  probe: Probe;
  request(input: never): ProbeResult['request'];
}

const get = (path: string): ProbeResult['request'] => ({ method: 'GET', path: `${API}${path}` });

/** What the input is checked by is what the request is made of. */
const make = <S extends z.ZodObject>(
  id: string,
  effect: Probe['effect'],
  title: Translated,
  input: S,
  request: (input: z.output<S>) => ProbeResult['request'],
): Try => ({ probe: { id, effect, title, input }, request: request as Try['request'] });

const tries: readonly Try[] = [
  make('account', 'read', { en: 'Read the account', ru: 'Прочитать аккаунт', es: 'Leer la cuenta', pt: 'Ler a conta' }, none, () => get('/account')),
  make('users', 'read', { en: 'List users', ru: 'Список пользователей', es: 'Listar usuarios', pt: 'Listar usuários' }, none, () => get('/users?limit=10')),
  make(
    'pipelines',
    'read',
    { en: 'List pipelines and stages', ru: 'Список воронок и этапов', es: 'Listar embudos y etapas', pt: 'Listar funis e etapas' },
    none,
    () => get('/leads/pipelines'),
  ),
  make('lead', 'read', { en: 'Read a lead', ru: 'Прочитать сделку', es: 'Leer un lead', pt: 'Ler um lead' }, z.strictObject({ leadId }), (input) =>
    get(`/leads/${input.leadId}?with=contacts`),
  ),
  make(
    'contacts',
    'read',
    { en: 'Search contacts', ru: 'Найти контакты', es: 'Buscar contactos', pt: 'Buscar contatos' },
    z.strictObject({ text: Text.max(100).meta({ title: 'Name, phone or e-mail' }) }),
    ({ text }) => get(`/contacts?limit=5&query=${encodeURIComponent(text)}`),
  ),
  make('webhooks', 'read', { en: 'List webhooks', ru: 'Список вебхуков', es: 'Listar webhooks', pt: 'Listar webhooks' }, none, () => get('/webhooks')),
  make('talks', 'read', { en: 'List talks', ru: 'Список бесед', es: 'Listar conversaciones', pt: 'Listar conversas' }, none, () => get('/talks?limit=10')),
  make(
    'messages',
    'read',
    {
      en: 'Read the messages of a talk',
      ru: 'Прочитать сообщения беседы',
      es: 'Leer los mensajes de una conversación',
      pt: 'Ler as mensagens de uma conversa',
    },
    z.strictObject({ talkId }),
    (input) => get(`/talks/${input.talkId}/messages?limit=10`),
  ),
  make(
    'add_note',
    'write',
    { en: 'Write a note on a lead', ru: 'Записать примечание в сделку', es: 'Escribir una nota en un lead', pt: 'Escrever uma nota em um lead' },
    z.strictObject({ leadId, text: Text.meta({ title: 'Text' }) }),
    (input) => ({ method: 'POST', path: `${API}/leads/${input.leadId}/notes`, body: [{ note_type: 'common', params: { text: input.text } }] }),
  ),
  make(
    'send_message',
    'write',
    {
      en: 'Send a message into a talk of your own',
      ru: 'Отправить сообщение в свою беседу',
      es: 'Enviar un mensaje a una conversación propia',
      pt: 'Enviar uma mensagem a uma conversa sua',
    },
    z.strictObject({ talkId, text: Text.meta({ title: 'Text' }) }),
    (input) => ({ method: 'POST', path: `${API}/talks/${input.talkId}/send_message`, body: { text: input.text } }),
  ),
];

export const probes: readonly Probe[] = tries.map(({ probe }) => probe);

/** @throws Refuse('invalid') for an unknown probe or input; Refuse and Retry of the host, which kept the request back */
export async function probe(id: string, input: Record<string, unknown>, ctx: Context): Promise<ProbeResult> {
  const known = tries.find((one) => one.probe.id === id);
  if (!known) throw new Refuse('invalid', `There is no probe "${id.slice(0, 60)}".`);
  const checked = known.probe.input.safeParse(input);
  if (!checked.success) throw new Refuse('invalid', `${checked.error.issues[0]?.path.join('.') ?? ''}: ${checked.error.issues[0]?.message ?? 'wrong'}`);
  const request = known.request(checked.data as never);
  const before = performance.now();
  const { status, text } = await send(ctx, request);
  const answer = readable(text);
  return { request, status, answer: id === 'webhooks' ? withoutPaths(answer) : answer, ms: Math.round(performance.now() - before) };
}

async function send(ctx: Context, { method, path, body }: ProbeResult['request']): Promise<{ status: number | null; text: string }> {
  const headers = { accept: 'application/hal+json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  try {
    const response = await ctx.fetch(path, { method, headers, signal: ctx.signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (error instanceof Refuse || error instanceof Retry) throw error;
    ctx.log.info('A call that was tried by hand got no answer', { path: path.split('?')[0] });
    return { status: null, text: '' };
  }
}

function readable(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    if (text.length <= MAX_JSON) return JSON.parse(text) as unknown;
  } catch {
    // Then it is a page or plain words.
  }
  return clean(text).slice(0, MAX_TEXT);
}

/** The path of a hook's address is its secret, and not only of ours. Some write a slash as `\/`. */
const ADDRESS = /(https?:(?:\\?\/){2}[^/?#\s"\\]+)(?:[^\s"\\]|\\\/)*/g;

const withoutPaths = (answer: unknown): unknown =>
  typeof answer === 'string' ? answer.replaceAll(ADDRESS, '$1/…') : (JSON.parse(JSON.stringify(answer).replaceAll(ADDRESS, '$1/…')) as unknown);
