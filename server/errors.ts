/**
 * Every error a use case may answer with. `code` is stable and translated by the widget; `message`
 * says what to do next, in English, for integrators and logs. `status` is the HTTP status it maps to.
 */
export interface FieldError {
  /** Dotted path of the field, e.g. `steps.0.delay`. */
  path: string;
  code: string;
  message: string;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly status: number;
  readonly errors: FieldError[] | undefined;
  /** Extra members of the problem document, e.g. both sides of a conflict. Never secrets. */
  readonly detail: Record<string, unknown> | undefined;

  constructor(status: number, code: string, message: string, extra: { errors?: FieldError[]; detail?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, { cause: extra.cause });
    this.status = status;
    this.code = code;
    this.errors = extra.errors;
    this.detail = extra.detail;
  }
}

export const badRequest = (code: string, message: string, errors?: FieldError[]): AppError => new AppError(400, code, message, errors ? { errors } : {});
/** One generic answer for every way of not being signed in: the reason is in the audit log only. */
export const unauthorized = (): AppError => new AppError(401, 'unauthorized', 'Sign in again: open the widget in your CRM, or send a valid token.');
export const forbidden = (message = 'Ask an administrator of the account: your role does not allow this.'): AppError => new AppError(403, 'forbidden', message);
/** Also the answer for another tenant's id: unknown and foreign look the same. */
export const notFound = (what: string): AppError => new AppError(404, 'not_found', `There is no such ${what} in this account. Reload the list and try again.`);
export const conflict = (code: string, message: string, detail?: Record<string, unknown>): AppError =>
  new AppError(409, code, message, detail ? { detail } : {});
export const unprocessable = (code: string, message: string, errors?: FieldError[]): AppError => new AppError(422, code, message, errors ? { errors } : {});
export const unavailable = (code: string, message: string): AppError => new AppError(503, code, message);
