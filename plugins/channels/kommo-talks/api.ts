/** What Kommo's answers about talks mean for a message: sent, never, later, or unknown. */
import { type Context, Refuse, Retry } from 'souffleur/sdk';
import { z } from 'zod';

export interface Answer {
  status: number;
  /** Parsed JSON; undefined when there is none. */
  body: unknown;
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
});

export const getJson = (ctx: Caller, path: string): Promise<Answer> => call(ctx, path, {});

/** Unknown outcomes of a post are `Retry.inDoubt`: the customer may have got the message. */
export const postJson = (ctx: Caller, path: string, body: unknown): Promise<Answer> =>
  call(ctx, path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

async function call(ctx: Caller, path: string, init: RequestInit): Promise<Answer> {
  const mayHaveSent = init.method === 'POST';
  let response: Response;
  let text: string;
  try {
    response = await ctx.fetch(path, { ...init, signal: ctx.signal });
    text = (await response.text()).trim();
  } catch (cause) {
    if (cause instanceof Refuse || cause instanceof Retry) throw cause;
    const wasNeverSent = cause instanceof Error && 'sent' in cause && cause.sent === false;
    throw new Retry('Kommo did not answer, or its answer broke off.', { inDoubt: mayHaveSent && !wasNeverSent, cause });
  }
  const body = parsed(text);
  if (!response.ok) throw failure(response, body, text, mayHaveSent);
  return { status: response.status, body };
}

function failure(response: Response, body: unknown, text: string, mayHaveSent: boolean): Refuse | Retry {
  const { status } = response;
  const problem = Problem.safeParse(body).data;
  const said = `Kommo answered ${status} (${(problem?.detail ?? problem?.title ?? 'no reason given').slice(0, 200)})`;
  switch (status) {
    case 401:
      return new Refuse('unauthorized', said);
    case 402:
      return new Refuse('payment_required', said);
    case 403:
      return text.startsWith('<')
        ? new Retry('Kommo has blocked this server’s address for a while (403).', { afterMs: BLOCKED_MS })
        : new Refuse('forbidden', said);
    case 404:
      return new Refuse('not_found', said);
    case 422:
      return new Refuse('closed', said);
    case 429:
      return new Retry(said, { afterMs: waitMs(problem?.retry_after) });
    default:
      // 503 is refused at the door; other server errors may come after the message left.
      return status >= 500 || status < 400 ? new Retry(said, { inDoubt: mayHaveSent && status !== 503 }) : new Refuse('invalid', said);
  }
}

function waitMs(seconds: number | undefined): number {
  return seconds ? Math.min(seconds * 1000, MAX_WAIT_MS) : DEFAULT_WAIT_MS;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
