/** All that needs the provider's SDK, which takes a tenth of a second to load: loaded when the first call needs it. */
import OpenAI, { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';

import { type Config } from '../config.ts';
import { type Egress } from '../egress/egress.ts';
import { EgressError } from '../egress/errors.ts';
import { LlmError, type LlmErrorCode } from './errors.ts';

export interface ClientLimits {
  /** ms for a whole call. */
  deadlineMs: number;
  /** Of the answer, after inflating. */
  maxBytes: number;
}

/** A client that reaches the provider through egress only, tries once and logs nothing. */
export const openClient = ({ baseUrl, apiKey }: Config['llm'], egress: Pick<Egress, 'fetch'>, { deadlineMs, maxBytes }: ClientLimits): OpenAI =>
  new OpenAI({
    baseURL: baseUrl,
    // A local server may want no key; the SDK wants some string.
    apiKey: apiKey || 'none',
    fetch: (input, init) => egress.fetch(input instanceof Request ? input.url : input, { ...init, deadlineMs, maxBytes }),
    timeout: deadlineMs,
    maxRetries: 0,
    // The SDK would print pieces of answers and, at debug, of requests.
    logLevel: 'off',
    organization: null,
    project: null,
  });

/** `streaming`: the answer had begun, so that a lost connection means a cut answer. */
export function llmError(error: unknown, streaming = false): LlmError {
  const known = inChain(error, (item): item is LlmError => item instanceof LlmError);
  if (known) return known;
  if (inChain(error, (item): item is EgressError => item instanceof EgressError && item.tooLarge)) return new LlmError('too_large');
  if (error instanceof APIConnectionTimeoutError) return new LlmError('timeout');
  if (error instanceof APIUserAbortError) return new LlmError('cut');
  if (error instanceof APIError && typeof error.status === 'number') return new LlmError(codeOfStatus(error.status), { status: error.status });
  if (error instanceof APIError && error.error !== undefined) return new LlmError(codeOfStatus(numberIn(error.error)), { status: numberIn(error.error) });
  if (error instanceof SyntaxError) return new LlmError('bad_answer');
  return new LlmError(streaming ? 'cut' : 'unreachable', { cause: redacted(error) });
}

function codeOfStatus(status: number | undefined): LlmErrorCode {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 402) return 'payment_required';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 413) return 'too_large';
  if (status === 429) return 'rate_limited';
  return status !== undefined && status >= 500 ? 'unreachable' : 'bad_answer';
}

/** A provider that fails in the middle of a stream says why in an `error` member with a numeric `code`. */
function numberIn(error: unknown): number | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? Number(error.code) : Number.NaN;
  return Number.isInteger(code) ? code : undefined;
}

function inChain<T>(error: unknown, is: (item: unknown) => item is T): T | undefined {
  for (let item = error, depth = 0; item instanceof Error && depth < 5; item = item.cause, depth += 1) if (is(item)) return item;
  return undefined;
}

/** Name and code only: messages of HTTP libraries may hold the address with a key in it. */
const redacted = (error: unknown): string => (error instanceof Error ? `${error.name} ${'code' in error ? String(error.code) : ''}`.trim() : typeof error);
