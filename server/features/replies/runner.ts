import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { AppError } from '../../errors.ts';
import { type LlmEvent } from '../../llm/types.ts';
import { type Agent } from '../agents/entities.ts';
import { type SearchHit } from '../knowledge/schema.ts';
import { type ReplyContext } from './context.ts';
import { DeltaFeed } from './delta-feed.ts';
import { type Draft } from './entities.ts';
import { failureOf } from './failures.ts';
import { firstStop, type Stop } from './gates.ts';
import { type DraftShape, presentDraft } from './present.ts';
import { type PromptParts, TEMPLATE } from './prompt.ts';
import { type Delta, ShownText } from './shown-text.ts';
import { textSoFar } from './steps.ts';
import { Trace } from './trace.ts';

export type RunEvent = { kind: 'stopped'; stop: Stop } | { kind: 'draft'; draft: DraftShape } | { kind: 'delta'; draftId: string; from: number; text: string };

export interface RunRequest {
  talkId: string;
  trigger: 'hook' | 'member' | 'rule';
  /** The message to answer; null when a member or a rule asks. */
  messageId: string | null;
  /** Made by a caller who has to know it. */
  draftId?: string | undefined;
  /** Absent: whoever is bound to the talk. */
  agentId?: string | undefined;
  wish?: string | undefined;
  /** Ends the run when the asker goes away or the process stops. */
  signal: AbortSignal;
}

type Deps = Pick<ScopedCradle, 'accountId' | 'live' | 'replyContext' | 'replySteps' | 'draftStore' | 'agents' | 'log' | 'metrics'>;

/** The line of small steps from a message to a stored draft: gates > context > generate > verify > decide. */
export class ReplyRunner {
  readonly #deps: Deps;

  constructor({ accountId, live, replyContext, replySteps, draftStore, agents, log, metrics }: Deps) {
    this.#deps = { accountId, live, replyContext, replySteps, draftStore, agents, log, metrics };
  }

  async *run(request: RunRequest): AsyncGenerator<RunEvent> {
    const { replyContext, draftStore } = this.#deps;
    const trace = new Trace();
    const context = await replyContext.read(request.talkId, request.messageId, request.agentId);
    trace.add('context', { messages: context.lines.length, language: context.language });
    const stop = firstStop(context.gates, request.trigger === 'member' ? { at: 'member' } : { at: request.trigger, mode: context.mode });
    trace.add('gates', { stop: stop?.gate ?? null });
    if (stop || !context.agent) {
      const reason = stop ?? { gate: 'not_bound' as const, evidence: {} };
      await draftStore.withhold(context.talk.id, request.messageId ?? context.inReplyTo, reason, context.agent);
      yield { kind: 'stopped', stop: reason };
      return;
    }
    yield* this.#generate(request, context, context.agent, trace);
  }

  async *#generate(request: RunRequest, context: ReplyContext, agent: Agent, trace: Trace): AsyncGenerator<RunEvent> {
    const { live, accountId, replySteps } = this.#deps;
    const found = await replySteps.passages(context, request.signal);
    trace.add('passages', { count: found.items.length, degraded: found.degraded });
    const abort = new AbortController();
    // The model begins while the draft is being stored.
    const pieces = replySteps.ask(context, agent, found.items, request.wish, AbortSignal.any([request.signal, abort.signal]));
    const first = pieces.next();
    first.catch(() => undefined);
    const draft = await this.#begin(request, context, agent, found.items).catch((error: unknown) => {
      abort.abort();
      throw error;
    });
    if (!draft) return abort.abort();
    trace.add('draft stored');
    const stopListening = live.subscribe(accountId, (message) => {
      if (message.kind === 'draft.updated' && message.draftId === draft.id && message.state !== 'streaming') abort.abort();
    });
    const text = new ShownText();
    try {
      yield { kind: 'draft', draft: presentDraft(draft) };
      yield* this.#write(draft, text, first, pieces, trace);
      yield* this.#finish(draft, text.raw, context, agent, found.items, request, trace);
    } catch (error) {
      if (!abort.signal.aborted) yield* this.#fail(draft, text.raw, error, request, trace);
    } finally {
      stopListening();
      abort.abort();
      await this.#leave(draft, trace);
    }
  }

  #begin(request: RunRequest, context: ReplyContext, agent: Agent, hits: readonly SearchHit[]): Promise<Draft | undefined> {
    return this.#deps.draftStore.begin({
      id: request.draftId ?? newId(),
      talkId: context.talk.id,
      inReplyTo: request.messageId ?? context.inReplyTo,
      trigger: request.trigger,
      language: context.language,
      agent,
      model: this.#deps.agents.modelOf(agent),
      prompt: partsOf(request, context, agent, hits),
    });
  }

  /** Shows the pieces as they come, here and to everybody who watches the talk. */
  async *#write(
    draft: Draft,
    text: ShownText,
    first: Promise<IteratorResult<LlmEvent, void>>,
    pieces: AsyncGenerator<LlmEvent, void>,
    trace: Trace,
  ): AsyncGenerator<RunEvent> {
    const { live, accountId, metrics } = this.#deps;
    const feed = new DeltaFeed(draft.talkId, draft.id, (message) => live.publish(accountId, message));
    const show = function* (delta: Delta | undefined): Generator<RunEvent> {
      if (!delta) return;
      feed.push(delta.text);
      yield { kind: 'delta', draftId: draft.id, ...delta };
    };
    for (let step = await first; !step.done; step = await pieces.next()) {
      const piece = step.value;
      if (piece.type === 'text') {
        if (!text.raw) {
          trace.add('first token');
          metrics.firstToken.observe(trace.elapsed() / 1000);
        }
        yield* show(text.push(piece.text));
      } else if (piece.type === 'done') Object.assign(draft, { tokensIn: piece.usage.in, tokensOut: piece.usage.out });
    }
    yield* show(text.end());
    await feed.end();
    trace.add('generated', { characters: text.raw.length });
    if (!text.raw.trim()) throw new AppError(502, 'llm_empty', 'The model answered with nothing. Try again or choose another model.');
  }

  async *#finish(
    draft: Draft,
    raw: string,
    context: ReplyContext,
    agent: Agent,
    hits: readonly SearchHit[],
    request: RunRequest,
    trace: Trace,
  ): AsyncGenerator<RunEvent> {
    Object.assign(draft, await this.#deps.replySteps.check(raw, { in: draft.tokensIn, out: draft.tokensOut }, context, agent, hits));
    const marked = draft.sentences.filter((sentence) => sentence.marked).length;
    trace.add('verified', { sentences: draft.sentences.length, marked });
    const unasked = request.trigger === 'rule' || (request.trigger === 'hook' && !isLate(context));
    const send = unasked && context.mode === 'auto' && marked === 0;
    trace.add('decided', { send });
    draft.trace = trace.steps;
    if (await this.#deps.draftStore.finish(draft, send, trace.elapsed())) yield { kind: 'draft', draft: presentDraft(draft) };
  }

  async *#fail(draft: Draft, raw: string, error: unknown, request: RunRequest, trace: Trace): AsyncGenerator<RunEvent> {
    const reason = request.signal.aborted ? 'interrupted' : failureOf(error);
    this.#deps.log.warn({ error, draft: draft.id, reason }, 'a draft could not be written');
    trace.add('failed', { reason });
    draft.text = textSoFar(raw);
    draft.trace = trace.steps;
    if (await this.#deps.draftStore.fail(draft, reason, trace.elapsed())) yield { kind: 'draft', draft: presentDraft(draft) };
  }

  /** Whoever listened went away between two pieces: the draft must not look as if it were still being written. */
  async #leave(draft: Draft, trace: Trace): Promise<void> {
    if (draft.state !== 'streaming') return;
    const { draftStore, log } = this.#deps;
    await draftStore.fail(draft, 'interrupted', trace.elapsed()).catch((error: unknown) => log.error({ error, draft: draft.id }, 'could not close a draft'));
  }
}

/** Nothing is sent late by itself: an answer to a message this old is a person's to give. */
const LATE_MS = 24 * 3_600_000;
const isLate = ({ gates: { now, lastInAt } }: ReplyContext): boolean => lastInAt !== null && now.getTime() - lastInAt.getTime() > LATE_MS;

const partsOf = (request: RunRequest, context: ReplyContext, agent: Agent, hits: readonly SearchHit[]): PromptParts => ({
  template: TEMPLATE,
  language: context.language,
  agent: { id: agent.id, version: agent.version },
  passages: hits.map((hit) => ({ chunkId: hit.chunkId, sourceId: hit.source.id, version: hit.source.version })),
  facts: context.facts,
  events: context.events,
  messageIds: context.lines.map((line) => line.id),
  wish: request.wish ?? null,
});
