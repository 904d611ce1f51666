import { type JobHandlers } from '../../jobs/runner.ts';

export const pluginJobs = {
  'try-plugin': (data, { cradle }) => cradle.pluginTrials.run(data),
} satisfies Partial<JobHandlers>;
