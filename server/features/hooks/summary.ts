import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { HookState, type HookSummary } from './schema.ts';

const DAY_MS = 24 * 3_600_000;

interface Counted {
  state: z.output<typeof HookState>;
  count: number;
  median: number | null;
}
interface Now {
  waiting: number;
  oldest: Date | null;
  failed: number;
  last: Date | null;
}

/** How the hooks do: for the head of the history and the dashboard. */
export class HookHealth {
  readonly #deps: Pick<ScopedCradle, 'em' | 'clock'>;

  constructor({ em, clock }: Pick<ScopedCradle, 'em' | 'clock'>) {
    this.#deps = { em, clock };
  }

  async summary(): Promise<z.output<typeof HookSummary>> {
    const { em, clock } = this.#deps;
    const since = new Date(clock.now().getTime() - DAY_MS);
    const [counted, [now]] = await Promise.all([
      em.fork().execute<Counted[]>(
        `select state, count(*)::int as count,
           (percentile_cont(0.5) within group (order by extract(epoch from processed_at - received_at) * 1000) filter (where state = 'done'))::float8 as median
         from hook_events where received_at >= ? group by state`,
        [since],
      ),
      em.fork().execute<Now[]>(
        `select (select count(*)::int from hook_events where state = 'received') as waiting,
           (select received_at from hook_events where state = 'received' order by id limit 1) as oldest,
           (select count(*)::int from hook_events where state in ('failed', 'quarantined')) as failed,
           (select received_at from hook_events order by id desc limit 1) as last`,
      ),
    ]);
    const byState = Object.fromEntries(HookState.options.map((state) => [state, counted.find((row) => row.state === state)?.count ?? 0]));
    const median = counted.find((row) => row.state === 'done')?.median;
    return {
      since: since.toISOString(),
      total: counted.reduce((sum, { count }) => sum + count, 0),
      byState: byState as Record<Counted['state'], number>,
      medianMs: median == null ? null : Math.max(0, Math.round(median)),
      waiting: now?.waiting ?? 0,
      oldestWaitingAt: isoOf(now?.oldest),
      failed: now?.failed ?? 0,
      lastReceivedAt: isoOf(now?.last),
    };
  }
}

const isoOf = (at: Date | null | undefined): string | null => (at ? new Date(at).toISOString() : null);
