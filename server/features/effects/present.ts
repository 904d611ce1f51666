import { type z } from 'zod';

import { type ActionRunShape, type EffectShape } from '../rules/schema.ts';
import { type ActionRun, type Effect } from './entities.ts';

export const presentEffect = ({ id, kind, state, attempts, receipt, answer, problem, error, updatedAt }: Effect): z.output<typeof EffectShape> => ({
  id,
  kind,
  state,
  attempts,
  receipt: receipt ?? null,
  answer: answer ?? null,
  problem: problem ?? null,
  error: error ?? null,
  updatedAt: updatedAt.toISOString(),
});

/** `effects`: of this action, in their order. */
export const presentActionRun = (
  { id, position, action, state, said, problem, error, finishedAt }: ActionRun,
  effects: readonly Effect[],
): z.output<typeof ActionRunShape> => ({
  id,
  position,
  action,
  state,
  said: said ?? null,
  problem: problem ?? null,
  error: error ?? null,
  finishedAt: finishedAt?.toISOString() ?? null,
  effects: effects.map(presentEffect),
});
