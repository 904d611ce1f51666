/** Failures as `application/problem+json` (RFC 9457): a stable code, what to do, never anything from inside (security K2). */
import { STATUS_CODES } from 'node:http';

import { type z } from 'zod';

import { AppError, type FieldError } from '../errors.ts';
import { type Problem } from './shapes.ts';

export type ProblemDocument = z.output<typeof Problem> & Record<string, unknown>;

const fault = new AppError(500, 'internal_error', 'Something went wrong on our side. Try again; if it stays, send us the request id.');

/** `unexpected` is for the log: it was none of our own errors. */
export function problemOf(error: unknown, requestId: string): { document: ProblemDocument; unexpected: boolean } {
  const unexpected = !(error instanceof AppError);
  const { status, code, message, errors, detail } = unexpected ? fault : error;
  const document = {
    ...detail,
    type: `https://httpstatuses.io/${status}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail: message,
    requestId,
    ...(errors ? { errors } : {}),
  };
  return { document, unexpected };
}

/** `where`: which part of the request the paths are in. */
export const fieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.slice(0, 50).map(({ path, code, message }) => ({ path: path.map(String).join('.'), code, message }));
