/**
 * How a call to the model can fail, as the card tells it. The message says what to do next and holds
 * nothing of the provider's own text, which may repeat a key or a prompt.
 */
import { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';

import { EgressError } from '../egress/errors.ts';

export const llmErrorCodes = ['unreachable', 'unauthorized', 'payment_required', 'rate_limited', 'bad_answer', 'cut', 'timeout', 'too_large'] as const;
export type LlmErrorCode = (typeof llmErrorCodes)[number];

const MESSAGES: Record<LlmErrorCode, string> = {
  unreachable: 'The model could not be reached or is out of order. Check LLM_BASE_URL, or try again in a minute.',
  unauthorized: 'The model refused the key. Check LLM_API_KEY.',
  payment_required: 'The account at the model provider has no credit left. Top it up.',
  rate_limited: 'The model provider asks for a pause. Try again in a minute.',
  bad_answer: 'The model answered with something that is no answer. Try again or choose another model.',
  cut: 'The answer of the model broke off. Try again.',
  timeout: 'The model took too long. Try again or choose a faster model.',
  too_large: 'The prompt or the answer of the model is too large. Shorten the instructions or the question.',
};

export class LlmError extends Error {
  override readonly name = 'LlmError';
  readonly code: LlmErrorCode;
  /** HTTP status of the provider, where there was one. */
  readonly status: number | undefined;

  constructor(code: LlmErrorCode, options: { status?: number | undefined; cause?: unknown } = {}) {
    super(MESSAGES[code], { cause: options.cause });
    this.code = code;
    this.status = options.status;
  }
}

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
