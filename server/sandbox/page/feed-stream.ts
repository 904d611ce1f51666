import { PassThrough } from 'node:stream';

import { type Context } from 'koa';

import { type SandboxState } from '../kommo/state.ts';
import { concerns, readFeed } from './feed.ts';

const KEEP_ALIVE_MS = 25_000;

/** The whole feed at once, and again after each change; changes of one turn of the event loop travel together. */
export const streamFeed = (ctx: Context, state: SandboxState, leadId: number): void => {
  const out = new PassThrough();
  let scheduled = false;
  const send = (): void => {
    scheduled = false;
    const feed = readFeed(state, leadId);
    if (!feed) {
      out.end();
      return;
    }
    out.write(`event: feed\ndata: ${JSON.stringify(feed)}\n\n`);
  };
  const unsubscribe = state.subscribe((change) => {
    if (scheduled || out.destroyed || !concerns(state, leadId, change)) return;
    scheduled = true;
    setImmediate(send);
  });
  const keepAlive = setInterval(() => out.write(': \n\n'), KEEP_ALIVE_MS);
  keepAlive.unref();
  const stop = (): void => {
    clearInterval(keepAlive);
    unsubscribe();
  };
  out.once('close', stop);
  ctx.req.once('close', () => out.destroy());
  ctx.req.socket.setTimeout(0);
  ctx.set({ 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' });
  ctx.type = 'text/event-stream';
  ctx.body = out;
  send();
};
