/**
 * When a connection dies inside a transaction, `rollback` throws and Kysely 0.29 never gives the slot of the
 * pool back: after as many deaths as the pool is large every request hangs. A rollback that cannot reach the
 * server has nothing left to roll back, so its error is dropped and the slot is free again.
 */
import { type DatabaseConnection, PostgresDriver } from 'kysely';

const rollback = PostgresDriver.prototype.rollbackTransaction;

PostgresDriver.prototype.rollbackTransaction = async function (this: PostgresDriver, connection: DatabaseConnection): Promise<void> {
  try {
    await rollback.call(this, connection);
  } catch {
    // The server ended the transaction together with the connection.
  }
};
