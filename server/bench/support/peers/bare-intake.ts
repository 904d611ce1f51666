/**
 * The least a durable hook can cost: a Koa handler that keeps the raw body and answers after the commit of one
 * grouped INSERT, into a table that is a copy of ours, indexes included. No jobs, no tenants, no secrets.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import Koa from 'koa';
import pg from 'pg';
import { pino } from 'pino';
import getRawBody from 'raw-body';

import { newId } from '../../../db/base.ts';
import { openEmbedded } from '../../../db/embedded/embedded.ts';
import { migrate } from '../../../db/migrate.ts';
import { createOrm } from '../../../db/orm.ts';

const ACCOUNT = newId();
const BATCH_MAX = 200;
const INSERT = `insert into bare_hooks (id, account_id, source, headers, body, bytes, digest, received_at)
  select u.id, u.account_id, u.source, u.headers::jsonb, u.body, length(u.body), u.digest, u.received_at
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::timestamptz[]) as u(id, account_id, source, headers, body, digest, received_at)`;

const log = pino({ level: 'silent' });
const dataDir = process.env['DATA_DIR'];
const url = process.env['DATABASE_URL'] ?? (await openEmbedded({ dataDir, log })).url;
const orm = await createOrm({ url, poolSize: 2, log });
await migrate(orm, log);
await orm.close();
const client = new pg.Client({ connectionString: url });
await client.connect();
await client.query('create table if not exists bare_hooks (like hook_events including all)');

type Row = [id: string, account: string, source: string, headers: string, body: Buffer, digest: string, received: Date];
interface Waiting {
  row: Row;
  stored: () => void;
  failed: (error: unknown) => void;
}
const waiting: Waiting[] = [];
let storing = false;

async function store(): Promise<void> {
  if (storing) return;
  storing = true;
  while (waiting.length > 0) {
    const batch = waiting.splice(0, BATCH_MAX);
    const column = (index: number): unknown[] => batch.map(({ row }) => row[index]);
    try {
      await client.query({ name: 'store', text: INSERT, values: [0, 1, 2, 3, 4, 5, 6].map(column) });
      for (const { stored } of batch) stored();
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }
  storing = false;
}

const app = new Koa();
app.use(async (ctx) => {
  const body = await getRawBody(ctx.req, { limit: '1mb' });
  const headers = JSON.stringify({ 'content-type': ctx.get('content-type'), 'user-agent': ctx.get('user-agent') });
  const row: Row = [newId(), ACCOUNT, 'kommo', headers, body, createHash('sha256').update(body).digest('hex'), new Date()];
  await new Promise<void>((stored, failed) => {
    waiting.push({ row, stored, failed });
    void store();
  });
  ctx.respond = false;
  ctx.res.writeHead(200, { 'content-length': '0' }).end();
});
const handle = app.callback();
const server = createServer((request, response) => void handle(request, response));
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
