/** Writes migrations from the entities. Until the first release the tables and keys are written anew, in place. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';

import { accountKey, type ForeignKey, foreignKeys, tenantKey } from './foreign-keys.ts';
import { ormOptions } from './orm.ts';

const TABLES = 'Migration20261120000002_tables';
const KEYS = 'Migration20261120000003_keys_and_grants';
/** Written once, never changed (security K1). */
const APPEND_ONLY: readonly string[] = ['audit_entries'];
const EMPTY = { name: 'public', namespaces: ['public'], tables: [], nativeEnums: {} };
/** The diff is taken against the snapshot: no server is asked. */
const OFFLINE = { url: 'postgresql://nobody@127.0.0.1:1/none', poolSize: 1, log: { debug: () => {}, warn: () => {} } };

/** True if the entities differ from what the migrations make. */
export async function isPending(): Promise<boolean> {
  return withMigrator((migrator) => migrator.checkSchema());
}

/** Writes the next migration and returns its name, or undefined when nothing changed. */
export async function createMigration(name?: string): Promise<string | undefined> {
  const { fileName } = await withMigrator((migrator) => migrator.create(undefined, false, false, name));
  return fileName || undefined;
}

/** Writes the tables and keys migrations anew. */
export async function rewriteInitial(dir: string): Promise<void> {
  for (const file of readdirSync(dir)) if (file.startsWith(TABLES) || file.startsWith(KEYS)) rmSync(join(dir, file));
  writeFileSync(join(dir, '.snapshot.json'), JSON.stringify(EMPTY));
  const { diff } = await withMigrator((migrator) => migrator.create(undefined, false, false, 'tables'), dir);
  for (const file of readdirSync(dir)) if (file.endsWith('_tables.ts')) rmSync(join(dir, file));
  writeFileSync(join(dir, `${TABLES}.ts`), migration(TABLES, diff.up));
  writeFileSync(join(dir, `${KEYS}.ts`), migration(KEYS, await keysAndGrants()));
}

async function keysAndGrants(): Promise<string[]> {
  const orm = new MikroORM(ormOptions(OFFLINE));
  const tables = [...orm.getMetadata().getAll().values()];
  const names = tables.map((meta) => meta.tableName).sort();
  const tenants = tables
    .filter((meta) => meta.properties['accountId'])
    .map((meta) => meta.tableName)
    .sort();
  const open = names.filter((name) => !APPEND_ONLY.includes(name));
  const closed = names.filter((name) => APPEND_ONLY.includes(name));
  const list = (of: string[]): string => of.map((name) => `"${name}"`).join(', ');
  const known = (key: ForeignKey): boolean => names.includes(key.table) && names.includes(key.target);
  return [
    ...(names.includes('accounts') ? tenants.map(accountKey) : []),
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
