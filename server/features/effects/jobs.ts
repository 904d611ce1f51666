import { type JobHandlers } from '../../jobs/runner.ts';

export const effectJobs = {
  'run-actions': ({ ruleRunId }, { cradle, lastAttempt }) => cradle.actionRunner.run(ruleRunId, lastAttempt),
  'perform-effect': ({ effectId }, { cradle, signal, lastAttempt }) => cradle.effectPerformer.perform(effectId, { signal, lastAttempt }),
} satisfies Partial<JobHandlers>;
