/** For tests: the whole edge over a real database, listening on an ephemeral port, with a few routes of its own. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { z } from 'zod';

import { type ScopedCradle } from '../container.ts';
import { type TestDatabase } from '../db/testing.ts';
import { notFound } from '../errors.ts';
import { Idempotency } from '../features/accounts/idempotency.ts';
import { accountRoutes } from '../features/accounts/routes.ts';
import { type FakeKommo } from '../features/accounts/fake-kommo.testing.ts';
import { World } from '../features/accounts/testing.ts';
import { type AppOptions, createApp } from './app.ts';
import { liveRoutes } from './live.ts';
import { type LiveMessage } from './live-messages.ts';
import { Metrics } from './metrics.ts';
import { type Route, route, type ServerEvent } from './route.ts';

/** The second account of every test edge. */
export const OTHER = '00000000-0000-7000-8000-0000000000bb';

async function* counting(): AsyncIterable<ServerEvent> {
  yield { event: 'one', data: { text: 'a\nb' } };
  throw notFound('talk');
}

async function* failing(fail = true): AsyncIterable<ServerEvent> {
  if (fail) throw notFound('talk');
  yield { event: 'never', data: {} };
}

const Thing = z.object({ name: z.string().min(2), nested: z.object({ count: z.number().int() }).optional() });
const tag = 'Test';

export class Edge {
  /** What handlers and the hook intake were asked to do. */
  readonly effects: unknown[] = [];
  readonly logged: string[] = [];
  ready = true;
  publish = (_message: LiveMessage): void => undefined;
  /** Subscribers that left and came, scopes made and disposed of. */
  left = 0;
  subscribed = 0;
  made = 0;
  disposed = 0;
  readonly world: World;
  readonly routes: Route[];
  /** Requests a minute; set before `start`. */
  limits = { anonymous: 100, member: 300, account: 400 };
  port = 0;
  #server: Server | undefined;
  #base = '';

  constructor(db: TestDatabase, kommo: FakeKommo, origin: string, routes?: readonly Route[]) {
    this.world = new World(db, kommo, origin);
    this.routes = routes ? [...routes] : [...accountRoutes, ...liveRoutes, ...this.#own()];
  }

  #own(): Route[] {
    return [
      route({
        method: 'post',
        path: '/things',
        access: 'admin',
        tag,
        summary: 'Make a thing',
        body: Thing,
        response: z.object({ name: z.string(), at: z.iso.datetime() }),
        status: 201,
        handle: async ({ body }) => {
          this.effects.push(body);
          return { ...body, at: new Date(), secret: 'canary-output' };
        },
      }),
      route({
        method: 'get',
        path: '/things/:id',
        access: 'member',
        tag,
        summary: 'Read a thing',
        params: z.object({ id: z.uuid() }),
        query: z.object({ limit: z.coerce.number().int().max(5).default(1) }),
        response: z.object({ id: z.string(), limit: z.number() }),
        handle: async ({ params, query }) => ({ ...params, ...query }),
      }),
      route({
        method: 'get',
        path: '/language',
        access: 'member',
        tag,
        summary: 'Which language is asked for',
        response: z.object({ asked: z.string().nullable() }),
        handle: async ({ cradle }) => ({ asked: cradle.caller?.language ?? null }),
      }),
      route({
        method: 'get',
        path: '/fault',
        access: 'public',
        tag,
        summary: 'Break',
        handle: async () => {
          throw new Error('select * from canary_table at /srv/canary/path.ts');
        },
      }),
      route({ method: 'get', path: '/counting', access: 'member', tag, summary: 'One event, then a failure', stream: true, handle: () => counting() }),
      route({ method: 'get', path: '/failing', access: 'member', tag, summary: 'A failure at once', stream: true, handle: () => failing() }),
    ];
  }

  async start(): Promise<void> {
    await this.world.account();
    await this.world.account({ id: OTHER, crmId: '2', subdomain: 'other' });
    const handle = createApp(this.#options()).callback();
    const server = createServer((request, response) => void handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.#base = `http://127.0.0.1:${this.port}`;
  }

  #options(): AppOptions {
    const { world } = this;
    const services = world.services();
    const live = {
      subscribe: (_account: string, receive: (message: LiveMessage) => void) => {
        this.publish = receive;
        this.subscribed++;
        return () => void this.left++;
      },
    };
    return {
      cradle: { ...services, log: world.recordingLog(this.logged), metrics: new Metrics() },
      routes: this.routes,
      ready: [
        {
          name: 'database',
          check: async () => {
            if (!this.ready) throw new Error('canary detail');
          },
        },
      ],
      limits: this.limits,
      streamTimes: { heartbeat: 30, recheck: 30, firstEvent: 500 },
      hookTimeoutMs: 200,
      intake: {
        accept: async (input) => {
          if (input.secret.startsWith('broken')) throw new Error('disk full');
          if (input.secret.startsWith('unknown')) return 'unknown';
          this.effects.push(input);
          return 'stored';
        },
      },
      makeScope: ({ caller }) => {
        this.made++;
        const accountId = caller?.accountId ?? '';
        const em = () => world.db.tenancy.forAccount(accountId);
        const scoped = caller
          ? { em: em(), accounts: services.accounts(accountId), idempotency: new Idempotency({ em: em(), accountId, clock: world.clock }) }
          : {};
        // Only what these routes use: the whole cradle belongs to the container.
        const cradle = { ...services, ...scoped, live, accountId, caller } as unknown as ScopedCradle;
        return { cradle, dispose: async () => void this.disposed++ };
      },
    };
  }

  call(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.#base}${path}`, { redirect: 'manual', ...init });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Headers of a new session; the admin of the first account unless `claims` say otherwise. */
  async signIn(claims: object = {}): Promise<Record<string, string>> {
    const answer = await this.call('/api/v1/session', { method: 'POST', headers: { 'x-auth-token': this.world.token({ claims }) } });
    const { token } = (await answer.json()) as { token: string };
    return { authorization: `Bearer ${token}` };
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
    await this.world.egress.close();
  }
}
