import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { type LiveMessage } from '../http/live-messages.ts';
import { newId } from './base.ts';
import { Listener } from './listener.ts';
import { Live } from './live.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

const log = pino({ level: 'silent' });
const account = newId();
const hook = (state: string): LiveMessage => ({ kind: 'hook.updated', hookId: 'h', state });

let db: TestDatabase;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let listener: Listener;
let live: Live;
const leave: (() => void)[] = [];

beforeAll(async () => {
  db = await testDatabase();
  proxy = await startProxy(db.url);
  listener = new Listener({ url: proxy.url, log });
  await listener.start();
  live = new Live({ oneTrip: db.oneTrip, listener, log });
  await live.start();
});
afterAll(async () => {
  await listener.stop();
  proxy.close();
  await db.close();
});
afterEach(() => leave.splice(0).forEach((go) => go()));

/** Between the listener and the database, to cut the line. */
async function startProxy(target: string): Promise<{ url: string; cut(): void; close(): void }> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(Number(port || 5432), hostname);
    for (const end of [socket, onward]) sockets.add(end.on('error', () => {}));
    socket.pipe(onward).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: url.href,
    cut,
    close: () => {
      cut();
      server.close();
    },
  };
}

/** What an account hears until the message `end`. */
function heardBy(accountId: string): { states: string[]; end: Promise<void> } {
  const states: string[] = [];
  const end = new Promise<void>((resolve) => {
    leave.push(
      live.subscribe(accountId, (message) => {
        if (message.kind !== 'hook.updated') return;
        if (message.state === 'end') resolve();
        else states.push(message.state);
      }),
    );
  });
  return { states, end };
}

test('a message of a transaction comes after its commit, and never after a rollback', async () => {
  const { states, end } = heardBy(account);
  const em = db.tenancy.forAccount(account);
  await em.transactional(async (tx) => {
    await live.publish(account, hook('committed'), tx);
    expect(states).toEqual([]);
  });
  const failed = em.transactional(async (tx) => {
    await live.publish(account, hook('rolled back'), tx);
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await live.publish(account, hook('end'));
  await end;
  expect(states).toEqual(['committed']);
});

test('an account hears its own messages only', async () => {
  const other = heardBy(newId());
  const own = heardBy(account);
  await live.publish(account, hook('mine'));
  await live.publish(account, hook('end'));
  await own.end;
  expect(own.states).toEqual(['mine']);
  expect(other.states).toEqual([]);
});

test('a message too large to be sent is refused', async () => {
  const message: LiveMessage = { kind: 'draft.delta', talkId: 't', draftId: 'd', from: 0, text: 'ж'.repeat(3_950) };
  await expect(live.publish(account, message)).rejects.toThrow(RangeError);
  const { states, end } = heardBy(account);
  await live.publish(account, { ...message, text: 'ж'.repeat(3_800) });
  await live.publish(account, hook('end'));
  await end;
  expect(states).toEqual([]);
});

test('a subscriber that throws does not silence the others', async () => {
  leave.push(
    live.subscribe(account, () => {
      throw new Error('broken screen');
    }),
  );
  const { states, end } = heardBy(account);
  await live.publish(account, hook('heard'));
  await live.publish(account, hook('end'));
  await end;
  expect(states).toEqual(['heard']);
});

test('the connection comes back by itself and says that something may be missing', async () => {
  const missed = new Promise<void>((resolve) => leave.push(live.subscribe(account, () => {}, resolve)));
  proxy.cut();
  await missed;
  const { states, end } = heardBy(account);
  await live.publish(account, hook('back'));
  await live.publish(account, hook('end'));
  await end;
  expect(states).toEqual(['back']);
});
