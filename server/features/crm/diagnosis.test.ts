import { expect, it } from 'vitest';

import { Refuse, Retry } from '../../sdk/errors.ts';
import { diagnose, diagnoseError } from './diagnosis.ts';

const links = { _links: { self: { href: 'x' } } };

it.each([
  [200, { id: 1 }, 'ok'],
  [200, { ...links, _embedded: { leads: [{ id: 1 }] } }, 'ok'],
  [200, { ...links, _embedded: { leads: [] } }, 'empty'],
  [200, { id: 5, ...links, _embedded: { tags: [], companies: [] } }, 'ok'],
  [200, null, 'ok'],
  [200, 'plain words', 'ok'],
  [202, 'Accepted', 'ok'],
  [204, null, 'empty'],
  [301, '', 'server'],
  [400, {}, 'not_allowed_now'],
  [401, {}, 'unauthorized'],
  [402, {}, 'payment_required'],
  [403, { detail: 'Invalid scope' }, 'invalid_scope'],
  [403, { detail: 'Forbidden' }, 'forbidden'],
  [403, '\n<html>403 Forbidden</html>', 'blocked'],
  [403, null, 'forbidden'],
  [404, {}, 'not_found'],
  [405, {}, 'not_found'],
  [422, {}, 'not_allowed_now'],
  [429, {}, 'limited'],
  [500, {}, 'server'],
  [504, '', 'server'],
  [null, null, 'unreachable'],
])('%s with %j: %s', (status, answer, code) => {
  expect(diagnose({ status, answer })).toBe(code);
});

it.each([
  [new Refuse('unauthorized', 'x'), undefined, 'unauthorized'],
  [new Refuse('payment_required', 'x'), undefined, 'payment_required'],
  [new Refuse('forbidden', 'Kommo answered 403 (Invalid scope)'), undefined, 'invalid_scope'],
  [new Refuse('forbidden', 'Kommo answered 403'), undefined, 'forbidden'],
  [new Refuse('not_found', 'x'), undefined, 'not_found'],
  [new Refuse('closed', 'x'), undefined, 'not_allowed_now'],
  [new Retry('x', { afterMs: 5 }), undefined, 'limited'],
  [new Retry('x', { afterMs: 5 }), 'blocked' as const, 'blocked'],
  [new Retry('x'), undefined, 'unreachable'],
  [new Error('x'), undefined, 'server'],
])('%s while %s: %s', (error, pause, code) => {
  expect(diagnoseError(error, pause)).toBe(code);
});
