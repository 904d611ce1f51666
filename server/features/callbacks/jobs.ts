import { type JobHandlers } from '../../jobs/runner.ts';

export const callbackJobs = {
  'write-callback': ({ callbackId }, { cradle, lastAttempt }) => cradle.callbackWriter.write(callbackId, lastAttempt),
} satisfies Partial<JobHandlers>;
