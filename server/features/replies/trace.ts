import { type TraceStep } from './entities.ts';

/** What a run did and when, in milliseconds since it began, by a clock that does not jump. */
export class Trace {
  readonly steps: TraceStep[] = [];
  readonly #began = performance.now();

  elapsed(): number {
    return performance.now() - this.#began;
  }

  add(step: string, note?: Record<string, unknown>): void {
    this.steps.push({ step, ms: Math.round(this.elapsed() * 10) / 10, ...(note ? { note } : {}) });
  }
}
