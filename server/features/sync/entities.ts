/** Reading the CRM into the mirror: one row a run, which tells how far it is and where to go on. */
import { defineEntity, p } from '@mikro-orm/core';
import { type z } from 'zod';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';
import { type SyncKind, type SyncStage, type SyncState } from './schema.ts';

export interface StageProgress {
  stage: SyncStage;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  read: number;
  changed: number;
  problem: string | null;
  /** Where to go on: the plugin's cursor, and which of several lists (entities, catalogs) it is at. */
  cursor: string | null;
  part: number;
}

const SyncRunSchema = defineEntity({
  name: 'SyncRun',
  tableName: 'sync_runs',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    kind: p.text().$type<z.output<typeof SyncKind>>(),
    state: p.text().$type<z.output<typeof SyncState>>().default('waiting'),
    /** Only what changed then or later; null = everything. */
    since: p.datetime().nullable(),
    /** Up to when the CRM was seen: the next one begins there. */
    until: p.datetime().nullable(),
    pipelines: p.json<string[]>().defaultRaw(`'[]'::jsonb`),
    stages: p.json<StageProgress[]>(),
    recovered: p.integer().default(0),
    requests: p.integer().default(0),
    /** Milliseconds of work over all attempts. */
    worked: p.integer().default(0),
    startedAt: p.datetime().nullable(),
    finishedAt: p.datetime().nullable(),
    error: p.text().nullable(),
    memberId: p.uuid().nullable(),
    jobId: p.text().nullable(),
  },
  uniques: [...tenantUniques],
  indexes: [
    // One run of a kind at a time, whoever asks.
    {
      name: 'sync_runs_active',
      expression: `create unique index "sync_runs_active" on "sync_runs" ("account_id", "kind") where state in ('waiting', 'running')`,
    },
    { properties: ['accountId', 'kind', 'id'] },
  ],
  ...tenantRules('sync_runs'),
});
export class SyncRun extends SyncRunSchema.class {}
SyncRunSchema.setClass(SyncRun);
