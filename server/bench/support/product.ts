/** The product as a child process: started, measured, stopped or killed. Loopback only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { until } from './wait.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START_MS = 60_000;
const STOP_MS = 20_000;
const ANSWER_MS = 5_000;
const OUTPUT_KEPT = 8_000;

/** What `npm start` runs, so that its flags of Node are measured too. */
const START = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } }).scripts.start.split(' ');

export type Env = Readonly<Record<string, string>>;

/** Megabytes (1e6 bytes) of the whole process, all threads. */
export interface Memory {
  rss: number;
  /** Highest since it started. */
  peak: number;
}

export class Product {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #spawned = performance.now();
  #output = '';

  /** Spawned when this returns, not listening yet. Only `env` and the path reach it: the shell's own settings must not. */
  constructor(port: number, env: Env) {
    this.url = `http://127.0.0.1:${port}`;
    const { PATH = '', HOME = '', NODE_COMPILE_CACHE } = process.env;
    this.#child = spawn(process.execPath, START.slice(1), {
      cwd: ROOT,
      env: { PATH, HOME, ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}), LOG_LEVEL: 'error', HOST: '127.0.0.1', PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // A benchmark that breaks must not leave it behind.
    const abandon = (): void => void this.#child.kill('SIGKILL');
    process.once('exit', abandon);
    this.#child.once('exit', () => process.off('exit', abandon));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (piece: Buffer) => (this.#output = (this.#output + piece.toString('utf8')).slice(-OUTPUT_KEPT)));
    }
  }

  /** What it printed last. */
  get output(): string {
    return this.#output;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** ms from the spawn to the first 200 of the readiness check. @throws when the process ends first. */
  async ready(): Promise<number> {
    await this.until('to be ready', async () => (await this.#status('/api/health/ready')) === 200, START_MS);
    return this.uptime();
  }

  /** ms since it was spawned. */
  uptime(): number {
    return performance.now() - this.#spawned;
  }

  /** Looks every 5 ms. @throws when the process ends or `ms` have passed. */
  async until(what: string, look: () => Promise<boolean>, ms: number): Promise<void> {
    await until(
      `the product ${what}`,
      async () => {
        if (!this.running) throw new Error(`the product ended by itself: ${this.#output}`);
        return look();
      },
      { ms, everyMs: 5 },
    );
  }

  memory(): Memory {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    const megabytes = (name: string): number => Math.round((Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6);
    return { rss: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  }

  /** Seconds of processor time it has used, all threads. */
  cpu(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** SIGKILL: nothing in the process gets to know. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.running) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill(signal);
    const late = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(late);
  }

  async #status(path: string): Promise<number> {
    return fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => 0,
    );
  }
}
