import { type JobHandlers } from '../../jobs/runner.ts';

export const hookJobs = {
  'process-hooks': (_data, { cradle, signal }) => cradle.hooks.processWaiting(signal),
} satisfies Partial<JobHandlers>;
