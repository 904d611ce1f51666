/**
 * When what happens by itself: the one list. A tick only enqueues its job; what the job does stands in its
 * feature. Times are UTC.
 */
import { type JobData, type JobName } from './names.ts';

/** Jobs that need nothing but their name. */
export type TickName = { [N in JobName]: Record<string, never> extends JobData[N] ? N : never }[JobName];

export interface Tick {
  job: TickName;
  /** Five fields: minute, hour, day, month, weekday. */
  cron: string;
  /** The stretch of time that has one run of it, however many clocks there are. */
  period: 'minute' | 'hour' | 'day';
}

export const ticks: readonly Tick[] = [
  { job: 'look-at-rules', cron: '* * * * *', period: 'minute' },
  { job: 'take-up', cron: '*/3 * * * *', period: 'minute' },
  { job: 'sweep', cron: '*/5 * * * *', period: 'minute' },
  { job: 'cleanup', cron: '7 * * * *', period: 'hour' },
  { job: 'check-rules', cron: '35 * * * *', period: 'hour' },
  { job: 'heal-mirror', cron: '22 * * * *', period: 'hour' },
  { job: 'refresh-connections', cron: '10 3 * * *', period: 'day' },
  { job: 'maintain-database', cron: '40 3 * * *', period: 'day' },
];

/** Of an ISO time. */
const LENGTHS = { minute: 16, hour: 13, day: 10 } as const;

/** The same for every clock that ticks within the period. */
export const periodKey = ({ period }: Tick, at: Date): string => at.toISOString().slice(0, LENGTHS[period]);
