/** The jobs of one queue in one worker: as many at once as the queue allows, each with its own deadline. */
import { type TakenJob, type WorkerSide } from './worker-side.ts';
import { type JobName, queues } from './names.ts';

export interface Run {
  readonly job: TakenJob;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export class Lane {
  readonly name: JobName;
  readonly runs = new Set<Run>();
  #side: WorkerSide;
  #work: (job: TakenJob, abort: AbortController) => Promise<void>;
  #onError: (error: unknown) => void;
  #pulling = false;
  #again = false;
  #closed = false;

  constructor(name: JobName, side: WorkerSide, work: (job: TakenJob, abort: AbortController) => Promise<void>, onError: (error: unknown) => void) {
    this.name = name;
    this.#side = side;
    this.#work = work;
    this.#onError = onError;
  }

  /** Takes what there is room for; cheap to call too often. */
  wake(): void {
    this.#again = true;
    if (this.#pulling || this.#closed) return;
    this.#pulling = true;
    void this.#pull()
      .catch(this.#onError)
      .finally(() => {
        this.#pulling = false;
      });
  }

  /** Takes no more. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#pulling) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async #pull(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      const room = queues[this.name].concurrency - this.runs.size;
      if (room <= 0) return;
      const jobs = await this.#side.take(this.name, room);
      for (const job of jobs) this.#start(job);
      if (jobs.length > 0) this.#again = true;
    }
  }

  #start(job: TakenJob): void {
    const abort = new AbortController();
    const ended = this.#work(job, abort)
      .catch(this.#onError)
      .finally(() => {
        this.runs.delete(run);
        // The next one with this key may have waited for it.
        this.wake();
      });
    const run: Run = { job, abort, ended };
    this.runs.add(run);
  }
}
