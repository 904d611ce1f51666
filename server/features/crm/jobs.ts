import { type JobHandlers } from '../../jobs/runner.ts';
import { type Subject } from '../../sdk/subjects.ts';

export const crmJobs = {
  'read-subject': ({ subject }, { cradle }) => cradle.crm.refreshSubject(subject as Subject),
} satisfies Partial<JobHandlers>;
