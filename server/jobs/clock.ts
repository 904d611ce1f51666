/** Bree as the clock: at the times of the timetable it enqueues a job, once a period, and does nothing else. */
import { fileURLToPath } from 'node:url';

import Bree from 'bree';
import { type Logger } from 'pino';

import { type Queue } from './queue.ts';
import { periodKey, type Tick, ticks } from './timetable.ts';

export interface RunningClock {
  stop(): Promise<void>;
}

interface ClockOptions {
  queue: Pick<Queue, 'send'>;
  log: Pick<Logger, 'error'>;
  now?: () => Date;
  /** The timetable, unless a test brings its own; `everyMs` in place of `cron`. */
  entries?: readonly (Tick & { everyMs?: number })[];
}

export async function startClock({ queue, log, now = () => new Date(), entries = ticks }: ClockOptions): Promise<RunningClock> {
  const path = fileURLToPath(new URL('./tick.ts', import.meta.url));
  const onTick = async (name: string): Promise<void> => {
    const tick = entries.find((entry) => entry.job === name);
    if (tick) await queue.send(tick.job, {}, { once: periodKey(tick, now()) });
  };
  const bree = new Bree({
    root: false,
    doRootCheck: false,
    logger: false,
    timezone: 'UTC',
    jobs: entries.map(({ job, cron, everyMs }) => ({ name: job, path, ...(everyMs === undefined ? { cron } : { interval: everyMs }) })),
    workerMessageHandler: ({ name, message }) => {
      if (message === 'done') return;
      onTick(name).catch((error: unknown) => log.error({ err: error, tick: name }, 'A tick could not be enqueued'));
    },
    errorHandler: (error, metadata) => log.error({ err: error, tick: metadata?.name }, 'The clock reports an error'),
  });
  await bree.start();
  return { stop: async () => bree.stop() };
}
