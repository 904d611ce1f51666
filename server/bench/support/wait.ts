import { setTimeout as delay } from 'node:timers/promises';

export interface Patience {
  /** Longest wait, ms. */
  ms: number;
  everyMs?: number;
}

/** Asks until `look` says yes. @throws after `ms`, naming what was waited for. */
export async function until(what: string, look: () => Promise<boolean>, { ms, everyMs = 50 }: Patience): Promise<void> {
  const end = performance.now() + ms;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await delay(everyMs);
  }
}
