import type { z } from 'zod';

import type { SyncKind as Kind, SyncState as State } from '../../server/features/sync/schema.ts';
import { dict, id, list, number, oneOf, optional, text } from './read.ts';

export type SyncKind = z.output<typeof Kind>;
export type SyncState = z.output<typeof State>;

export interface SyncStage {
  stage: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  read: number;
  changed: number;
  problem: string | null;
}

export interface Sync {
  id: string;
  kind: SyncKind;
  state: SyncState;
  stages: SyncStage[];
  recovered: number;
  requests: number;
  startedAt: string | null;
  finishedAt: string | null;
  createdAt: string;
  duration: number | null;
  error: string | null;
}

export const isGoing = ({ state }: Sync): boolean => state === 'waiting' || state === 'running';

/** Of the stages that are to be run, 0 to 1. */
export const shareDone = ({ stages }: Sync): number =>
  stages.length === 0 ? 0 : stages.filter(({ state }) => state !== 'waiting' && state !== 'running').length / stages.length;

export const readSync = (value: unknown): Sync => {
  const from = dict(value);
  return {
    id: id(from['id'], 'sync'),
    kind: oneOf(from['kind'], ['full', 'changes', 'sweep'], 'full'),
    state: oneOf(from['state'], ['waiting', 'running', 'done', 'failed', 'cancelled'], 'waiting'),
    stages: list(from['stages']).map((stage) => {
      const one = dict(stage);
      return {
        stage: text(one['stage']),
        state: oneOf(one['state'], ['waiting', 'running', 'done', 'failed', 'skipped'], 'waiting'),
        read: number(one['read']),
        changed: number(one['changed']),
        problem: optional(one['problem']),
      };
    }),
    recovered: number(from['recovered']),
    requests: number(from['requests']),
    startedAt: optional(from['startedAt']),
    finishedAt: optional(from['finishedAt']),
    createdAt: text(from['createdAt']),
    duration: typeof from['duration'] === 'number' ? from['duration'] : null,
    error: optional(from['error']),
  };
};
