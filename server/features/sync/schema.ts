import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';

/** `full`: everything chosen. `changes`: what changed since the last one. `sweep`: what hooks should have told. */
export const SyncKind = z.enum(['full', 'changes', 'sweep']);
export const SyncState = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']);

/** In the order in which they run. */
export const syncStages = [
  'account',
  'subscription',
  'task_types',
  'fields',
  'catalogs',
  'products',
  'tags',
  'loss_reasons',
  'bots',
  'leads',
  'contacts',
  'companies',
  'tasks',
  'talks',
  'history',
] as const;
export const SyncStage = z.enum(syncStages);
export type SyncStage = z.output<typeof SyncStage>;

export const Sync = z
  .object({
    id: Id,
    kind: SyncKind,
    state: SyncState,
    stage: SyncStage.nullable().meta({ description: 'What it is at, or ended at.' }),
    stages: z.array(
      z.object({
        stage: SyncStage,
        state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
        read: z.number().int().meta({ description: 'Items read so far.' }),
        changed: z.number().int().meta({ description: 'Of those, new or changed here.' }),
        problem: z.string().nullable().meta({ description: 'Why it failed or was skipped, in plain words.' }),
      }),
    ),
    recovered: z.number().int().meta({ description: 'Events that no hook had brought and that were injected.' }),
    requests: z.number().int().meta({ description: 'Requests to the CRM.' }),
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
    createdAt: Time,
    duration: z.number().int().nullable().meta({ description: 'Milliseconds of work.' }),
    error: z.string().nullable(),
    memberId: Id.nullable(),
    jobId: Id.nullable().meta({ description: 'The background job that works on it.' }),
  })
  .meta({ id: 'Sync' });

export const SyncQuery = ListQuery.extend({ kind: SyncKind.optional(), state: SyncState.optional() });
export const SyncBody = z.object({ kind: SyncKind.default('full') }).meta({ id: 'SyncBody' });
export const SyncStarted = z.object({ jobId: Id, syncId: Id }).meta({ id: 'SyncStarted' });
