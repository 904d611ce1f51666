import { type JobHandlers } from '../../jobs/runner.ts';

export const talkJobs = {
  deliver: ({ deliveryId }, { cradle, lastAttempt }) => cradle.deliveries.deliver(deliveryId, lastAttempt),
} satisfies Partial<JobHandlers>;
