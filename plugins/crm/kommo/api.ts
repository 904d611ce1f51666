/** The one way to Kommo's API v4: what each answer means is decided here, once. */
import { type Context, Refuse, Retry } from 'souffleur/sdk';
import { z } from 'zod';

import { clean } from './body/text.ts';

export interface Request {
  /** Default `GET`. Anything else is a write: when its outcome is unknown, it may have taken effect. */
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
}

type Caller = Pick<Context, 'fetch' | 'signal'>;

/** A blocked address is told by an HTML page; asking again soon only prolongs the block. */
const BLOCKED_MS = 30 * 60_000;
const DEFAULT_WAIT_MS = 5_000;
const MAX_WAIT_MS = 24 * 3_600_000;
const Problem = z.object({
  detail: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  retry_after: z.coerce.number().positive().optional().catch(undefined),
  'validation-errors': z
    .array(z.object({ errors: z.array(z.object({ path: z.string(), detail: z.string().catch('') })) }))
    .optional()
    .catch(undefined),
});

/**
 * The parsed answer; null for "nothing" (204, an empty body, or the plain text some writes answer).
 *
 * @throws Refuse, Retry: the statuses of Kommo's reference, section 6
 */
export async function call(ctx: Caller, request: Request): Promise<unknown> {
  const isWrite = (request.method ?? 'GET') !== 'GET';
  const response = await send(ctx, request, isWrite);
  const text = await bodyOf(response, isWrite);
  if (!response.ok) throw failure(response, text, isWrite);
  if (text === '') return null;
  const answer = parsed(text);
  if (answer !== undefined) return answer;
  if (isWrite) return null;
  throw new Retry(`Kommo answered ${response.status} with a body that is cut or no JSON.`);
}

async function send(ctx: Caller, { method = 'GET', path, body }: Request, isWrite: boolean): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/hal+json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await ctx.fetch(path, { method, headers, signal: ctx.signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  } catch (cause) {
    if (cause instanceof Refuse || cause instanceof Retry) throw cause;
    throw new Retry('Kommo did not answer.', { inDoubt: isWrite && !wasNeverSent(cause), cause });
  }
}

async function bodyOf(response: Response, isWrite: boolean): Promise<string> {
  try {
    return (await response.text()).trim();
  } catch (cause) {
    if (cause instanceof Refuse || cause instanceof Retry) throw cause;
    throw new Retry('The connection to Kommo broke in the middle of its answer.', { inDoubt: isWrite, cause });
  }
}

function failure(response: Response, text: string, isWrite: boolean): Refuse | Retry {
  const { status } = response;
  const problem = Problem.safeParse(parsed(text)).data;
  const said = `Kommo answered ${status}${reasonOf(problem)}`;
  if (status === 401) return new Refuse('unauthorized', said);
  if (status === 402) return new Refuse('payment_required', said);
  if (status === 403)
    return text.startsWith('<')
      ? new Retry('Kommo has blocked this server’s address for a while (403).', { afterMs: BLOCKED_MS })
      : new Refuse('forbidden', said);
  if (status === 404) return new Refuse('not_found', said);
  if (status === 405) return new Refuse('unsupported', said);
  if (status === 429) return new Retry(said, { afterMs: waitMs(problem?.retry_after, response) });
  // 503 is refused at the door; the others may come after the work was done.
  if (status >= 500) return new Retry(said, { inDoubt: isWrite && status !== 503 });
  if (status >= 300 && status < 400) return new Retry(`${said}: a redirect, which is never followed.`);
  return new Refuse('invalid', said);
}

function reasonOf(problem: z.output<typeof Problem> | undefined): string {
  const fields = problem?.['validation-errors']?.flatMap(({ errors }) => errors.map(({ path, detail }) => `${path}: ${detail}`)) ?? [];
  const text = [problem?.detail ?? problem?.title ?? '', ...fields.slice(0, 5)].filter(Boolean).join('; ');
  return text ? ` (${clean(text).slice(0, 300)})` : '';
}

function waitMs(seconds: number | undefined, response: Response): number {
  const told = seconds ?? Number(response.headers.get('retry-after'));
  return told > 0 ? Math.min(told * 1000, MAX_WAIT_MS) : DEFAULT_WAIT_MS;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The host's fetch says so when the request certainly never left: a write then had no effect. */
const wasNeverSent = (error: unknown): boolean => error instanceof Error && 'sent' in error && error.sent === false;
