/**
 * The one client of language models: any OpenAI-compatible server, reached through egress only. It
 * believes nothing that comes back: sizes, times and shapes are checked, failures have plain codes.
 */
import type OpenAI from 'openai';
import { type ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';

import { type Clock } from '../clock.ts';
import { type Config } from '../config.ts';
import { type Egress } from '../egress/egress.ts';
import { Answer } from './answer.ts';
import { Deadlines, PATIENCE, type Patience } from './deadlines.ts';
import { LlmError } from './errors.ts';
import { readModels } from './model-list.ts';
import { QuestionVectors } from './question-vectors.ts';
import { type LlmCost, type LlmEvent, type LlmModel, type LlmRequest, type LlmUsage } from './types.ts';
import { readVectors } from './vectors.ts';

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_LIST_BYTES = 8 * 1024 * 1024;
const MODELS_KEPT_MS = 10 * 60_000;
/** After a failed look at the price list the next one waits this long: a cost must not cost a request each. */
const MODELS_RETRY_MS = 30_000;
const MODELS_TIMEOUT_MS = 5_000;
const EMBED_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_TOKENS = 1500;

interface Sdk {
  chat: OpenAI;
  /** For embeddings and the list of models. */
  lists: OpenAI;
  errorOf: (error: unknown, streaming?: boolean) => LlmError;
}

interface Deps {
  config: Pick<Config, 'llm'>;
  egress: Pick<Egress, 'fetch'>;
  clock: Clock;
}

export class Llm {
  readonly questions = new QuestionVectors();
  readonly #config: Config['llm'];
  readonly #clock: Clock;
  readonly #egress: Pick<Egress, 'fetch'>;
  #sdk: Promise<Sdk> | undefined;
  readonly #patience: Patience;
  #models: { until: number; list: Promise<LlmModel[]> } | undefined;

  constructor({ config, egress, clock }: Deps, patience: Partial<Patience> = {}) {
    this.#config = config.llm;
    this.#clock = clock;
    this.#patience = { ...PATIENCE, ...patience };
    this.#egress = egress;
  }

  /** Loads the SDK ahead of the first call. */
  load(): Promise<Sdk> {
    const limits = { chat: { deadlineMs: this.#patience.total, maxBytes: MAX_BYTES }, lists: { deadlineMs: EMBED_TIMEOUT_MS, maxBytes: MAX_LIST_BYTES } };
    this.#sdk ??= import('./sdk.ts').then(({ openClient, llmError }) => ({
      chat: openClient(this.#config, this.#egress, limits.chat),
      lists: openClient(this.#config, this.#egress, limits.lists),
      errorOf: llmError,
    }));
    return this.#sdk;
  }

  /** The model vectors are made with: stored beside each of them. */
  get embeddingModel(): string {
    return this.#config.embeddingModel;
  }

  /**
   * One answer, piece by piece; `done` comes last. Leaving the loop early ends the request.
   * @throws LlmError, or the reason of `signal` when the caller aborted.
   */
  async *stream(request: LlmRequest): AsyncGenerator<LlmEvent, void, undefined> {
    const model = request.model || this.#config.model;
    const answer = new Answer(request, model);
    const { chat, errorOf } = await this.load();
    const deadlines = new Deadlines(this.#patience, request.signal);
    let begun = false;
    try {
      request.signal.throwIfAborted();
      const chunks = await chat.chat.completions.create(bodyOf(request, model), { signal: deadlines.signal });
      for await (const chunk of chunks) {
        begun = true;
        deadlines.alive();
        const text = answer.add(chunk);
        if (text) yield { type: 'text', text };
      }
      // The SDK ends an aborted stream as if it were complete.
      request.signal.throwIfAborted();
      if (deadlines.expired) throw new LlmError('timeout');
      yield* answer.end();
    } catch (error) {
      request.signal.throwIfAborted();
      if (deadlines.expired) throw new LlmError('timeout');
      throw errorOf(error, begun);
    } finally {
      deadlines.end();
    }
  }

  /** One vector for each text, in order, all of one length. @throws LlmError, or the reason of `signal`. */
  async embed(
    texts: readonly string[],
    { signal, timeoutMs = EMBED_TIMEOUT_MS }: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<{ vectors: number[][]; usage: LlmUsage }> {
    if (texts.length === 0) return { vectors: [], usage: { in: 0, out: 0 } };
    const { lists, errorOf } = await this.load();
    const deadlines = new Deadlines({ firstToken: timeoutMs, idle: timeoutMs, total: timeoutMs }, signal);
    try {
      signal?.throwIfAborted();
      const answer = await lists.post<unknown>('/embeddings', { body: { model: this.#config.embeddingModel, input: texts }, signal: deadlines.signal });
      return readVectors(answer, texts);
    } catch (error) {
      signal?.throwIfAborted();
      if (deadlines.expired) throw new LlmError('timeout');
      throw errorOf(error);
    } finally {
      deadlines.end();
    }
  }

  /** What the provider offers; kept for ten minutes. @throws LlmError. */
  async models(): Promise<LlmModel[]> {
    const now = this.#clock.now().getTime();
    if (this.#models && this.#models.until > now) return this.#models.list;
    const entry = { until: now + MODELS_KEPT_MS, list: this.#readModels() };
    entry.list.catch(() => {
      entry.until = now + MODELS_RETRY_MS;
    });
    this.#models = entry;
    return entry.list;
  }

  /** Never throws: a model whose price is not known costs 0 and is not `priced`. */
  async cost(model: string, usage: LlmUsage): Promise<LlmCost> {
    const list = await this.models().catch(() => []);
    const price = list.find(({ id }) => id === model)?.price;
    if (!price) return { micros: 0, priced: false };
    return { micros: Math.ceil((usage.in * price.in + usage.out * price.out) / 1e6), priced: true };
  }

  async #readModels(): Promise<LlmModel[]> {
    const { lists, errorOf } = await this.load();
    const deadlines = new Deadlines({ firstToken: MODELS_TIMEOUT_MS, idle: MODELS_TIMEOUT_MS, total: MODELS_TIMEOUT_MS }, undefined);
    try {
      return readModels(await lists.get<unknown>('/models', { signal: deadlines.signal }));
    } catch (error) {
      throw deadlines.expired ? new LlmError('timeout') : errorOf(error);
    } finally {
      deadlines.end();
    }
  }
}

const bodyOf = (request: LlmRequest, model: string): ChatCompletionCreateParamsStreaming => ({
  model,
  stream: true,
  stream_options: { include_usage: true },
  messages: [{ role: 'system', content: request.system }, ...request.messages],
  max_tokens: request.maxTokens ?? DEFAULT_MAX_TOKENS,
  ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
  ...(request.tools?.length ? { tools: request.tools.map((tool) => ({ type: 'function' as const, function: { ...tool } })) } : {}),
});
