import { type ScopedCradle } from '../../container.ts';
import { AppError } from '../../errors.ts';
import { LlmError } from '../../llm/errors.ts';
import { type LlmUsage } from '../../llm/types.ts';
import { type Agent } from '../agents/entities.ts';
import { type SearchHit } from '../knowledge/schema.ts';
import { type Said } from './context-rows.ts';
import { type TraceStep } from './entities.ts';
import { failureOf } from './failures.ts';
import { languageOf, linesOf, messageSources, questionOf } from './said.ts';
import { type Delta, ShownText } from './shown-text.ts';
import { type Brief, type Checked } from './steps.ts';
import { Trace } from './trace.ts';

export interface TrialRequest {
  agent: Agent;
  /** Oldest first; the last one asks. */
  said: readonly Said[];
  /** Of the account: for a question that does not tell its own. */
  language: string;
  signal: AbortSignal;
}

export interface TrialResult extends Checked {
  language: string;
  model: string;
  tokens: LlmUsage;
  hits: SearchHit[];
  trace: TraceStep[];
}

export type TrialEvent = { kind: 'delta'; delta: Delta } | { kind: 'done'; result: TrialResult };

/** An answer by the same steps as a real one, for nobody: no talk, no gates, no delivery, nothing of the CRM. */
export class ReplyTrial {
  readonly #deps: Pick<ScopedCradle, 'replySteps' | 'agents' | 'ledger' | 'log'>;

  constructor({ replySteps, agents, ledger, log }: Pick<ScopedCradle, 'replySteps' | 'agents' | 'ledger' | 'log'>) {
    this.#deps = { replySteps, agents, ledger, log };
  }

  /** @throws AppError 502 with the code a screen translates when the model fails, the reason of `signal` when the asker leaves */
  async *run(request: TrialRequest): AsyncGenerator<TrialEvent, void> {
    const { replySteps, agents } = this.#deps;
    const { agent, signal } = request;
    const trace = new Trace();
    const text = new ShownText();
    const model = agents.modelOf(agent);
    let tokens: LlmUsage = { in: 0, out: 0 };
    let owed: { cost: number; error: string | null } = { cost: 0, error: 'interrupted' };
    let asked = false;
    try {
      const brief = briefOf(request);
      trace.add('context', { messages: brief.lines.length, language: brief.language });
      const found = await replySteps.passages(brief, signal);
      trace.add('passages', { count: found.items.length, degraded: found.degraded });
      asked = true;
      for await (const piece of replySteps.ask(brief, agent, found.items, undefined, signal)) {
        if (piece.type === 'done') tokens = piece.usage;
        if (piece.type !== 'text') continue;
        if (!text.raw) trace.add('first token');
        const delta = text.push(piece.text);
        if (delta) yield { kind: 'delta', delta };
      }
      const rest = text.end();
      if (rest) yield { kind: 'delta', delta: rest };
      trace.add('generated', { characters: text.raw.length });
      if (!text.raw.trim()) throw new AppError(502, 'llm_empty', 'The model answered with nothing. Try again or choose another model.');
      const checked = await replySteps.check(text.raw, tokens, brief, agent, found.items);
      owed = { cost: checked.cost, error: null };
      trace.add('verified', { sentences: checked.sentences.length, marked: checked.sentences.filter(({ marked }) => marked).length });
      yield { kind: 'done', result: { ...checked, language: brief.language, model, tokens, hits: found.items, trace: trace.steps } };
    } catch (error) {
      owed.error = signal.aborted ? 'interrupted' : failureOf(error);
      throw plain(error);
    } finally {
      if (asked) await this.#pay({ model, tokens, ...owed, ms: Math.round(trace.elapsed()) });
    }
  }

  /** One row for each call, also for one that failed or was left. */
  async #pay(call: { model: string; tokens: LlmUsage; cost: number; error: string | null; ms: number }): Promise<void> {
    const { ledger, log } = this.#deps;
    const { model, tokens, cost, error, ms } = call;
    await ledger
      .record({ kind: 'chat', model, tokensIn: tokens.in, tokensOut: tokens.out, cost, ms, ok: error === null, error })
      .catch((failure: unknown) => log.error({ error: failure }, 'could not write down what a model call cost'));
  }
}

const briefOf = ({ said, language }: TrialRequest): Brief => ({
  language: languageOf(said, language),
  lines: linesOf(said),
  question: questionOf(said),
  facts: [],
  events: [],
  sources: messageSources(said),
});

const plain = (error: unknown): unknown => (error instanceof LlmError ? new AppError(502, failureOf(error), error.message, { cause: error }) : error);
