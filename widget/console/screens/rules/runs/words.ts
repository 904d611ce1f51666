import { type TFunction } from 'i18next';

import { type ActionRun, type Effect, type Run, type RunState } from '../../../../state/rule-runs.ts';

type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'plain';

export const RUN_BADGES: Record<RunState, Tone> = { waiting: 'busy', running: 'busy', done: 'good', failed: 'bad', skipped: 'warn', near: 'plain' };
export const ACTION_BADGES: Record<ActionRun['state'], Tone> = {
  planned: 'plain',
  running: 'busy',
  waiting: 'busy',
  done: 'good',
  failed: 'bad',
  skipped: 'warn',
};
export const EFFECT_BADGES: Record<Effect['state'], Tone> = { queued: 'plain', sending: 'busy', in_doubt: 'warn', done: 'good', failed: 'bad' };

/** The state, and for a run that was kept back also why. */
export const stateWords = (t: TFunction, { state, reason }: Pick<Run, 'state' | 'reason'>): string =>
  state === 'skipped' && reason ? t(`rule-runs:skipped.${reason}.short`) : t(`rule-runs:states.${state}`);

/** A problem's code in words; what is unknown here is said by the error beside it. */
export const effectProblem = (t: TFunction, { problem, error }: Pick<Effect, 'problem' | 'error'>): string | undefined => {
  if (!problem) return error ?? undefined;
  const words = problem.startsWith('gate_')
    ? t(`hooks:gates.${problem.slice('gate_'.length)}`, { defaultValue: '' })
    : t(`rule-runs:problems.${problem}`, { defaultValue: problem.startsWith('refused_') ? t('rule-runs:problems.refused') : '' });
  if (!words) return error || problem;
  // The rest say all of it; what the other side answered stands in no list of ours.
  return error && /^(?:refused|unreachable)/u.test(problem) ? `${words} ${error}` : words;
};
