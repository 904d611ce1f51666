/** Keeps the worker thread alive: one that died or hangs is ended and started again. */
import { Worker } from 'node:worker_threads';

import { type MetricObjectWithValues, type MetricValue } from 'prom-client';
import { type Logger } from 'pino';

import { type Config } from '../config.ts';
import { type RunningWorker } from './worker.ts';

const PING_MS = 2000;
/** Without an answer for this long its event loop is taken for stuck. */
const STUCK_MS = 15_000;
const STOP_MS = 10_000;
const METRICS_MS = 500;
const RESTART_MS = 200;
/** A loop that calls nothing but built-ins heeds no end; its thread is left behind after this long. */
const LEFT_BEHIND_MS = 3_000;
/** Of the thread's own heap. Several times what a sync of everything takes: past it something allocates without end. */
const HEAP_MB = 1_024;

interface GuardOptions {
  config: Config;
  /** Holds a password: never logged. */
  databaseUrl: string;
  log: Logger;
}

/** Resolves when the first thread has begun to take jobs; rejects when it cannot begin. */
export async function startGuardedWorker(options: GuardOptions): Promise<RunningWorker> {
  const guard = new GuardedWorker(options);
  await guard.start();
  return guard;
}

class GuardedWorker implements RunningWorker {
  readonly #options: GuardOptions;
  #thread: Worker | undefined;
  #heard = 0;
  #pinging: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  start(): Promise<void> {
    const { config, databaseUrl, log } = this.#options;
    const thread = new Worker(new URL('./worker-thread.ts', import.meta.url), {
      name: 'worker',
      workerData: { config, databaseUrl },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#thread = thread;
    this.#heard = performance.now();
    const started = new Promise<void>((resolve, reject) => {
      thread.on('message', (message: unknown) => {
        this.#heard = performance.now();
        if (message === 'started') resolve();
      });
      thread.once('error', (error) => {
        log.error({ error }, 'the worker thread failed');
        reject(error);
      });
      thread.once('exit', () => reject(new Error('the worker thread ended before it began')));
    });
    thread.once('exit', () => this.#gone(thread));
    return started.then(() => {
      this.#pinging = setInterval(() => this.#ping(thread), PING_MS);
    });
  }

  async metrics(): Promise<MetricObjectWithValues<MetricValue<string>>[]> {
    const thread = this.#thread;
    if (!thread) return [];
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        thread.off('message', hear);
        resolve([]);
      }, METRICS_MS);
      const hear = (message: unknown): void => {
        if (typeof message !== 'object' || message === null || !('metrics' in message)) return;
        clearTimeout(late);
        thread.off('message', hear);
        resolve(message.metrics as MetricObjectWithValues<MetricValue<string>>[]);
      };
      thread.on('message', hear);
      thread.postMessage('metrics');
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#pinging);
    const thread = this.#thread;
    if (!thread) return;
    const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
    thread.postMessage('stop');
    const late = setTimeout(() => void thread.terminate(), STOP_MS);
    const heedless = setTimeout(exitWithoutIt, STOP_MS + LEFT_BEHIND_MS);
    await ended;
    clearTimeout(late);
    clearTimeout(heedless);
  }

  #ping(thread: Worker): void {
    if (performance.now() - this.#heard > STUCK_MS) {
      this.#options.log.error('the worker thread does not answer: it is ended and started again');
      clearInterval(this.#pinging);
      void thread.terminate();
      setTimeout(() => this.#leaveBehind(thread), LEFT_BEHIND_MS).unref();
      return;
    }
    thread.postMessage('ping');
  }

  #leaveBehind(thread: Worker): void {
    if (this.#thread !== thread || this.#stopping) return;
    this.#options.log.error('the worker thread cannot be ended: another takes its place; restart the process when you can');
    process.once('exit', exitWithoutIt);
    this.#gone(thread);
  }

  #gone(thread: Worker): void {
    if (this.#thread !== thread) return;
    clearInterval(this.#pinging);
    this.#thread = undefined;
    if (this.#stopping) return;
    setTimeout(() => {
      if (!this.#stopping) this.start().catch((error: unknown) => this.#options.log.error({ error }, 'the worker thread could not be started again'));
    }, RESTART_MS);
  }
}

/** An ordinary exit waits for every thread, also for one that never ends. */
function exitWithoutIt(): void {
  process.kill(process.pid, 'SIGKILL');
}
