import { Refuse, Retry } from '../../sdk/errors.ts';
import { type Receipt } from '../../sdk/types.ts';
import { type EffectAnswer } from './entities.ts';

export interface Done {
  receipt: Receipt;
  answer?: EffectAnswer;
}

export interface Failure {
  /** Stable, e.g. `refused_invalid`, `gate_window_closed`. */
  problem: string;
  /** For people. */
  error: string;
}

/** Never again as it is, for a reason of ours that has a name of its own. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly problem: string;

  constructor(problem: string, message: string) {
    super(message);
    this.problem = problem;
  }
}

export const isFinal = (error: unknown): boolean => error instanceof Refuse || error instanceof Stopped;

/** What is stored of an error. Only our own words and a plugin's are for people; all others are in the log. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Stopped) return { problem: error.problem, error: shown(error.message) };
  if (error instanceof Refuse) return { problem: `refused_${error.code}`, error: shown(error.message) };
  if (error instanceof Retry && error.inDoubt)
    return { problem: 'in_doubt', error: 'It was tried, and whether it happened is not known. Look before you try it again.' };
  if (error instanceof Retry) return { problem: 'unreachable', error: shown(error.message) };
  return { problem: 'internal', error: 'It failed for a reason nobody foresaw. The details are in the server log.' };
}

const ERROR_MAX = 500;
const shown = (text: string): string => text.replaceAll('\0', '').toWellFormed().slice(0, ERROR_MAX);

const GATES: Readonly<Record<string, string>> = {
  account_off: 'The agent is switched off for the whole account.',
  human_active: 'A colleague is talking to the customer.',
  paused: 'Automatic messages are paused in this conversation.',
  window_closed: 'The reply window of the channel has closed.',
  opted_out: 'The customer asked not to be written to.',
};

const SENDING: Readonly<Record<string, Failure>> = {
  send_cancelled: { problem: 'cancelled', error: 'Somebody cancelled it.' },
  send_later: { problem: 'unreachable', error: 'The channel could not be reached.' },
  send_failed: { problem: 'in_doubt', error: 'It was tried, and whether it was sent is not known. Look before you try it again.' },
};

/** Of a delivery's code, e.g. `send_stopped_window_closed`, `send_refused_closed`. */
export function notSent(code: string): Failure {
  const gate = /^send_stopped_(.+)$/.exec(code)?.[1];
  if (gate) return { problem: `gate_${gate}`, error: GATES[gate] ?? 'A check stopped this message.' };
  const refused = /^send_(refused_.+)$/.exec(code)?.[1];
  if (refused) return { problem: refused, error: 'The channel did not take the message.' };
  return SENDING[code] ?? { problem: 'internal', error: 'The message could not be sent.' };
}
