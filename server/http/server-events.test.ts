import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import Koa from 'koa';
import { expect, it } from 'vitest';

import { sendEvents } from './server-events.ts';

it('ends the source when the client was gone before the stream began', async () => {
  let ended = false;
  async function* source() {
    try {
      yield { event: 'ready', data: {} };
      await new Promise(() => undefined);
    } finally {
      ended = true;
    }
  }
  const app = new Koa();
  app.use((ctx) => {
    const stop = new AbortController();
    stop.abort();
    return sendEvents(ctx, {
      events: source(),
      requestId: 'r',
      stop,
      isAllowed: async () => true,
      onUnexpected: () => undefined,
      onEnd: async () => undefined,
      times: { heartbeat: 1000, recheck: 1000, firstEvent: 10 },
    });
  });
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).text();
  await new Promise((resolve) => server.close(resolve));
  expect(ended).toBe(true);
});
