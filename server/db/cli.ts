/**
 * Database commands:
 *
 *     node server/db/cli.ts create NAME     write a migration for what changed in the entities
 *     node server/db/cli.ts check           exit 1 if the entities have changes no migration makes
 *     node server/db/cli.ts up              apply the migrations to DATABASE_URL
 *     node server/db/cli.ts move --to URL   copy the embedded database into an empty PostgreSQL
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { pino } from 'pino';

import { migrate } from './migrate.ts';
import { moveTo } from './move.ts';
import { createOrm } from './orm.ts';
import { createMigration, isPending } from './schema-files.ts';

const log = pino({ level: 'warn' });
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { to: { type: 'string' }, from: { type: 'string' } },
});
const [command, name] = positionals;

async function create(): Promise<void> {
  const dir = fileURLToPath(new URL('../../migrations', import.meta.url));
  if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) throw new Error('Say what changes in a word or two, e.g. `create add_tags`.');
  const file = await createMigration(name, dir);
  say(file ? `Wrote migrations/${file}.` : 'The entities have not changed.');
}

async function check(): Promise<void> {
  if (!(await isPending())) return say('The migrations make exactly what the entities say.');
  say('The entities have changes that no migration makes. Run: npm run migrate -- create');
  process.exitCode = 1;
}

async function up(): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is missing: say which PostgreSQL to migrate. The embedded database is migrated at every start.');
  const orm = await createOrm({ url, poolSize: 2, log });
  try {
    await migrate(orm, log);
  } finally {
    await orm.close();
  }
  say('The database is up to date.');
}

async function move(): Promise<void> {
  if (!values.to) throw new Error('Say where to: move --to postgresql://user:password@host/database');
  const rows = await moveTo({ dataDir: values.from ?? process.env['DATA_DIR'] ?? 'data', url: values.to, log });
  say(`Moved ${rows} rows. Start with DATABASE_URL set to the new database; the old folder is left as it was.`);
}

const commands: Record<string, () => Promise<void>> = { create, check, up, move };
const run = command === undefined ? undefined : commands[command];
if (!run) throw new Error(`Unknown command ${command ?? ''}. Known: ${Object.keys(commands).join(', ')}`);
await run();
