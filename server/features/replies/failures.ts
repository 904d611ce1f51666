import { AppError } from '../../errors.ts';
import { LlmError } from '../../llm/errors.ts';

/** The stable code a card translates into a plain sentence. */
export function failureOf(error: unknown): string {
  if (error instanceof LlmError) return `llm_${error.code}`;
  if (error instanceof AppError) return error.code;
  return 'internal';
}
