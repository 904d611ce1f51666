/**
 * The packed folder of a migrated, empty database: test files start from it instead of making one each. Made before
 * the first of them starts, and kept in the temporary directory until a migration changes.
 */
import { createHash } from 'node:crypto';
import { existsSync, linkSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pino } from 'pino';

import { type Embedded, openEmbedded } from './embedded/embedded.ts';
import { migrate } from './migrate.ts';
import { createOrm } from './orm.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
const PGLITE = createRequire(import.meta.url).resolve('@electric-sql/pglite');
const log = pino({ level: 'silent' });

/** Called by Vitest, once a run. */
export async function setup(): Promise<void> {
  if (!process.env['DATABASE_URL']) await template();
}

/** The file, made if it is missing. */
export async function template(): Promise<string> {
  const file = join(tmpdir(), `souffleur-test-${fingerprint()}.tar`);
  if (existsSync(file)) return file;
  const database = await openEmbedded({ dataDir: undefined, log });
  try {
    const archive = await migrated(database);
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, await archive.bytes(), { mode: 0o600 });
    publish(draft, file);
  } finally {
    await database.stop();
  }
  return file;
}

/** Whoever is first wins: a file that another worker reads must not change under it. */
function publish(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    unlinkSync(draft);
  }
}

async function migrated(database: Embedded): Promise<Blob> {
  const orm = await createOrm({ url: database.url, poolSize: 2, log });
  await migrate(orm, log);
  await orm.close(true);
  return database.dump();
}

function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(join(PGLITE, '../../package.json')));
  for (const file of readdirSync(MIGRATIONS).sort()) hash.update(file).update(readFileSync(join(MIGRATIONS, file)));
  return hash.digest('hex').slice(0, 16);
}
