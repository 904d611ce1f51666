/** Server-sent events from an async iterable: heartbeats, and an end when the client or its session goes. */
import { PassThrough } from 'node:stream';

import { type Context } from 'koa';

import { problemOf } from './problems.ts';
import { type ServerEvent } from './route.ts';

/** ms */
export interface StreamTimes {
  heartbeat: number;
  /** How often the session is looked at again: an ended one is dead within five seconds (security A2). */
  recheck: number;
  /** A failure before this is still an ordinary problem answer. */
  firstEvent: number;
}

export const STREAM_TIMES: StreamTimes = { heartbeat: 15_000, recheck: 4_000, firstEvent: 1_000 };
/** A client that reads this slowly is cut off; it reads the resources again when it comes back. */
const MAX_BUFFERED = 1024 * 1024;

/** Frames that come this close together leave together (ms): an answer of many small pieces costs few writes. */
const GATHER_MS = 20;

const frame = ({ event, data }: ServerEvent): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

interface Streaming {
  events: AsyncIterable<ServerEvent>;
  requestId: string;
  stop: AbortController;
  isAllowed: () => Promise<boolean>;
  onUnexpected: (error: unknown) => void;
  onEnd: () => Promise<void>;
  times: StreamTimes;
}

export async function sendEvents(ctx: Context, { events, requestId, stop, isAllowed, onUnexpected, onEnd, times }: Streaming): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  const first = iterator.next();
  first.catch(() => undefined);
  // Waits a little, so that "no such talk" is a 404 and not a stream with an error in it.
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([first, new Promise((resolve) => (timer = setTimeout(resolve, times.firstEvent)))]).finally(() => clearTimeout(timer));

  const out = new PassThrough();
  ctx.req.socket.setTimeout(0);
  ctx.status = 200;
  ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' });
  ctx.body = out;
  ctx.res.flushHeaders();

  const write = gathered(out);
  const beat = setInterval(() => write(':\n\n'), times.heartbeat);
  const check = setInterval(() => void isAllowed().then((allowed) => allowed || stop.abort(), onUnexpected), times.recheck);
  const pump = async (): Promise<void> => {
    try {
      for (let step = await first; !step.done && !stop.signal.aborted; step = await iterator.next()) {
        write(frame(step.value));
        if (out.writableLength > MAX_BUFFERED) stop.abort();
      }
    } catch (error) {
      const { document, unexpected } = problemOf(error, requestId);
      if (unexpected && !stop.signal.aborted) onUnexpected(error);
      write(frame({ event: 'error', data: document }));
    } finally {
      clearInterval(beat);
      clearInterval(check);
      write.end();
      await onEnd();
    }
  };
  // A generator that waits for its next event ends only when it is told to.
  const leave = (): void => {
    write.end();
    void iterator.return?.().catch(() => undefined);
  };
  if (stop.signal.aborted) leave();
  else stop.signal.addEventListener('abort', leave, { once: true });
  void pump().catch(onUnexpected);
}

interface Gathered {
  (text: string): void;
  /** Writes what waits and ends the stream; what comes later is dropped. */
  end(): void;
}

/** The first text leaves at once, what follows it closely waits for company. */
function gathered(out: PassThrough): Gathered {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    if (waiting === '' || out.writableEnded) return;
    out.write(waiting);
    waiting = '';
    timer = setTimeout(flush, GATHER_MS);
  };
  const write = (text: string): void => {
    waiting += text;
    if (timer === undefined) flush();
  };
  return Object.assign(write, {
    end: () => {
      clearTimeout(timer);
      flush();
      clearTimeout(timer);
      out.end();
    },
  });
}
