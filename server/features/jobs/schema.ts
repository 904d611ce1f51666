import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';
import { type JobName, queues } from '../../jobs/names.ts';

const names = Object.keys(queues) as [JobName, ...JobName[]];

export const JobState = z.enum(['waiting', 'retrying', 'running', 'done', 'cancelled', 'failed']);

export const Job = z
  .object({
    id: Id,
    name: z.enum(names),
    state: JobState,
    data: z.record(z.string(), z.unknown()).meta({ description: 'The ids it was given.' }),
    attempts: z.number().int().meta({ description: 'Runs begun so far, and at most.' }),
    maxAttempts: z.number().int(),
    createdAt: Time,
    startAfter: Time,
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
    error: z.string().nullable().meta({ description: 'Of the last run that failed.' }),
  })
  .meta({ id: 'Job' });

export const JobQuery = ListQuery.extend({ state: JobState.optional(), name: z.enum(names).optional() });
