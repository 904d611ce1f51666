import { type JobHandlers } from '../../jobs/runner.ts';

export const replyJobs = {
  reply: async ({ talkId, messageId }, { cradle, signal, attempt, lastAttempt }) => {
    try {
      await cradle.replies.answer(talkId, messageId, signal);
    } catch (error) {
      // Every silence has a reason that can be looked up: also this one.
      if (lastAttempt) await cradle.draftStore.withhold(talkId, messageId, { gate: 'internal', evidence: { attempts: attempt } });
      throw error;
    }
  },
} satisfies Partial<JobHandlers>;
