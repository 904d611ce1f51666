/** Makes pg-boss's queues what `names.ts` says, and lets the app's roles enqueue, and nothing else. */
import { type Db, type PgBoss, type QueueOptions } from 'pg-boss';

import { APP_ROLE, OPERATOR_ROLE } from '../db/tenancy.ts';
import { queues } from './names.ts';

const DAY = 86_400;
/** Failed jobs stay this long, to be looked at and tried again; finished ones are thrown away by `prune`. */
const KEEP_SECONDS = 30 * DAY;
/** Given to the handler's own deadline, so that the database's is the later one. */
const GRACE_SECONDS = 15;
const LOCK = 7_301_996;

export async function prepareQueues(boss: PgBoss, { heartbeat, retryDelay }: { heartbeat: number; retryDelay: number }): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const [name, queue] of Object.entries(queues)) {
    const wanted: QueueOptions & { notify: boolean } = {
      retryLimit: queue.retries,
      retryDelay,
      ...(retryDelay > 0 ? { retryBackoff: true, retryDelayMax: 600 } : { retryBackoff: false }),
      expireInSeconds: queue.expireIn + GRACE_SECONDS,
      heartbeatSeconds: heartbeat,
      retentionSeconds: KEEP_SECONDS,
      deleteAfterSeconds: KEEP_SECONDS,
      notify: true,
    };
    const found = existing.get(name);
    if (!found) await boss.createQueue(name, { policy: 'standard', ...wanted });
    else if (Object.entries(wanted).some(([key, value]) => found[key as keyof typeof wanted] !== value)) await boss.updateQueue(name, wanted);
  }
  await grantEnqueue(boss.getDb());
  // pg-boss looks a queue up on first use, over a connection of its own: inside a transaction of ours the embedded
  // database could never answer that. An insert of nothing makes it look now.
  for (const name of Object.keys(queues)) await boss.insert(name, []);
}

/**
 * Services enqueue inside their own transaction, under the role of row security. They may add a job and see the
 * id of what they added, but read no job: another account's ids are in there.
 */
async function grantEnqueue(db: Db): Promise<void> {
  const { rows } = await db.executeSql(`select has_table_privilege('${OPERATOR_ROLE}', 'pgboss.job_common', 'insert') as ready`);
  if (rows[0]?.ready) return;
  const roles = `${APP_ROLE}, ${OPERATOR_ROLE}`;
  await db.executeSql(`
    do $$ begin
      perform pg_advisory_xact_lock(${LOCK});
      grant usage on schema pgboss to ${roles};
      grant select on pgboss.queue to ${roles};
      grant select (id, start_after) on pgboss.job_common to ${roles};
      grant insert on pgboss.job_common to ${roles};
    end $$`);
}
