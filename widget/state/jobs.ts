import type { z } from 'zod';

import type { JobState as State } from '../../server/features/jobs/schema.ts';
import { dict, id, number, oneOf, optional, text } from './read.ts';

export type JobState = z.output<typeof State>;

export const JOB_STATES: readonly JobState[] = ['waiting', 'retrying', 'running', 'done', 'failed', 'cancelled'];

export interface Job {
  id: string;
  name: string;
  state: JobState;
  /** The ids it carries; the account's own left out. */
  data: [string, string][];
  attempts: number;
  maxAttempts: number;
  createdAt: string;
  startAfter: string;
  startedAt: string | null;
  finishedAt: string | null;
  error: string | null;
}

export const isOpen = ({ state }: Job): boolean => state === 'waiting' || state === 'retrying' || state === 'running';

export const readJob = (value: unknown): Job => {
  const from = dict(value);
  return {
    id: id(from['id'], 'job'),
    name: text(from['name']),
    state: oneOf(from['state'], JOB_STATES, 'waiting'),
    data: Object.entries(dict(from['data'])).flatMap(([key, held]) => (key === 'accountId' ? [] : [[key, text(held)] as [string, string]])),
    attempts: number(from['attempts']),
    maxAttempts: number(from['maxAttempts']),
    createdAt: text(from['createdAt']),
    startAfter: text(from['startAfter']),
    startedAt: optional(from['startedAt']),
    finishedAt: optional(from['finishedAt']),
    error: optional(from['error']),
  };
};
