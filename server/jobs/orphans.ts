/**
 * Gives back at once what killed workers were running. Each worker holds a shared lock of the database as long
 * as it lives, so one that can have the lock for itself knows that it is the only one. Where several workers
 * live, the heartbeats of the jobs tell who is dead, which takes longer.
 */
import pg from 'pg';

import { type WorkerSide } from './worker-side.ts';

const LOCK = 7_301_997;
/** The database may notice a moment later that a process is gone. */
const TRIES = 20;
const AGAIN_MS = 250;

export interface Presence {
  end(): Promise<void>;
}

/** Resolves once this worker is known to be alive; looks for orphans meanwhile, and gives up after 5 s. `onError` never ends the worker. */
export async function adoptOrphans({ url, side, onError }: { url: string; side: WorkerSide; onError: (error: unknown) => void }): Promise<Presence> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'souffleur-worker' });
  client.on('error', onError);
  await client.connect();
  await client.query('select pg_advisory_lock_shared($1)', [LOCK]);
  // As text: a Date would lose the microseconds.
  const { rows } = await client.query<{ now: string }>('select clock_timestamp()::text as now');
  const began = rows[0]?.now ?? '';
  let tries = 0;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const { rows: found } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [LOCK]);
    if (found[0]?.alone) {
      await side.releaseBegunBefore(began);
      await client.query('select pg_advisory_unlock($1)', [LOCK]);
    } else if ((tries += 1) < TRIES) timer = setTimeout(() => void look().catch(onError), AGAIN_MS);
  };
  await look();
  return {
    end: async () => {
      clearTimeout(timer);
      await client.end();
    },
  };
}
