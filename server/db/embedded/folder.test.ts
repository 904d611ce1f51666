import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { openEmbedded } from './embedded.ts';
import { makeFolder } from './folder.ts';

const log = pino({ level: 'silent' });

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'souffleur-folder-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('makes the database of a first start, which the next start finds', { timeout: 60_000 }, async () => {
  const half = join(dir, 'database.new-1');
  mkdirSync(half);
  writeFileSync(join(half, 'PG_VERSION'), 'of a process that was killed');
  for (const statement of ['create table kept (id int)', 'select * from kept']) {
    const database = await openEmbedded({ dataDir: dir, log });
    const client = new pg.Client({ connectionString: database.url });
    try {
      await client.connect();
      await client.query(statement);
    } finally {
      await client.end();
      await database.stop();
    }
  }
  expect(readdirSync(dir)).toEqual(['database']);
  expect(statSync(join(dir, 'database')).mode & 0o777).toBe(0o700);
});

it('leaves a database that is there as it is', async () => {
  const folder = join(dir, 'database');
  mkdirSync(folder);
  writeFileSync(join(folder, 'PG_VERSION'), '18');
  await makeFolder(folder);
  expect(readdirSync(folder)).toEqual(['PG_VERSION']);
});

it('says why a database could not be made, and frees the folder', { timeout: 60_000 }, async () => {
  const folder = join(dir, 'database');
  mkdirSync(folder);
  writeFileSync(join(folder, 'notes.txt'), 'not a database');
  await expect(openEmbedded({ dataDir: dir, log })).rejects.toThrow(/not empty/);
  expect(existsSync(`${folder}.lock`)).toBe(false);
});
