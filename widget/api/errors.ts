import { type ProblemShape } from '../state/shapes.ts';

/**
 * Every failure of a call. `code` is the server's stable code, or one of ours: `offline` (no answer), `timeout`,
 * `bad_answer` (not the shape we know), `sign_in` (the CRM gave no token). The screen translates codes; `detail` is English.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly gate: string | null;
  readonly errors: ProblemShape['errors'];
  readonly more: ProblemShape['more'];

  constructor(problem: Pick<ProblemShape, 'code'> & Partial<ProblemShape>, cause?: unknown) {
    super(problem.detail || problem.code, { cause });
    this.code = problem.code;
    this.status = problem.status ?? 0;
    this.detail = problem.detail ?? '';
    this.gate = problem.gate ?? null;
    this.errors = problem.errors ?? [];
    this.more = problem.more ?? {};
  }
}

export const asApiError = (error: unknown): ApiError => {
  if (error instanceof ApiError) return error;
  // The card and the console are two bundles, each with a class of its own by this name.
  if (error instanceof Error && error.name === 'ApiError') {
    const other = error as ApiError;
    const { code, status, detail, gate, errors, more } = other;
    return new ApiError({ code, status, detail, gate, errors, more }, other);
  }
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError') return new ApiError({ code: 'timeout' }, error);
  if (name === 'BadShape') return new ApiError({ code: 'bad_answer', detail: error instanceof Error ? error.message : '' }, error);
  return new ApiError({ code: 'offline' }, error);
};
