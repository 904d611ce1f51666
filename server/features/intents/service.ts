import { createHash } from 'node:crypto';

import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { Retry } from '../../sdk/errors.ts';
import { type Intent, type IntentLabel } from '../../sdk/facts.ts';
import { MessageIntent } from './entities.ts';
import { INSTRUCTIONS, questionOf, readIntent } from './prompt.ts';

type Deps = Pick<ScopedCradle, 'accountId' | 'config' | 'llm' | 'ledger'>;

interface Asked {
  /** `message:<crm id>`. */
  subject: string;
  text: string;
  labels: readonly IntentLabel[];
}

/** Long enough for a label; a model that talks is cut. */
const ANSWER_TOKENS = 60;
const DEADLINE_MS = 30_000;

/** What a customer's words mean: asked of the model once for each message and list of meanings, and kept. */
export class Intents {
  readonly #deps: Deps;

  constructor({ accountId, config, llm, ledger }: Deps) {
    this.#deps = { accountId, config, llm, ledger };
  }

  /** @throws Retry where it is not known and `reach` forbids asking, or the model does not answer now */
  async of(em: EntityManager, asked: Asked, reach: 'stored' | 'outside'): Promise<Intent> {
    if (asked.text.trim() === '' || asked.labels.length === 0) return { label: null, score: 1 };
    const labels = digestOf(asked.labels);
    const known = await em.findOne(MessageIntent, { subject: asked.subject, labels });
    if (known) return { label: known.label ?? null, score: known.score };
    if (reach === 'stored') throw new Retry('What the message means is not known yet.');
    const intent = await this.#ask(asked);
    await this.#keep(em, asked.subject, labels, intent);
    return intent;
  }

  async #ask({ text, labels }: Asked): Promise<Intent> {
    const { llm, config, ledger } = this.#deps;
    const { model } = config.llm;
    const began = performance.now();
    let said = '';
    let usage = { in: 0, out: 0 };
    const record = async (ok: boolean, error: string | null): Promise<void> =>
      ledger.record({
        kind: 'chat',
        model,
        tokensIn: usage.in,
        tokensOut: usage.out,
        cost: (await llm.cost(model, usage)).micros,
        ms: Math.round(performance.now() - began),
        ok,
        error,
      });
    try {
      const messages = [{ role: 'user' as const, content: questionOf(text, labels) }];
      const request = { model, system: INSTRUCTIONS, messages, maxTokens: ANSWER_TOKENS, temperature: 0, signal: AbortSignal.timeout(DEADLINE_MS) };
      for await (const piece of llm.stream(request)) {
        if (piece.type === 'text') said += piece.text;
        else if (piece.type === 'done') ({ usage } = piece);
      }
    } catch (cause) {
      await record(false, 'intent_failed');
      throw new Retry('The model did not say what the message means.', { cause });
    }
    await record(true, null);
    return readIntent(said, labels);
  }

  /** Two that asked at once agree on the first answer at the next look. */
  async #keep(em: EntityManager, subject: string, labels: string, { label, score }: Intent): Promise<void> {
    const { accountId, config } = this.#deps;
    await em
      .fork()
      .upsert(
        MessageIntent,
        { accountId, subject, labels, label, score, model: config.llm.model },
        { onConflictFields: ['accountId', 'subject', 'labels'], onConflictAction: 'ignore' },
      );
  }
}

/** The meanings and their order make the question. */
const digestOf = (labels: readonly IntentLabel[]): string => createHash('sha256').update(JSON.stringify(labels)).digest('base64url').slice(0, 22);
