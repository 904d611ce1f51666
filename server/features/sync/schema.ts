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
    /** What it is at, or ended at. */
    stage: SyncStage.nullable(),
    stages: z.array(
      z.object({
        stage: SyncStage,
        state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
        /** Items read so far. */
        read: z.number().int(),
        /** Of those, new or changed here. */
        changed: z.number().int(),
        /** Why it failed or was skipped, in plain words. */
        problem: z.string().nullable(),
      }),
    ),
    /** Events that no hook had brought and that were injected. */
    recovered: z.number().int(),
    /** Requests to the CRM. */
    requests: z.number().int(),
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
    createdAt: Time,
    /** Milliseconds of work. */
    duration: z.number().int().nullable(),
    error: z.string().nullable(),
    memberId: Id.nullable(),
    /** The background job that works on it. */
    jobId: Id.nullable(),
  })
  .meta({ id: 'Sync' });

export const SyncQuery = ListQuery.extend({ kind: SyncKind.optional(), state: SyncState.optional() });
export const SyncBody = z.object({ kind: SyncKind.default('full') });
export const SyncStarted = z.object({ jobId: Id, syncId: Id }).meta({ id: 'SyncStarted' });
