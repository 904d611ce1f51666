/**
 * Gives memory back when a thread has come to rest. V8 collects as the heap grows; what a start, a sync or ten thousand
 * hooks have left it keeps until the heap grows again, which that of a product at rest does not.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Gc = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;
let gc: Gc | undefined;

const LOOK_MS = 2_000;
/** Share of the time since the last look in which a thread at rest may have worked. */
const REST = 0.1;
/** Less is not worth a pause of 40 to 90 ms. */
const WORTH_BYTES = 6_000_000;

export function collect(): void {
  gc ??= collector();
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** V8 takes code from the compile cache only under the flags it was compiled with: they are as before when this returns. */
function collector(): Gc {
  setFlagsFromString('--expose-gc');
  const found = runInNewContext('gc') as Gc;
  setFlagsFromString('--no-expose-gc');
  return found;
}

/** For as long as the thread lives, which its timer does not prolong. Returns what ends it. */
export function collectAtRest({ lookMs = LOOK_MS, give = collect }: { lookMs?: number; give?: () => void } = {}): () => void {
  const used = (): number => getHeapStatistics().used_heap_size;
  let kept = 0;
  let seen = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(seen);
    if (utilization <= REST && used() >= kept + WORTH_BYTES) {
      give();
      kept = used();
    }
    seen = performance.eventLoopUtilization();
  }, lookMs).unref();
  return () => clearInterval(timer);
}
