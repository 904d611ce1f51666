import { expect, it } from 'vitest';

import { EgressError } from '../egress/errors.ts';
import { conflict } from '../errors.ts';
import { PluginError } from '../host/guard.ts';
import { LlmError } from '../llm/errors.ts';
import { Refuse, Retry } from '../sdk/errors.ts';
import { reasonOf } from './reason.ts';

it.each([
  new Refuse('closed', 'The talk is closed.'),
  new Retry('Kommo asks for a pause.'),
  conflict('x', 'Someone else changed it.'),
  new EgressError(false),
  new LlmError('timeout'),
])('shows what we said ourselves: %s', (error) => {
  expect(reasonOf(error)).toBe(error.message);
});

const bug = new PluginError('kommo', 'Cannot read "canary" of undefined');

it.each([
  ['a library', new TypeError('canary')],
  ['a text', 'canary'],
  ['nothing', undefined],
  ['a plugin', bug],
  ['a plugin in the middle of an effect', new Retry(bug.message, { inDoubt: true, cause: bug })],
])('keeps what %s said for the log', (_who, error) => {
  const reason = reasonOf(error);
  expect(reason).not.toContain('canary');
  expect(reason).toContain('server log');
});
