/** Writes migrations from the entities. Append-only: what was applied somewhere is never written anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';

import { accountKey, type ForeignKey, foreignKeys, tenantKey } from './foreign-keys.ts';
import { ormOptions } from './orm.ts';

/** Written once, never changed (security K1). */
const APPEND_ONLY: readonly string[] = ['audit_entries'];
/** The diff is taken against the snapshot: no server is asked. */
const OFFLINE = { url: 'postgresql://nobody@127.0.0.1:1/none', poolSize: 1, log: { debug: () => {}, warn: () => {} } };

/** True if the entities differ from what the migrations make. */
export async function isPending(): Promise<boolean> {
  return withMigrator((migrator) => migrator.checkSchema());
}

/**
 * Writes the next migration and returns its file's name, or undefined when nothing changed. New tables get their
 * keys and grants; a new reference of an old table is written by hand.
 */
export async function createMigration(name: string, dir: string): Promise<string | undefined> {
  const known = new Set((JSON.parse(readFileSync(join(dir, '.snapshot.json'), 'utf8')) as { tables: { name: string }[] }).tables.map((table) => table.name));
  const { fileName, diff } = await withMigrator((migrator) => migrator.create(undefined, false, false, name), dir);
  if (!fileName) return undefined;
  const added = await keysAndGrants((table) => !known.has(table));
  writeFileSync(join(dir, fileName), migration(fileName.replace(/\.ts$/, ''), [...diff.up, ...added]));
  return fileName;
}

async function keysAndGrants(wanted: (table: string) => boolean): Promise<string[]> {
  const orm = new MikroORM(ormOptions(OFFLINE));
  const all = [...orm.getMetadata().getAll().values()];
  const tables = all.filter((meta) => wanted(meta.tableName));
  const names = tables.map((meta) => meta.tableName).sort();
  if (names.length === 0) return [];
  const existing = new Set(all.map((meta) => meta.tableName));
  const tenants = tables
    .filter((meta) => meta.properties['accountId'])
    .map((meta) => meta.tableName)
    .sort();
  const open = names.filter((name) => !APPEND_ONLY.includes(name));
  const closed = names.filter((name) => APPEND_ONLY.includes(name));
  const list = (of: string[]): string => of.map((name) => `"${name}"`).join(', ');
  const known = (key: ForeignKey): boolean => names.includes(key.table) && existing.has(key.target);
  return [
    ...tenants.map(accountKey),
    ...foreignKeys.filter(known).map(tenantKey),
    `grant select, insert, update, delete on ${list(open)} to souffleur_app, souffleur_operator;`,
    ...(closed.length > 0 ? [`grant select, insert on ${list(closed)} to souffleur_app, souffleur_operator;`] : []),
  ];
}

async function withMigrator<T>(use: (migrator: Migrator) => Promise<T>, dir?: string): Promise<T> {
  return use(new Migrator(new MikroORM(ormOptions(OFFLINE, dir)).em));
}

const statement = (sql: string): string => (sql ? `    this.addSql(\`${sql.replace(/[`$\\]/g, '\\$&')}\`);\n` : '\n');

const migration = (name: string, up: readonly string[]): string =>
  `import { Migration } from '@mikro-orm/migrations';\n\nexport class ${name} extends Migration {\n\n  override name = '${name}';\n\n` +
  `  override up(): void {\n${up.map(statement).join('')}  }\n\n}\n`;
