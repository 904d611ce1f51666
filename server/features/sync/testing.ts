/** For tests: the product's own services between a real database and the local Kommo, on one clock that requests move. */
import { randomBytes } from 'node:crypto';

import { asValue } from 'awilix';
import { pino } from 'pino';

import { readConfig } from '../../config.ts';
import { buildContainer, type Container, makeScope, type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { Listener } from '../../db/listener.ts';
import { createAccount, type TestDatabase } from '../../db/testing.ts';
import { Host } from '../../host/host.ts';
import { Queue } from '../../jobs/queue.ts';
import { CLIENT_ID, CLIENT_SECRET, type Harness, type Received, startHarness } from '../../sandbox/kommo/testing.ts';
import { type Caller } from '../accounts/sessions.ts';
import { Connection, Member } from '../accounts/entities.ts';
import { pluginSettings, pluginStore } from '../plugins/store.ts';
import { type Kind } from './plan.ts';

/** Kommo takes seven a second. */
const BETWEEN_REQUESTS_MS = 200;
const USER = '10431207';

export class SyncWorld {
  readonly db: TestDatabase;
  readonly kommo: Harness;
  readonly container: Container;
  readonly accountId: string;
  readonly memberId: string;
  /** Called before each request; what it throws is what the connection does. */
  onRequest: (path: string) => void = () => undefined;
  requests: string[] = [];
  readonly #close: () => Promise<void>;
  #taken = 0;

  private constructor(parts: Pick<SyncWorld, 'db' | 'kommo' | 'container' | 'accountId' | 'memberId'>, close: () => Promise<void>) {
    this.db = parts.db;
    this.kommo = parts.kommo;
    this.container = parts.container;
    this.accountId = parts.accountId;
    this.memberId = parts.memberId;
    this.#close = close;
  }

  static async start(db: TestDatabase): Promise<SyncWorld> {
    await db.truncate();
    const kommo = await startHarness();
    const { access_token: token } = await kommo.connect();
    const log = pino({ level: 'silent' });
    const config = readConfig({
      SANDBOX: 'off',
      PUBLIC_URL: kommo.product.url,
      KOMMO_CLIENT_ID: CLIENT_ID,
      KOMMO_CLIENT_SECRET: CLIENT_SECRET,
      KOMMO_ORIGIN: kommo.origin,
      MASTER_KEY: randomBytes(32).toString('base64'),
      LLM_BASE_URL: 'http://127.0.0.1:9/v1',
      LLM_MODEL: 'none',
      LLM_EMBEDDING_MODEL: 'none',
      LOG_LEVEL: 'silent',
    });
    const queue = new Queue({ url: db.url, log, supervise: false });
    const listener = new Listener({ url: db.url, log });
    await queue.start();
    const container = buildContainer({ config, log, orm: db.orm, queue, listener, oneTrip: db.oneTrip });
    const { cradle } = container;
    const world: { it?: SyncWorld } = {};
    const crmFetch: typeof fetch = async (path, init) => {
      world.it?.requests.push(String(path as string));
      world.it?.onRequest(path as string);
      kommo.clock.ms += BETWEEN_REQUESTS_MS;
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${token}`);
      return fetch(new URL(path as string, kommo.origin), { ...init, headers });
    };
    const host = new Host({
      log,
      clock: kommo.clock,
      egress: cradle.egress,
      crmFetch: async () => crmFetch,
      settings: pluginSettings(cradle.tenancy),
      store: pluginStore(cradle.tenancy),
    });
    container.register({ clock: asValue(kommo.clock), host: asValue(host) });

    const { id: accountId } = await createAccount(db, {
      crmId: String(kommo.platform.state.data.account.id),
      subdomain: 'lumenpark',
      host: 'lumenpark.kommo.com',
      installedAt: kommo.clock.now(),
    });
    const em = db.tenancy.forAccount(accountId);
    const now = kommo.clock.now();
    const memberId = newId();
    em.create(Member, { id: memberId, accountId, crmUserId: USER, name: 'Nadia', role: 'admin' });
    em.create(Connection, {
      id: newId(),
      accountId,
      state: 'connected',
      accessToken: Buffer.from('x'),
      refreshToken: Buffer.from('x'),
      expiresAt: now,
      scopes: ['crm'],
      crmUserId: USER,
      generation: 1,
      refreshedAt: now,
    });
    await em.flush();
    await em.execute('update accounts set data_key = ? where id = ?', [cradle.vault.newDataKey(accountId), accountId]);
    const made = new SyncWorld({ db, kommo, container, accountId, memberId }, async () => {
      await queue.stop();
      await cradle.egress.close();
      await kommo.stop();
    });
    world.it = made;
    await made.cradle.accountSetup.run();
    made.requests = [];
    return made;
  }

  /** A fresh scope, as each job and request has. */
  get cradle(): ScopedCradle {
    return makeScope(this.container, { accountId: this.accountId }).cradle;
  }

  get memberCradle(): ScopedCradle {
    const caller: Caller = { accountId: this.accountId, memberId: this.memberId, role: 'admin' } as Caller;
    return makeScope(this.container, { accountId: this.accountId, caller }).cradle;
  }

  get em() {
    return this.db.tenancy.forAccount(this.accountId);
  }

  get kommoData() {
    return this.kommo.platform.state.data;
  }

  /** Begins a run and works it to its end. */
  async sync(kind: Kind): Promise<string> {
    const { syncId } = await this.cradle.sync.start(kind);
    await this.work(syncId);
    return syncId;
  }

  async work(syncId: string, options: { signal?: AbortSignal; lastAttempt?: boolean } = {}): Promise<void> {
    await this.cradle.syncRunner.work(syncId, { signal: new AbortController().signal, lastAttempt: false, ...options });
  }

  /** Waits until Kommo has sent all it has to send, and gives back what came since the last call. */
  async hooks(): Promise<Received[]> {
    const { state } = this.kommo.platform;
    while (state.data.deliveries.size > 0) await new Promise((resolve) => setImmediate(resolve));
    const came = this.kommo.product.received.slice(this.#taken).filter(({ url }) => url.startsWith('/hooks/'));
    this.#taken = this.kommo.product.received.length;
    return came;
  }

  /** Takes hooks in and works through everything that waits, the sweep's own too. */
  async process(hooks: readonly Received[] = []): Promise<void> {
    for (const { url, headers, body } of hooks) {
      const secret = url.split('/')[3] ?? '';
      await this.cradle.intake.accept({ pluginId: 'kommo', secret, headers: { 'content-type': String(headers['content-type']) }, body: Buffer.from(body) });
    }
    await this.cradle.hooks.processWaiting(new AbortController().signal);
  }

  async stop(): Promise<void> {
    await this.#close();
  }
}
