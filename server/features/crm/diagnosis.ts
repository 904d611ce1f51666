/** What an answer of the CRM means for a person. Names only: the console has the words. Pure. */
import { Refuse, Retry } from '../../sdk/errors.ts';
import { type ProbeResult } from '../../sdk/crm-data.ts';

export const diagnosisCodes = [
  'ok',
  'empty',
  'unauthorized',
  'invalid_scope',
  'payment_required',
  'forbidden',
  'blocked',
  'not_found',
  'not_allowed_now',
  'limited',
  'server',
  'unreachable',
] as const;
export type DiagnosisCode = (typeof diagnosisCodes)[number];

/** In the order in which they are shown: what the first ones say explains the later ones. */
export const crmChecks = ['connected', 'is_admin', 'plan', 'scopes', 'subscription', 'sending'] as const;

/** What a check found. Beside these, a check may have any `diagnosisCodes` but `ok` and `empty`: why it could not be made. */
export const checkCodes = [
  'works',
  'never_connected',
  'disconnected',
  'reauthorize',
  'administrator',
  'not_administrator',
  'user_gone',
  'in_order',
  'granted',
  'missing_scopes',
  'subscribed',
  'not_subscribed',
  'switched_off',
  'lacks_names',
  'needs_connection',
  'sends_itself',
  'lacks_scope',
  'not_paid',
] as const;

const BY_STATUS: Partial<Record<number, DiagnosisCode>> = {
  204: 'empty',
  401: 'unauthorized',
  402: 'payment_required',
  404: 'not_found',
  405: 'not_found',
  429: 'limited',
};

export function diagnose({ status, answer }: Pick<ProbeResult, 'status' | 'answer'>): DiagnosisCode {
  if (status === null) return 'unreachable';
  if (status === 403) return refusedAs(answer);
  const known = BY_STATUS[status];
  if (known) return known;
  if (status >= 200 && status < 300) return isEmpty(answer) ? 'empty' : 'ok';
  // 400 and 422: understood, and not possible with this card or talk as it is.
  return status >= 400 && status < 500 ? 'not_allowed_now' : 'server';
}

/** When the host kept the request back, or said in its own words what came of it. `pause`: what stops the account now. */
export function diagnoseError(error: unknown, pause: 'limited' | 'blocked' | undefined): DiagnosisCode {
  if (error instanceof Retry) return pause ?? (error.afterMs === undefined ? 'unreachable' : 'limited');
  if (!(error instanceof Refuse)) return 'server';
  switch (error.code) {
    case 'unauthorized':
    case 'payment_required':
    case 'not_found':
      return error.code;
    case 'forbidden':
      return refusedAs(error.message);
    default:
      return 'not_allowed_now';
  }
}

function refusedAs(answer: unknown): DiagnosisCode {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer ?? '');
  if (text.trimStart().startsWith('<')) return 'blocked';
  return /invalid scope/i.test(text) ? 'invalid_scope' : 'forbidden';
}

/** A collection without items; Kommo says "nothing" also with a 204. */
function isEmpty(answer: unknown): boolean {
  const embedded =
    typeof answer === 'object' && answer !== null && '_embedded' in answer && '_links' in answer && !('id' in answer) ? answer._embedded : undefined;
  if (typeof embedded !== 'object' || embedded === null) return false;
  const lists = Object.values(embedded);
  return lists.length > 0 && lists.every((list) => Array.isArray(list) && list.length === 0);
}
