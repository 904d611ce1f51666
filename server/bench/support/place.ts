/** Where a benchmark keeps its data: a temporary folder, and on PostgreSQL a database of its own. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

export interface Place {
  dataDir: string;
  /** Absent: the embedded database under `dataDir`. */
  databaseUrl: string | undefined;
  target: 'embedded' | 'postgresql';
  remove(): Promise<void>;
}

/** `DATABASE_URL` names a server, on which a database is made and dropped again. */
export async function makePlace(): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'souffleur-bench-'));
  const removeDir = (): Promise<void> => rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  const server = process.env['DATABASE_URL'];
  if (!server) return { dataDir, databaseUrl: undefined, target: 'embedded', remove: removeDir };
  const name = `souffleur_bench_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    dataDir,
    databaseUrl: url.href,
    target: 'postgresql',
    remove: async () => {
      await administer(server, `drop database if exists ${name} with (force)`);
      await removeDir();
    },
  };
}

async function administer(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
