import { type JobHandlers } from '../../jobs/runner.ts';

export const replyJobs = {
  reply: ({ talkId, messageId }, { cradle, signal }) => cradle.replies.answer(talkId, messageId, signal),
} satisfies Partial<JobHandlers>;
