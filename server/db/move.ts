/**
 * From the embedded database to a PostgreSQL: the same migrations make the tables there, and the rows follow in
 * one transaction, each value as the text PostgreSQL itself reads and writes. The embedded rows stay as they were.
 */
import pg from 'pg';
import { type Logger } from 'pino';

import { Queue } from '../jobs/queue.ts';
import { openEmbedded } from './embedded/embedded.ts';
import { migrate } from './migrate.ts';
import { createOrm } from './orm.ts';
import { OPERATOR_ROLE } from './tenancy.ts';

interface MoveOptions {
  /** The `DATA_DIR` to move from. */
  dataDir: string;
  /** An empty PostgreSQL database. Holds a password: never logged. */
  url: string;
  log: Logger;
}

interface Table {
  name: string;
  columns: string[];
}

const ROWS_AT_ONCE = 200;
/** The source waits inside its transaction while the target writes. */
const PATIENCE_MS = 600_000;

/** Returns the number of rows moved. @throws if the target has accounts already; nothing is changed there then. */
export async function moveTo({ dataDir, url, log }: MoveOptions): Promise<number> {
  const embedded = await openEmbedded({ dataDir, log, idleInTransactionMs: PATIENCE_MS });
  try {
    // An older folder is brought to the state the target will have.
    await prepare(embedded.url, log);
    await prepare(url, log);
    return await connected(embedded.url, (source) => connected(url, (target) => copyAll(source, target)));
  } finally {
    await embedded.stop();
  }
}

async function prepare(url: string, log: Logger): Promise<void> {
  const orm = await createOrm({ url, poolSize: 2, log });
  const queue = new Queue({ url, log, supervise: false });
  try {
    await migrate(orm, log);
    await queue.start();
  } finally {
    await queue.stop();
    await orm.close();
  }
}

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function copyAll(source: pg.Client, target: pg.Client): Promise<number> {
  const { rows } = await target.query<{ n: string }>('select count(*) as n from accounts');
  if (rows[0]?.n !== '0') throw new Error('The target database has accounts already. Give an empty database.');
  await source.query('begin');
  await target.query('begin');
  await copy(source, target, { name: 'pgboss.job_common', columns: await columnsOf(source, 'pgboss.job_common') });
  // Row security holds for the owner of the tables too: rows of all accounts are the operator's to write.
  await target.query(`set local role ${OPERATOR_ROLE}`);
  let count = 0;
  for (const table of await tablesOf(source)) count += await copy(source, target, table);
  await target.query('commit');
  return count;
}

async function tablesOf(source: pg.Client): Promise<Table[]> {
  const { rows } = await source.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'mikro_orm_migrations' order by 1`,
  );
  return Promise.all(rows.map(async ({ name }) => ({ name, columns: await columnsOf(source, name) })));
}

/** Without those the database computes. */
async function columnsOf(source: pg.Client, table: string): Promise<string[]> {
  const { rows } = await source.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  );
  return rows.map((row) => row.name);
}

async function copy(source: pg.Client, target: pg.Client, { name, columns }: Table): Promise<number> {
  const text = columns.map((column) => `${column}::text`).join(', ');
  await source.query(`declare rows_to_move cursor for select ${text} from ${name}`);
  let count = 0;
  for (;;) {
    const { rows } = await source.query<(string | null)[]>({ text: `fetch ${ROWS_AT_ONCE} from rows_to_move`, rowMode: 'array' });
    if (rows.length === 0) break;
    const places = rows.map((row, index) => `(${row.map((_, column) => `$${index * columns.length + column + 1}`).join(', ')})`);
    await target.query(`insert into ${name} (${columns.join(', ')}) values ${places.join(', ')}`, rows.flat());
    count += rows.length;
  }
  await source.query('close rows_to_move');
  return count;
}
