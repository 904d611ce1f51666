/**
 * Applies what is missing, at every start, on both targets. Several processes may start at once: one of them
 * works inside a transaction that holds a lock, the others wait for it and find nothing left to do.
 */
import { type MikroORM } from '@mikro-orm/postgresql';
import { type Logger } from 'pino';

/** Any fixed number; other users of the database must not take the same one. */
const LOCK = 7_301_995;

/** @throws if a migration fails; nothing of it is kept then. */
export async function migrate(orm: MikroORM, log: Pick<Logger, 'info'>): Promise<void> {
  // The ORM makes its table over a second connection, which the embedded database could never serve
  // inside our transaction, and without a lock, which two starting processes would trip over.
  await orm.em.fork().transactional(async (tx) => {
    await tx.execute(`select pg_advisory_xact_lock(${LOCK})`);
    await tx.execute(
      'create table if not exists mikro_orm_migrations (id serial primary key, name varchar(255), executed_at timestamptz default current_timestamp)',
    );
  });
  // Also makes the migrator look at the database now, and not from inside the transaction below.
  await orm.migrator.getExecuted();
  const pending = await orm.migrator.getPending();
  if (pending.length === 0) return;

  const done = await orm.em.fork().transactional(async (tx) => {
    await tx.execute(`select pg_advisory_xact_lock(${LOCK})`);
    return orm.migrator.up({ transaction: tx.getTransactionContext() });
  });
  if (done.length > 0) log.info({ migrations: done.map((migration) => migration.name) }, 'Database is up to date');
}
