import { type JobHandlers } from '../../jobs/runner.ts';

export const syncJobs = {
  sync: ({ syncId }, { cradle, signal, lastAttempt }) => cradle.syncRunner.work(syncId, { signal, lastAttempt }),
  sweep: (_data, { cradle }) => cradle.syncRounds.sweep(),
  'heal-mirror': (_data, { cradle }) => cradle.syncRounds.heal(),
} satisfies Partial<JobHandlers>;
