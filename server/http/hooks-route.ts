/**
 * POST /hooks/{plugin}/{secret}[/]: bytes in, stored, 200. Kept apart from everything else: no parsing, no
 * other middleware, no allocation that is not needed. What is accepted here is worth a customer's message.
 */
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

import { type Context, type Middleware } from 'koa';
import { type Logger } from 'pino';

import { type Metrics } from './metrics.ts';
import { BodyError, readBody } from './read-body.ts';

export interface HookIntake {
  /** Resolves once it is stored for good; rejects when it could not be. */
  accept(input: { pluginId: string; secret: string; headers: Record<string, string>; body: Buffer }): Promise<'stored' | 'unknown'>;
}

export interface HookOptions {
  log: Pick<Logger, 'error'>;
  metrics: Pick<Metrics, 'intake'>;
  /** ms for a whole body. */
  timeoutMs?: number;
}

const MAX_BYTES = 1024 * 1024;
const PATH = /^\/hooks\/([a-z0-9-]{1,64})\/([A-Za-z0-9_-]{16,128})\/?$/;
const STATUS = { too_large: 413, too_slow: 408, aborted: 400 } as const;
const INFLATE = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) } as const;

const isKnown = (encoding: string): encoding is keyof typeof INFLATE => encoding in INFLATE;

export function mountHooks(app: { use(middleware: Middleware): unknown }, intake: HookIntake, options: HookOptions): void {
  app.use((ctx, next) => {
    if (!ctx.path.startsWith('/hooks/')) return next();
    const match = ctx.method === 'POST' ? PATH.exec(ctx.path) : null;
    return take(ctx, match?.[1], match?.[2], intake, options);
  });
}

async function take(
  ctx: Context,
  pluginId: string | undefined,
  secret: string | undefined,
  intake: HookIntake,
  { log, metrics, timeoutMs }: HookOptions,
): Promise<void> {
  const began = performance.now();
  let status = 404;
  if (pluginId !== undefined && secret !== undefined) {
    try {
      const headers = ctx.req.headers as Record<string, string>;
      const body = await inflated(await readBody(ctx.req, MAX_BYTES, timeoutMs), headers);
      const stored = await intake.accept({ pluginId, secret, headers, body });
      status = stored === 'stored' ? 200 : 404;
    } catch (error) {
      status = error instanceof BodyError ? STATUS[error.problem] : 503;
      // Never the path: the secret is in it.
      if (status === 503) log.error({ pluginId, error }, 'a hook could not be stored');
    }
  }
  answer(ctx, status);
  metrics.intake.observe({ outcome: String(status) }, (performance.now() - began) / 1000);
}

/** Bounded by what comes out. A body that does not inflate is kept as it came: it may still tell somebody something. */
async function inflated(body: Buffer, headers: Record<string, string>): Promise<Buffer> {
  const encoding = headers['content-encoding']?.toLowerCase();
  if (encoding === undefined || !isKnown(encoding)) return body;
  try {
    const bytes = await INFLATE[encoding](body, { maxOutputLength: MAX_BYTES });
    delete headers['content-encoding'];
    return bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new BodyError('too_large');
    return body;
  }
}

/** Past Koa's own answer, which would name the status in a body. */
function answer(ctx: Context, status: number): void {
  ctx.respond = false;
  const { req, res } = ctx;
  if (res.headersSent || res.destroyed) return;
  // What was not read cannot be followed by another request on this connection.
  if (status === 413 || status === 408 || !req.complete) res.setHeader('connection', 'close');
  if (status === 503) res.setHeader('retry-after', '5');
  res.writeHead(status, { 'content-length': '0', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  if (status === 413 && !req.complete) return linger(req, res);
  res.end();
}

/** ms */
const LINGER_MS = 1_000;

/** A connection closed while its client still writes is reset, and the client never reads the answer: it may finish first, within a bound. */
function linger(req: IncomingMessage, res: ServerResponse): void {
  res.flushHeaders();
  const end = (): void => {
    clearTimeout(timer);
    req.off('end', end).off('close', end);
    res.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  req.on('end', end).on('close', end).resume();
}
