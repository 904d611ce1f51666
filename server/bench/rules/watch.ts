import { type Api } from '../support/api.ts';

/** Hears, as a screen would, when each run of a rule came to which state: not before the commit that brought it there. */
export class Watch {
  readonly #seen = new Map<string, number>();
  readonly #abort = new AbortController();
  missed = 0;

  static async begin(api: Api): Promise<Watch> {
    const watch = new Watch();
    const stream = api.stream('/live', undefined, watch.#abort.signal);
    await stream.next();
    void watch.#listen(stream).catch(() => undefined);
    return watch;
  }

  /** ms since the epoch. */
  first(runId: string, state: string): number | undefined {
    return this.#seen.get(`${runId} ${state}`);
  }

  end(): void {
    this.#abort.abort();
  }

  async #listen(stream: ReturnType<Api['stream']>): Promise<void> {
    for await (const { event, data, at } of stream) {
      if (event === 'missed') this.missed += 1;
      if (event !== 'rule.run') continue;
      const { runId, state } = data as { runId: string; state: string };
      const place = `${runId} ${state}`;
      if (!this.#seen.has(place)) this.#seen.set(place, performance.timeOrigin + at);
    }
  }
}
