import { EgressError } from '../../../egress/errors.ts';
import { outgoingHeaders } from '../../../egress/headers.ts';
import { Refuse, Retry } from '../../../sdk/errors.ts';
import { answerOf } from '../answer.ts';
import { Stopped } from '../outcome.ts';
import { type Perform, type Work } from './work.ts';

const BODY_MAX = 64 * 1024;
const URL_MAX = 2_048;
const HEADERS_MAX = 30;
const HEADER_BYTES_MAX = 8 * 1024;
/** The other side is busy or ill; the same call may succeed later. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429]);
const WAIT_MAX_MS = 10 * 60_000;
const BODILESS: ReadonlySet<string> = new Set(['GET', 'DELETE']);

/** Calls a public address through the one door out, and proves that it was us. Neither the body nor the answer is ever logged. */
export const performWebhook: Perform<'webhook'> = async ({ effect, body, signal }, { egress, signingKeys, clock }) => {
  const request = checked(body);
  const at = clock.now();
  const time = String(Math.floor(at.getTime() / 1000));
  const signature = await signingKeys.sign(`${effect.id}.${time}.${request.body ?? ''}`);
  const own: [string, string][] = [
    ['souffleur-id', effect.id],
    ['souffleur-time', time],
    ['souffleur-signature', `v1=${signature}`],
  ];
  const { method } = body;
  const init = { method, headers: [...request.headers, ...own], signal, ...(request.body === undefined ? {} : { body: request.body }) };
  const response = await egress.fetch(body.url, init).catch((error: unknown) => {
    throw error instanceof EgressError ? new Retry(error.message, { inDoubt: error.sent, cause: error }) : error;
  });
  const { status } = response;
  if (response.ok) return { receipt: { via: 'webhook', at: at.toISOString() }, answer: await answerOf(response) };
  await response.body?.cancel();
  if (LATER.has(status) || status >= 500) throw new Retry(`The address answered ${status}.`, waitOf(response.headers.get('retry-after'), at));
  throw new Stopped(`http_${status}`, `The address answered ${status}.${status >= 300 && status < 400 ? ' Redirects are not followed.' : ''}`);
};

/** What is wrong with the call itself is said at once; what is wrong with its address is told to nobody (security D6). */
function checked({ url, method, headers = {}, body }: Work<'webhook'>['body']): { headers: [string, string][]; body: string | undefined } {
  if (url.length > URL_MAX || !URL.canParse(url)) throw new Refuse('invalid', `The address must be a URL of at most ${URL_MAX} characters.`);
  if (body !== undefined && BODILESS.has(method)) throw new Refuse('invalid', `A ${method} call carries no body.`);
  if (body !== undefined && Buffer.byteLength(body) > BODY_MAX) throw new Refuse('invalid', `The body is larger than ${BODY_MAX / 1024} KiB.`);
  const given = headersOf(headers);
  if (given.some(([name]) => name.startsWith('souffleur-'))) throw new Refuse('invalid', 'Headers that begin with Souffleur- are ours: leave them out.');
  const typed = given.some(([name]) => name === 'content-type');
  return { headers: body === undefined || typed ? given : [...given, ['content-type', 'application/json']], body: body?.toWellFormed() };
}

function headersOf(headers: Readonly<Record<string, string>>): [string, string][] {
  const names = Object.keys(headers);
  const bytes = Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (names.length > HEADERS_MAX || bytes > HEADER_BYTES_MAX) throw new Refuse('invalid', `A call may carry ${HEADERS_MAX} headers of 8 KiB together.`);
  try {
    return outgoingHeaders({ ...headers });
  } catch (error) {
    throw new Refuse('invalid', `The ${error instanceof Error ? error.message : 'headers are wrong'}.`);
  }
}

/** Seconds, or a date; what nobody can read is left to the queue. */
function waitOf(retryAfter: string | null, now: Date): { afterMs?: number } {
  if (!retryAfter) return {};
  const ms = /^\d{1,9}$/.test(retryAfter.trim()) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now.getTime();
  return Number.isFinite(ms) ? { afterMs: Math.min(WAIT_MAX_MS, Math.max(1_000, ms)) } : {};
}
