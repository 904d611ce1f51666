import { z } from 'zod';

import { Id, Time } from '../../http/shapes.ts';
import { Activity } from '../activity/schema.ts';

/** `day`: today by the hour. `week`, `month`: the last 7 or 30 days, today included, by the day. In the account's time zone. */
export const Period = z.enum(['day', 'week', 'month']);
export type Period = z.output<typeof Period>;
export const DashboardQuery = z.object({ period: Period.default('week') });

const Count = z.number().int();

export const Replies = z
  .object({
    made: Count.meta({ description: 'Drafts written.' }),
    sent: Count,
    unchanged: Count.meta({ description: 'Of those sent.' }),
    edited: Count,
    dismissed: Count,
    withheld: Count.meta({ description: 'A check stopped the reply.' }),
    failed: Count,
  })
  .meta({ id: 'DashboardReplies' });

/** From the customer's first unanswered message to the answer. */
export const ResponseTime = z
  .object({
    answers: Count,
    median: z.number().nullable().meta({ description: 'Seconds; null without answers.' }),
    p90: z.number().nullable().meta({ description: 'Nine of ten answers took no longer.' }),
  })
  .meta({ id: 'ResponseTime' });
export const ResponseTimes = z
  .object({
    ai: ResponseTime.meta({ description: 'Sent by the agent itself, or its draft as it was.' }),
    human: ResponseTime.meta({ description: 'Written or edited by a person.' }),
  })
  .meta({ id: 'ResponseTimes' });
export const Calls = z.object({ missed: Count, returned: Count }).meta({ id: 'DashboardCalls' });

export const Dashboard = z
  .object({
    period: Period,
    timezone: z.string(),
    from: Time,
    to: Time,
    replies: Replies,
    responseTimes: ResponseTimes,
    calls: Calls.extend({
      waiting: Count.meta({ description: 'Callers who are still to be called back, whenever they called.' }),
    }),
    previous: z
      .object({ replies: Replies, responseTimes: ResponseTimes, calls: Calls })
      .meta({ description: 'The period before, as far as this one has come: up to the same time of its day.' }),
    buckets: z
      .array(z.object({ at: Time, made: Count, sent: Count, previous: z.object({ made: Count, sent: Count }).nullable() }))
      .meta({ description: '`previous`: the same hour or day of the period before; null when it has none (the clocks were changed).' }),
    agents: z.array(z.object({ id: Id, name: z.string(), made: Count, sent: Count, edited: Count, dismissed: Count })),
    hooks: z.object({
      received: Count,
      failed: Count,
      quarantined: Count,
      waiting: Count.meta({ description: 'Not processed yet, whenever they came.' }),
      median: z.number().nullable().meta({ description: 'Seconds from arrival to the end of processing.' }),
    }),
    activity: z.array(Activity),
  })
  .meta({ id: 'Dashboard' });
