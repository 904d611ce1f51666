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
  cleanup: { order: 'one', retries: 2, expireIn: 600, concurrency: 1 },
  'take-up': { order: 'one', retries: 1, expireIn: 120, concurrency: 1 },
  sweep: { order: 'one', retries: 1, expireIn: 240, concurrency: 1 },
  'heal-mirror': { order: 'one', retries: 1, expireIn: 600, concurrency: 1 },
  'refresh-connections': { order: 'one', retries: 2, expireIn: 600, concurrency: 1 },
  'maintain-database': { order: 'one', retries: 1, expireIn: 1800, concurrency: 1 },
};
