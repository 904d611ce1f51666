/**
 * How a call to the model can fail, as the card tells it. The message says what to do next and holds
 * nothing of the provider's own text, which may repeat a key or a prompt.
 */
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
