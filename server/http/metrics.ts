/** What /metrics shows. Labels are closed sets: never an id, an address or anything a client wrote. */
import { AggregatorRegistry, collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class Metrics {
  readonly registry = new Registry();
  /** Seconds; `route` is the pattern, not the path. */
  readonly http = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer API requests',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  /** Seconds from the first byte of a hook to its answer. */
  readonly intake = new Histogram({
    name: 'hook_intake_duration_seconds',
    help: 'Time to store a hook',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly hooks = new Counter({
    name: 'hooks_processed_total',
    help: 'Hooks worked through, by how they ended',
    labelNames: ['state'],
    registers: [this.registry],
  });
  /** Seconds. */
  readonly jobs = new Histogram({
    name: 'job_duration_seconds',
    help: 'Time jobs took, by how they ended',
    labelNames: ['name', 'outcome'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  /** Seconds from the request for a draft to the first token of it. */
  readonly firstToken = new Histogram({
    name: 'reply_first_token_seconds',
    help: 'Time to the first token of a draft',
    buckets: SECONDS,
    registers: [this.registry],
  });

  /** `ms`: how long it took. */
  jobEnded(name: string, outcome: string, ms: number): void {
    this.jobs.observe({ name, outcome }, ms / 1000);
  }

  readonly #others: (() => Promise<unknown>)[] = [];

  /** Another thread's figures (`getMetricsAsJSON`), added to our own when somebody looks. */
  also(source: () => Promise<unknown>): void {
    this.#others.push(source);
  }

  /** Prometheus text of all threads together. */
  async text(): Promise<string> {
    if (this.#others.length === 0) return this.registry.metrics();
    const figures = await Promise.all([this.registry.getMetricsAsJSON(), ...this.#others.map((source) => source())]);
    // The declared type asks for one set of figures; the code takes a list, one set a thread.
    return AggregatorRegistry.aggregate(figures as unknown as object[]).metrics();
  }

  /** Adds the process' own figures; once a process. */
  watchProcess(): this {
    collectDefaultMetrics({ register: this.registry });
    return this;
  }
}
