import { z } from 'zod';

import { Id, Time } from '../../http/shapes.ts';
import { Activity } from '../activity/schema.ts';

/** `day`: today by the hour. `week`, `month`: the last 7 or 30 days, today included, by the day. In the account's time zone. */
export const Period = z.enum(['day', 'week', 'month']);
export type Period = z.output<typeof Period>;
export const DashboardQuery = z.object({ period: Period.default('week') });

const Count = z.number().int();

export const Replies = z.object({
  /** Drafts written. */
  made: Count,
  sent: Count,
  /** Of those sent. */
  unchanged: Count,
  edited: Count,
  dismissed: Count,
  /** A check stopped the reply. */
  withheld: Count,
  failed: Count,
});

/** From the customer's first unanswered message to the answer. */
export const ResponseTime = z.object({
  answers: Count,
  /** Seconds; null without answers. */
  median: z.number().nullable(),
  /** Nine of ten answers took no longer. */
  p90: z.number().nullable(),
});
export const ResponseTimes = z.object({
  /** Sent by the agent itself, or its draft as it was. */
  ai: ResponseTime,
  /** Written or edited by a person. */
  human: ResponseTime,
});
export const Calls = z.object({ missed: Count, returned: Count });

export const Dashboard = z
  .object({
    period: Period,
    timezone: z.string(),
    from: Time,
    to: Time,
    replies: Replies,
    responseTimes: ResponseTimes,
    calls: Calls.extend({
      /** Callers who are still to be called back, whenever they called. */
      waiting: Count,
    }),
    /** The period before, as far as this one has come: up to the same time of its day. */
    previous: z.object({ replies: Replies, responseTimes: ResponseTimes, calls: Calls }),
    /** `previous`: the same hour or day of the period before; null when it has none (the clocks were changed). */
    buckets: z.array(z.object({ at: Time, made: Count, sent: Count, previous: z.object({ made: Count, sent: Count }).nullable() })),
    agents: z.array(z.object({ id: Id, name: z.string(), made: Count, sent: Count, edited: Count, dismissed: Count })),
    hooks: z.object({
      received: Count,
      failed: Count,
      quarantined: Count,
      /** Not processed yet, whenever they came. */
      waiting: Count,
      /** Seconds from arrival to the end of processing. */
      median: z.number().nullable(),
    }),
    activity: z.array(Activity),
  })
  .meta({ id: 'Dashboard' });
