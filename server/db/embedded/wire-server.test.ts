import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { type Embedded, openEmbedded } from './embedded.ts';

const log = pino({ level: 'silent' });
let database: Embedded;
const clients: pg.Client[] = [];

beforeAll(async () => {
  database = await openEmbedded({ dataDir: undefined, log, idleInTransactionMs: 400 });
}, 60_000);
afterAll(() => database.stop());
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end().catch(() => {})));
});

async function client(url = database.url): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: url });
  made.on('error', () => {});
  clients.push(made);
  await made.connect();
  return made;
}

const socketOf = (of: pg.Client): Socket => (of as pg.Client & { connection: { stream: Socket } }).connection.stream;

test('answers reach the client that asked, also large ones', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => client()));
  const work = all.map(async (each, index) => {
    for (let round = 0; round < 10; round++) {
      const text = `${index}-${round}-${'x'.repeat(round % 3 === 0 ? 200_000 : 10)}`;
      const { rows } = await each.query<{ text: string }>('select $1::text as text', [text]);
      expect(rows[0]?.text).toBe(text);
    }
  });
  await Promise.all(work);
});

test('transfers stay whole while sockets die in flight', async () => {
  const owner = await client();
  await owner.query('create table purses (id int primary key, amount int not null)');
  await owner.query('insert into purses select n, 100 from generate_series(1, 10) n');
  const until = Date.now() + 2_500;
  let transfers = 0;
  let killed = 0;

  const worker = async (seed: number): Promise<void> => {
    for (let round = seed; Date.now() < until; round++) {
      const each = await client();
      const dies = round % 3 === 0;
      try {
        for (let step = 0; step < 5 && Date.now() < until; step++) {
          await each.query('begin');
          await each.query({ name: 'take', text: 'update purses set amount = amount - 1 where id = $1', values: [(round % 10) + 1] });
          if (dies && step === 2) {
            const late = each.query('select pg_sleep(0.01)').catch(() => {});
            socketOf(each).destroy();
            killed++;
            await late;
            break;
          }
          await each.query({ name: 'give', text: 'update purses set amount = amount + 1 where id = $1', values: [((round + 3) % 10) + 1] });
          await each.query('commit');
          transfers++;
        }
      } finally {
        await each.end().catch(() => {});
      }
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, index) => worker(index)));

  expect(killed).toBeGreaterThan(10);
  expect(transfers).toBeGreaterThan(50);
  const { rows } = await owner.query<{ sum: string }>('select sum(amount) from purses');
  expect(Number(rows[0]?.sum)).toBe(1000);
  const left = await owner.query('select name from pg_prepared_statements');
  expect(left.rows).toEqual([]);
});

test('two clients may give one name to two statements', async () => {
  const [a, b] = [await client(), await client()];
  expect((await a.query({ name: 'q', text: 'select 1 as n' })).rows).toEqual([{ n: 1 }]);
  expect((await b.query({ name: 'q', text: `select 'b' as n` })).rows).toEqual([{ n: 'b' }]);
  expect((await a.query({ name: 'q', text: 'select 1 as n' })).rows).toEqual([{ n: 1 }]);
});

test('a notification reaches every listener, and only listeners', async () => {
  const [listener, other, sender] = [await client(), await client(), await client()];
  const heard: string[] = [];
  listener.on('notification', (message) => heard.push(`listener ${message.payload}`));
  other.on('notification', (message) => heard.push(`other ${message.payload}`));
  sender.on('notification', (message) => heard.push(`sender ${message.payload}`));
  await listener.query('listen "News"');
  await other.query('/* ours */ listen "News"');
  await sender.query(`select pg_notify('News', 'one')`);
  await other.query('unlisten *');
  await sender.query('begin');
  await sender.query(`select pg_notify('News', 'never')`);
  await sender.query('rollback');
  await sender.query(`select pg_notify('News', 'two')`);
  await listener.query('select 1');
  expect(heard.sort()).toEqual(['listener one', 'listener two', 'other one']);
});

test('copying in is refused, and the connection lives on', async () => {
  const each = await client();
  await each.query('create table copied (a text)');
  await expect(each.query('copy copied from stdin')).rejects.toThrow('not supported by the embedded database');
  await expect(each.query({ text: '-- a remark\n copy copied from stdin', values: [] })).rejects.toThrow('not supported');
  expect((await each.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
});

test('a transaction left open is ended, so that the others go on', async () => {
  const [idle, other] = [await client(), await client()];
  const ended = once(idle, 'error');
  await idle.query('create table forgotten (a int)');
  await idle.query('begin');
  await idle.query('insert into forgotten values (1)');
  const { rows } = await other.query('select count(*)::int as n from forgotten');
  expect(rows).toEqual([{ n: 0 }]);
  const [error] = (await ended) as [pg.DatabaseError];
  expect(error.code).toBe('25P03');
});

test('a wrong password, and noise, are refused', async () => {
  const wrong = new URL(database.url);
  wrong.password = 'x'.repeat(48);
  await expect(client(wrong.href)).rejects.toThrow('password authentication failed');
  const socket = connect(Number(wrong.port), '127.0.0.1');
  socket.on('error', () => {});
  socket.resume().end(Buffer.alloc(64, 0xff));
  await once(socket, 'close');
  expect((await (await client()).query('select 1 as n')).rows).toEqual([{ n: 1 }]);
});

test('many clients come and go at once', async () => {
  const visits = Array.from({ length: 20 }, async () => (await (await client()).query('select 1 as n')).rows);
  expect(await Promise.all(visits)).toHaveLength(20);
});

test('a broken backend is noticed', async () => {
  const own = await openEmbedded({ dataDir: undefined, log });
  const crash = new Promise<string>((resolve) => own.onCrash(resolve));
  const each = await client(own.url);
  // Hidden behind another statement, this reaches the backend, which cannot survive it.
  await expect(each.query('create table t (a int); copy t from stdin')).rejects.toThrow('terminated');
  expect(await crash).not.toBe('');
  await own.stop();
}, 60_000);

test('stops in order with clients connected', async () => {
  const own = await openEmbedded({ dataDir: undefined, log });
  let crashed = false;
  own.onCrash(() => (crashed = true));
  const each = await client(own.url);
  await each.query('begin');
  await own.stop();
  await own.stop();
  expect(crashed).toBe(false);
  await expect(client(own.url)).rejects.toThrow('ECONNREFUSED');
}, 60_000);
