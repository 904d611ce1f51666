/** A platform on a free port and a product that writes down what reaches it, for tests over real HTTP. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import Koa from 'koa';

import { readText } from './api/body.ts';
import { type Platform, openPlatform, type PlatformOptions } from './platform.ts';

export const CLIENT_ID = '6f0e21b7-3c58-4d9a-8e47-1b2c3d4e5f60';
export const CLIENT_SECRET = 'example-secret-key-of-32-bytes-or-more';
/** 2026-01-15T10:00:00Z */
export const START = Date.UTC(2026, 0, 15, 10);

export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Product {
  url: string;
  received: Received[];
  /** Status of the answers from now on. */
  answer: number;
  /** Resolves when that many requests in all have come. */
  until(count: number): Promise<Received[]>;
}

const open = async (handler: (request: IncomingMessage, respond: (status: number) => void) => Promise<void>): Promise<{ server: Server; port: number }> => {
  const server = createServer((request, response) => {
    void handler(request, (status) => response.writeHead(status).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
};

const close = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

export interface Harness {
  platform: Platform;
  product: Product;
  origin: string;
  /** Moves the platform's clock. */
  clock: { ms: number; now(): Date };
  /** A token of the admin, as after consent. */
  connect(): Promise<{ access_token: string; refresh_token: string }>;
  token(body: Record<string, unknown>): Promise<Response>;
  api(path: string, options?: { method?: string; token?: string; body?: unknown; headers?: Record<string, string> }): Promise<Response>;
  act(body: Record<string, unknown>): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export const startHarness = async (options: Partial<PlatformOptions> = {}): Promise<Harness> => {
  const waiting: { count: number; resolve: (all: Received[]) => void }[] = [];
  const product: Product = {
    url: '',
    received: [],
    answer: 200,
    until: (count) =>
      new Promise((resolve) => {
        if (product.received.length >= count) resolve(product.received);
        else waiting.push({ count, resolve });
      }),
  };
  const { server: productServer, port: productPort } = await open(async (request, respond) => {
    const body = await readText(request);
    product.received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    respond(product.answer);
    for (const waiter of waiting.splice(0)) {
      if (product.received.length >= waiter.count) waiter.resolve(product.received);
      else waiting.push(waiter);
    }
  });
  product.url = `http://127.0.0.1:${productPort}`;

  const clock = { ms: START, now: () => new Date(clock.ms) };
  const redirectUri = `${product.url}/oauth/kommo/callback`;
  const platform = await openPlatform({
    productUrl: product.url,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    redirectUri,
    disconnectUrl: `${product.url}/oauth/kommo/disabled`,
    widgetArchive: async () => undefined,
    clock,
    ...options,
  });
  const app = new Koa();
  app.silent = true;
  for (const step of [...platform.guards, ...platform.routes]) app.use(step);
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  platform.start();

  const json = (path: string, body: Record<string, unknown>): Promise<Response> =>
    fetch(`${origin}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const token: Harness['token'] = (body) =>
    json('/oauth2/access_token', { client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uri: redirectUri, ...body });
  return {
    platform,
    product,
    origin,
    clock,
    token,
    async connect() {
      const response = await fetch(`${origin}/oauth`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'decision=allow&state=9f1c',
      });
      const code = new URL(response.headers.get('location') ?? '').searchParams.get('code');
      return (await (await token({ grant_type: 'authorization_code', code })).json()) as { access_token: string; refresh_token: string };
    },
    api: (path, { method = 'GET', token: access, body, headers } = {}) =>
      fetch(`${origin}${path}`, {
        method,
        headers: {
          ...(access === undefined ? {} : { authorization: `Bearer ${access}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async act(body) {
      const response = await json('/_sandbox/act', body);
      return (await response.json()) as Record<string, unknown>;
    },
    async stop() {
      await close(server);
      await platform.stop();
      await close(productServer);
    },
  };
};
