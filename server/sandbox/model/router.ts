/**
 * A model without a network or a key, behind the same door as a real one: OpenAI's chat completions,
 * embeddings and model list. Its name says what it is.
 */
import { Readable } from 'node:stream';

import { Router } from '@koa/router';
import { type Context, type Next } from 'koa';
import getRawBody from 'raw-body';
import { type z } from 'zod';

import { type Pace, streamedAnswer, wholeAnswer } from './answer.ts';
import { embed } from './embedding.ts';
import { CHAT_MODEL, ChatRequest, EMBEDDING_MODEL, EmbeddingRequest, models } from './requests.ts';

const MAX_BODY = 4 * 1024 * 1024;
const PACE: Pace = { firstTokenMs: 120, tokenMs: 15 };

/** In the shape of OpenAI's errors. */
class Refused extends Error {
  readonly status: number;
  readonly body: { error: { message: string; type: string; param: string | null; code: string | null } };

  constructor(status: number, message: string, code: string | null = null, param: string | null = null) {
    super(message);
    this.status = status;
    this.body = { error: { message, type: 'invalid_request_error', param, code } };
  }
}

/** Milliseconds before the first token and between two. */
export function createModelRouter(options: Partial<Pace> = {}): Router {
  const pace = { ...PACE, ...options };
  const router = new Router();
  router.use(refusals);
  router.get('/v1/models', (ctx) => {
    ctx.body = { object: 'list', data: models };
  });
  router.post('/v1/chat/completions', async (ctx) => {
    const request = await read(ctx, ChatRequest);
    known(request.model, CHAT_MODEL);
    const signal = leaving(ctx);
    if (!request.stream) {
      ctx.body = await wholeAnswer(request, pace, signal);
      return;
    }
    ctx.set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' });
    const stream = Readable.from(streamedAnswer(request, pace, signal));
    // The asker left: nobody is there to be told.
    stream.on('error', () => undefined);
    ctx.body = stream;
  });
  router.post('/v1/embeddings', async (ctx) => {
    const { model, input, encoding_format: format } = await read(ctx, EmbeddingRequest);
    known(model, EMBEDDING_MODEL);
    const texts = typeof input === 'string' ? [input] : input;
    const tokens = Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 4);
    const data = texts.map((text, index) => ({ object: 'embedding', index, embedding: format === 'base64' ? base64(embed(text)) : embed(text) }));
    ctx.body = { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } };
  });
  return router;
}

async function refusals(ctx: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    ctx.status = error.status;
    ctx.body = error.body;
  }
}

async function read<T extends z.ZodType>(ctx: Context, schema: T): Promise<z.output<T>> {
  const text = await getRawBody(ctx.req, { limit: MAX_BODY, encoding: 'utf8' }).catch((error: { status?: number }) => {
    // Read to the end, so that the sender gets the answer and not a reset.
    ctx.req.resume();
    throw new Refused(error.status ?? 400, 'The body could not be read.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refused(400, 'We could not parse the JSON body of your request.');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refused(400, issue?.message ?? 'The request is not valid.', 'invalid_value', issue?.path.join('.') ?? null);
}

function known(model: string, expected: string): void {
  if (model !== expected) throw new Refused(404, `The model '${model.slice(0, 100)}' does not exist here. Use '${expected}'.`, 'model_not_found', 'model');
}

/** Aborts when the asker goes away before the end. */
function leaving(ctx: Context): AbortSignal {
  const controller = new AbortController();
  ctx.res.once('close', () => controller.abort());
  return controller.signal;
}

const base64 = (vector: readonly number[]): string => Buffer.from(new Float32Array(vector).buffer).toString('base64');
