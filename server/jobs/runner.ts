/**
 * Runs jobs: one scope for each, a deadline, a signal that ends it early, and one place where a failure becomes
 * a retry or a dead letter. A handler throws `Retry` to be called again later, `Refuse` never to be called again;
 * anything else is retried too.
 */
import { type Logger } from 'pino';

import { type ScopedCradle } from '../container.ts';
import { type Listener } from '../db/listener.ts';
import { type OneTrip } from '../db/one-trip.ts';
import { Refuse, Retry } from '../sdk/errors.ts';
import { WAKE_CHANNEL } from './job-rows.ts';
import { Lane } from './lane.ts';
import { type JobData, type JobName, queues } from './names.ts';
import { type Queue } from './queue.ts';
import { reasonOf } from './reason.ts';
import { type TakenJob, WorkerSide } from './worker-side.ts';

export interface JobRun {
  /** Of the job's own scope; disposed of when the handler returns. */
  cradle: ScopedCradle;
  /** Aborted at the deadline, when the worker stops, and when another worker took the job over. */
  signal: AbortSignal;
  /** 1 for the first run. */
  attempt: number;
  /** A failure now makes it a dead letter. */
  lastAttempt: boolean;
}

export type JobHandler<N extends JobName> = (data: JobData[N], run: JobRun) => Promise<void>;
export type JobHandlers = { readonly [N in JobName]: JobHandler<N> };

export interface JobScope {
  cradle: ScopedCradle;
  dispose(): Promise<void>;
}

export interface RunnerMetrics {
  jobEnded(name: JobName, outcome: 'done' | 'retry' | 'dead' | 'released', ms: number): void;
}

export interface RunnerOptions {
  makeScope: (accountId: string | undefined) => JobScope;
  queue: Queue;
  oneTrip: OneTrip;
  listener: Listener;
  handlers: JobHandlers;
  log: Pick<Logger, 'warn' | 'error'>;
  metrics?: RunnerMetrics;
  /** ms a running job gets to end by itself when the worker stops, before its signal is aborted, and again after. */
  graceMs?: number;
  /** ms between looks for retries and delayed jobs. */
  pollMs?: number;
}

export interface Runner {
  /** Takes no more jobs, lets the running ones end, and gives back those that do not. */
  stop(): Promise<void>;
}

const HEARTBEAT_MS = 5_000;

export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const { queue, oneTrip, listener, log, graceMs = 3_000, pollMs = 500 } = options;
  const side = new WorkerSide({ queue, oneTrip });
  const state = { stopping: false };
  const onError = (error: unknown): void => log.error({ err: error }, 'The job runner could not reach the queue');
  const names = Object.keys(queues) as JobName[];
  const lanes = new Map(names.map((name) => [name, new Lane(name, side, (job, abort) => runJob(options, side, state, job, abort), onError)]));

  const unlisten = await listener.listen(WAKE_CHANNEL, (name) => lanes.get(name as JobName)?.wake());
  const forget = listener.onReconnect(() => lanes.forEach((lane) => lane.wake()));

  const timers = new Set<NodeJS.Timeout>();
  const look = async (): Promise<void> => {
    for (const { name, inMs } of await side.due(pollMs)) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        lanes.get(name)?.wake();
      }, inMs);
      timers.add(timer);
    }
  };
  const polling = setInterval(() => void look().catch(onError), pollMs);
  const beating = setInterval(() => lanes.forEach((lane) => void beat(side, lane).catch(onError)), HEARTBEAT_MS);
  await look();

  return {
    stop: async () => {
      state.stopping = true;
      unlisten();
      forget();
      clearInterval(polling);
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([...lanes.values()].map((lane) => lane.close()));
      const runs = [...lanes.values()].flatMap((lane) => [...lane.runs]);
      const ended = Promise.all(runs.map((run) => run.ended));
      await within(graceMs, ended);
      for (const run of runs) run.abort.abort(new Error('the worker stops'));
      await within(graceMs, ended);
      clearInterval(beating);
      await side.release([...lanes.values()].flatMap((lane) => [...lane.runs].map((run) => run.job)));
    },
  };
}

async function beat(side: WorkerSide, lane: Lane): Promise<void> {
  if (lane.runs.size === 0) return;
  const lost = await side.touch(
    lane.name,
    [...lane.runs].map((run) => run.job),
  );
  for (const run of lane.runs) if (lost.includes(run.job.id)) run.abort.abort(new Retry('Another worker has this job.'));
}

async function runJob(options: RunnerOptions, side: WorkerSide, state: { stopping: boolean }, job: TakenJob, abort: AbortController): Promise<void> {
  const began = performance.now();
  const end = (outcome: Parameters<RunnerMetrics['jobEnded']>[1]): void => options.metrics?.jobEnded(job.name, outcome, performance.now() - began);
  try {
    await call(options, job, abort);
  } catch (error) {
    if (state.stopping && abort.signal.aborted) {
      await side.release([job]);
      return end('released');
    }
    const final = error instanceof Refuse || job.lastAttempt;
    options.log[final ? 'error' : 'warn']({ err: error, job: job.name, id: job.id, attempt: job.attempt }, final ? 'A job failed for good' : 'A job failed');
    await side.fail(job, reasonOf(error), { final: error instanceof Refuse, retryInMs: error instanceof Retry ? error.afterMs : undefined });
    return end(final ? 'dead' : 'retry');
  }
  await side.complete(job);
  end('done');
}

/** The handler inside its scope. Ends at the deadline even if the handler does not listen to its signal. */
async function call({ makeScope, handlers }: RunnerOptions, job: TakenJob, abort: AbortController): Promise<void> {
  const scope = makeScope('accountId' in job.data ? job.data.accountId : undefined);
  const seconds = queues[job.name].expireIn;
  const deadline = setTimeout(() => abort.abort(new Retry(`It took longer than ${seconds} s.`)), seconds * 1000);
  const aborted = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => setTimeout(() => reject(abort.signal.reason), 1_000).unref(), { once: true });
  });
  // Names and data were paired when the job was sent; the compiler cannot follow the pair through the queue.
  const handler = handlers[job.name] as JobHandler<JobName>;
  const { attempt, lastAttempt } = job;
  try {
    await Promise.race([handler(job.data, { cradle: scope.cradle, signal: abort.signal, attempt, lastAttempt }), aborted]);
  } finally {
    clearTimeout(deadline);
    await scope.dispose();
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
