/** For tests: hooks of one account through the real services over a real database; only Kommo's answers are scripted. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type EntityManager } from '@mikro-orm/postgresql';
import { asValue } from 'awilix';
import { pino } from 'pino';

import { readConfig } from '../../config.ts';
import { type Container, makeScope, type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { createAccount, type TestDatabase, testDatabase } from '../../db/testing.ts';
import { openFoundation } from '../../foundation.ts';
import { Host } from '../../host/host.ts';
import { type JobData, type JobName } from '../../jobs/names.ts';
import { type Account, Member } from '../accounts/entities.ts';
import { pluginSettings, pluginStore } from '../plugins/store.ts';
import { HookEvent } from './entities.ts';

const log = pino({ level: 'silent' });

type Value = string | number | Body | Value[];
export interface Body {
  [name: string]: Value;
}

/** As Kommo writes it: brackets, everything a text. */
export function formOf(body: Body): string {
  const pairs: string[] = [];
  const walk = (value: Value, name: string): void => {
    if (typeof value !== 'object') pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll('%20', '+')}`);
    else for (const [key, inner] of Object.entries(value)) walk(inner, name === '' ? key : `${name}[${key}]`);
  };
  walk(body, '');
  return pairs.join('&');
}

export interface CrmCall {
  method: string;
  path: string;
  body: unknown;
}

export class HookWorld {
  readonly db: TestDatabase;
  readonly container: Container;
  account!: Account;
  now = new Date('2026-11-18T12:00:00Z');
  /** What Kommo answers; undefined: 204. */
  answer: (call: CrmCall) => { status: number; body?: unknown } | Error | undefined = () => undefined;
  readonly calls: CrmCall[] = [];
  readonly #close: () => Promise<void>;

  private constructor(db: TestDatabase, container: Container, close: () => Promise<void>) {
    this.db = db;
    this.container = container;
    this.#close = close;
  }

  static async open(): Promise<HookWorld> {
    const db = await testDatabase();
    const dir = mkdtempSync(join(tmpdir(), 'souffleur-hooks-'));
    const config = readConfig({ DATA_DIR: join(dir, 'data'), LOG_LEVEL: 'silent' });
    const { container, close } = await openFoundation({ config, log, databaseUrl: db.url, poolSize: 5, supervise: false });
    const world = new HookWorld(db, container, async () => {
      await close();
      await db.close();
      rmSync(dir, { recursive: true, force: true });
    });
    const clock = { now: () => world.now };
    container.register({
      clock: asValue(clock),
      host: asValue(
        new Host({
          log,
          clock,
          egress: container.cradle.egress,
          crmFetch: async () => (input, init) => world.#fetch(input as string, init),
          settings: pluginSettings(container.cradle.tenancy),
          store: pluginStore(container.cradle.tenancy),
        }),
      ),
    });
    return world;
  }

  /** An empty account with an admin (1) and a rep (2), in Madrid. */
  async reset(): Promise<void> {
    await this.db.truncate();
    this.calls.length = 0;
    this.answer = () => undefined;
    this.now = new Date('2026-11-18T12:00:00Z');
    this.account = await createAccount(this.db, { timezone: 'Europe/Madrid', language: 'en' });
    const em = this.em();
    em.create(Member, { accountId: this.account.id, crmUserId: '1', name: 'Ada Admin', role: 'admin', language: 'en', active: true });
    em.create(Member, { accountId: this.account.id, crmUserId: '2', name: 'Rob Rep', role: 'rep', language: 'en', active: true });
    await em.flush();
  }

  em(): EntityManager {
    return this.db.tenancy.forAccount(this.account.id);
  }

  /** Runs something as a job of this account would. */
  async run<T>(work: (cradle: ScopedCradle) => Promise<T>): Promise<T> {
    const scope = makeScope(this.container, { accountId: this.account.id });
    try {
      return await work(scope.cradle);
    } finally {
      await scope.dispose();
    }
  }

  /** Takes bodies in, in this order, and works through them. Returns their rows. */
  async deliver(...bodies: (Body | string)[]): Promise<HookEvent[]> {
    const rows = await this.store(...bodies);
    await this.work();
    return this.em().find(HookEvent, { id: { $in: rows.map(({ id }) => id) } }, { orderBy: { id: 'asc' } });
  }

  /** Works through what waits, in one run. */
  async work(): Promise<void> {
    await this.run(({ hooks }) => hooks.processWaiting(new AbortController().signal));
  }

  /** Takes bodies in, in this order. */
  async store(...bodies: (Body | string)[]): Promise<HookEvent[]> {
    const em = this.em();
    const rows = bodies.map((body) => {
      const bytes = Buffer.from(typeof body === 'string' ? body : formOf(body));
      return em.create(HookEvent, {
        id: newId(),
        accountId: this.account.id,
        source: 'kommo',
        headers: {},
        body: bytes,
        bytes: bytes.length,
        digest: 'd',
        state: 'received',
        attempts: 0,
        events: [],
        receivedAt: this.now,
      });
    });
    await em.flush();
    return rows;
  }

  /** What waits in a queue for this account, oldest first. */
  async jobs<N extends JobName>(name: N): Promise<JobData[N][]> {
    const { items } = await this.container.cradle.queue.list({ limit: 200 }, this.account.id);
    return items
      .filter((job) => job.name === name)
      .map((job) => job.data as JobData[N])
      .toReversed();
  }

  async close(): Promise<void> {
    await this.#close();
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const call = { method: init.method ?? 'GET', path, body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined };
    this.calls.push(call);
    const answer = this.answer(call) ?? { status: 204 };
    if (answer instanceof Error) throw answer;
    return answer.body === undefined ? new Response(null, { status: answer.status }) : Response.json(answer.body, { status: answer.status });
  }
}
