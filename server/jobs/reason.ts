import { PluginError } from '../host/guard.ts';
import { AppError } from '../errors.ts';
import { EgressError } from '../egress/errors.ts';
import { LlmError } from '../llm/errors.ts';
import { Refuse, Retry } from '../sdk/errors.ts';

/** Errors whose message we wrote for people. */
const OURS = [Refuse, Retry, AppError, EgressError, LlmError];

/**
 * What an admin reads of a job that failed. Messages of libraries may hold a customer's text, an address or a piece of
 * SQL: of those only the server log tells, under the id of the job.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof PluginError || (error instanceof Error && error.cause instanceof PluginError)) return `The plugin ${pluginOf(error)} failed. ${LOGGED}`;
  if (error instanceof Error && OURS.some((kind) => error instanceof kind)) return error.message;
  return `It failed for a reason nobody foresaw. ${LOGGED}`;
}

const LOGGED = 'The details are in the server log under the id of this job.';

const pluginOf = (error: Error): string => (error instanceof PluginError ? error.pluginId : error.cause instanceof PluginError ? error.cause.pluginId : '');
