/**
 * Every kind of background work, by name: what it carries (ids, never objects) and how its queue
 * behaves. The queue creates what is listed here; the runner refuses a name without a handler.
 */
export interface JobData {
  'process-hooks': { accountId: string };
  reply: { accountId: string; talkId: string; messageId: string };
  deliver: { accountId: string; deliveryId: string };
  'index-article': { accountId: string; articleId: string; version: number };
  'connect-account': { accountId: string };
  sync: { accountId: string; syncId: string };
  'read-subject': { accountId: string; subject: string };
  'write-callback': { accountId: string; callbackId: string };
  'run-actions': { accountId: string; ruleRunId: string };
  'perform-effect': { accountId: string; effectId: string };
  'ask-rule': { accountId: string; ruleRunId: string };
  'start-rule': { accountId: string; ruleId: string; leadId: string; key: string; memberId: string };
  rehearse: { accountId: string; rehearsalId: string };
  'look-at-rule': { accountId: string; ruleId: string };
  'check-account-rules': { accountId: string };
  'look-at-rules': Record<string, never>;
  'check-rules': Record<string, never>;
  'try-plugin': { accountId: string; pluginId: string; trialId: string; language: string; until: number };
  cleanup: Record<string, never>;
  'take-up': Record<string, never>;
  sweep: Record<string, never>;
  'heal-mirror': Record<string, never>;
  'refresh-connections': Record<string, never>;
  'maintain-database': Record<string, never>;
}

export type JobName = keyof JobData;

interface QueueOptions {
  /** `one`: jobs with the same key run one after another; `any`: side by side. */
  order: 'one' | 'any';
  retries: number;
  /** Seconds a run may take before it is given to another worker. */
  expireIn: number;
  /** How many run at once in one worker process. */
  concurrency: number;
}

export const queues: { readonly [N in JobName]: QueueOptions } = {
  'process-hooks': { order: 'one', retries: 7, expireIn: 120, concurrency: 4 },
  reply: { order: 'one', retries: 3, expireIn: 180, concurrency: 16 },
  deliver: { order: 'one', retries: 7, expireIn: 60, concurrency: 8 },
  'index-article': { order: 'any', retries: 7, expireIn: 120, concurrency: 2 },
  'connect-account': { order: 'one', retries: 7, expireIn: 120, concurrency: 2 },
  'read-subject': { order: 'one', retries: 7, expireIn: 60, concurrency: 2 },
  // A CRM that is away for hours does not cost a sync its place.
  sync: { order: 'one', retries: 60, expireIn: 10_800, concurrency: 8 },
  'write-callback': { order: 'one', retries: 7, expireIn: 60, concurrency: 2 },
  'run-actions': { order: 'one', retries: 7, expireIn: 60, concurrency: 4 },
  // A model may have to write a reply.
  'perform-effect': { order: 'one', retries: 7, expireIn: 180, concurrency: 8 },
  'ask-rule': { order: 'one', retries: 5, expireIn: 120, concurrency: 4 },
  'start-rule': { order: 'one', retries: 5, expireIn: 60, concurrency: 2 },
  rehearse: { order: 'any', retries: 1, expireIn: 900, concurrency: 2 },
  'look-at-rule': { order: 'one', retries: 5, expireIn: 900, concurrency: 2 },
  'check-account-rules': { order: 'one', retries: 3, expireIn: 300, concurrency: 1 },
  'look-at-rules': { order: 'one', retries: 1, expireIn: 60, concurrency: 1 },
  'check-rules': { order: 'one', retries: 1, expireIn: 300, concurrency: 1 },
  // Nobody waits for a second try, and one that killed its worker is not to kill the next.
  'try-plugin': { order: 'any', retries: 0, expireIn: 30, concurrency: 2 },
  cleanup: { order: 'one', retries: 2, expireIn: 600, concurrency: 1 },
  'take-up': { order: 'one', retries: 1, expireIn: 120, concurrency: 1 },
  sweep: { order: 'one', retries: 1, expireIn: 240, concurrency: 1 },
  'heal-mirror': { order: 'one', retries: 1, expireIn: 600, concurrency: 1 },
  'refresh-connections': { order: 'one', retries: 2, expireIn: 600, concurrency: 1 },
  'maintain-database': { order: 'one', retries: 1, expireIn: 1800, concurrency: 1 },
};
