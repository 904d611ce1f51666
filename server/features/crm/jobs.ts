import { type JobHandlers } from '../../jobs/runner.ts';

export const crmJobs = {
  'refresh-subject': ({ subject }, { cradle }) => cradle.crm.refreshSubject(subject),
} satisfies Partial<JobHandlers>;
