import { type z } from 'zod';

import { type SyncRun } from './entities.ts';
import { type Sync } from './schema.ts';

export function presentSync(run: SyncRun): z.output<typeof Sync> {
  const { id, kind, state, stages, recovered, requests, worked } = run;
  const at = stages.find((stage) => stage.state === 'running') ?? stages.findLast((stage) => stage.state !== 'waiting');
  return {
    id,
    kind,
    state,
    stage: at?.stage ?? null,
    stages: stages.map(({ stage, state: how, read, changed, problem }) => ({ stage, state: how, read, changed, problem })),
    recovered,
    requests,
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    createdAt: run.createdAt.toISOString(),
    duration: run.startedAt ? worked : null,
    error: run.error ?? null,
    memberId: run.memberId ?? null,
    jobId: run.jobId ?? null,
  };
}
