/** Housekeeping of the database itself. */
import { type MikroORM } from '@mikro-orm/postgresql';

import { type Queue } from './queue.ts';
import { type JobHandlers } from './runner.ts';

const KEEP_FINISHED_MS = 24 * 3_600_000;

interface Housekeeping {
  queue: Queue;
  orm: MikroORM;
  /** PostgreSQL has its own autovacuum; the embedded database has none. */
  embedded: boolean;
  now?: () => Date;
}

export const databaseJobs = ({ queue, orm, embedded, now = () => new Date() }: Housekeeping): Pick<JobHandlers, 'maintain-database'> => ({
  'maintain-database': async () => {
    await queue.rows.prune(new Date(now().getTime() - KEEP_FINISHED_MS));
    if (embedded) await orm.em.getConnection().execute('vacuum analyze');
  },
});
