import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type Agent } from '../agents/entities.ts';
import { Draft, Verdict } from './entities.ts';
import { type Stop } from './gates.ts';
import { type PromptParts } from './prompt.ts';
import { type DraftState } from './schema.ts';

interface NewDraft {
  id: string;
  talkId: string;
  inReplyTo: string | null;
  trigger: 'hook' | 'member';
  language: string;
  agent: Agent;
  model: string;
  prompt: PromptParts;
}

const OPEN: DraftState[] = ['streaming', 'ready', 'failed'];

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'live' | 'ledger' | 'deliveries'>;

/** Every change of a draft's state, each one short transaction. One writer per talk: the newest draft wins. */
export class DraftStore {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, live, ledger, deliveries }: Deps) {
    this.#deps = { em, accountId, clock, live, ledger, deliveries };
  }

  /**
   * Opens a draft and closes what was open in the talk. Undefined when the message it answers has
   * its draft already (a job that runs a second time) or is no longer the newest.
   */
  async begin(draft: NewDraft): Promise<Draft | undefined> {
    const { em, accountId } = this.#deps;
    return em.transactional(async (tx) => {
      await this.#lockTalk(tx, draft.talkId);
      if (draft.trigger === 'hook' && (await this.answered(tx, draft.inReplyTo))) return undefined;
      await this.supersede(tx, draft.talkId, 'superseded');
      const row = tx.create(Draft, {
        id: draft.id,
        accountId,
        talkId: draft.talkId,
        inReplyTo: draft.inReplyTo,
        trigger: draft.trigger,
        state: 'streaming',
        language: draft.language,
        agentId: draft.agent.id,
        agentVersion: draft.agent.version,
        agentName: draft.agent.settings.name,
        model: draft.model,
        prompt: draft.prompt,
        text: '',
        sentences: [],
        trace: [],
        tokensIn: 0,
        tokensOut: 0,
        cost: 0,
      });
      await tx.flush();
      await this.#tell(tx, row);
      return row;
    });
  }

  /** Has this message a draft that stands? A failed or interrupted one does not count. */
  async answered(em: EntityManager, messageId: string | null): Promise<boolean> {
    if (!messageId) return false;
    return (await em.count(Draft, { inReplyTo: messageId, trigger: 'hook', state: { $in: ['ready', 'sending', 'sent', 'dismissed'] } })) > 0;
  }

  /** Closes the open drafts of a talk: a newer message, a newer draft or a person's words made them old. */
  async supersede(tx: EntityManager, talkId: string, reason: string): Promise<void> {
    for (const open of await tx.find(Draft, { talkId, state: { $in: OPEN } })) {
      open.state = 'withheld';
      open.reason = reason;
      await this.#tell(tx, open);
    }
    await tx.flush();
  }

  /** Stores the finished draft; with `send` its delivery too. False when it was superseded meanwhile. `ms`: the whole run took. */
  async finish(draft: Draft, send: boolean, ms: number): Promise<boolean> {
    const { em, accountId, clock, deliveries } = this.#deps;
    return em.transactional(async (tx) => {
      const row = await this.#claim(tx, draft);
      await this.#owe(tx, draft, ms, null);
      if (!row) return false;
      tx.assign(row, {
        text: draft.text,
        sentences: draft.sentences,
        tokensIn: draft.tokensIn,
        tokensOut: draft.tokensOut,
        cost: draft.cost,
        trace: draft.trace,
        state: send ? 'sending' : 'ready',
        reason: null,
      });
      tx.create(Verdict, {
        accountId,
        talkId: row.talkId,
        messageId: row.inReplyTo ?? null,
        gate: null,
        evidence: { trigger: row.trigger, sent: send },
        draftId: row.id,
        at: clock.now(),
      });
      if (send) await deliveries.enqueue(tx, { talkId: row.talkId, draftId: row.id, memberId: null, text: row.text, overrideReason: null });
      await this.#tell(tx, row);
      Object.assign(draft, { state: row.state, reason: null, updatedAt: clock.now() });
      return true;
    });
  }

  /** Keeps what there is and says why there is no more. False when it was superseded meanwhile. */
  async fail(draft: Draft, reason: string, ms: number): Promise<boolean> {
    const { em, accountId, clock } = this.#deps;
    return em.transactional(async (tx) => {
      const row = await this.#claim(tx, draft);
      await this.#owe(tx, draft, ms, reason);
      if (!row) return false;
      tx.assign(row, { text: draft.text, trace: draft.trace, state: 'failed', reason });
      tx.create(Verdict, {
        accountId,
        talkId: row.talkId,
        messageId: row.inReplyTo ?? null,
        gate: reason,
        evidence: { failed: true },
        draftId: row.id,
        at: clock.now(),
      });
      await this.#tell(tx, row);
      Object.assign(draft, { state: 'failed', reason, updatedAt: clock.now() });
      return true;
    });
  }

  /** Stores why nothing was written. */
  async withhold(talkId: string, messageId: string | null, stop: Stop): Promise<void> {
    const { em, accountId, clock, live } = this.#deps;
    await em.transactional(async (tx) => {
      tx.create(Verdict, { id: newId(), accountId, talkId, messageId, gate: stop.gate, evidence: stop.evidence, draftId: null, at: clock.now() });
      await live.publish(accountId, { kind: 'talk.updated', talkId, leadCrmId: null }, tx);
    });
  }

  /** What the model cost is owed whatever became of the draft. */
  async #owe(tx: EntityManager, draft: Draft, ms: number, error: string | null): Promise<void> {
    if (draft.tokensIn + draft.tokensOut === 0) return;
    const call = { kind: 'chat' as const, model: draft.model, tokensIn: draft.tokensIn, tokensOut: draft.tokensOut, cost: draft.cost, draftId: draft.id };
    await this.#deps.ledger.record({ ...call, ms: Math.round(ms), ok: error === null, error }, tx);
  }

  /** The row, locked, while it is still being written; otherwise the draft is told that it is not. */
  async #claim(tx: EntityManager, draft: Draft): Promise<Draft | undefined> {
    await this.#lockTalk(tx, draft.talkId);
    const row = await tx.findOne(Draft, { id: draft.id, state: 'streaming' });
    if (!row) draft.state = 'withheld';
    return row ?? undefined;
  }

  async #lockTalk(tx: EntityManager, talkId: string): Promise<void> {
    await tx.execute('select 1 from talks where id = ? for update', [talkId]);
  }

  async #tell(tx: EntityManager, row: Draft): Promise<void> {
    await this.#deps.live.publish(this.#deps.accountId, { kind: 'draft.updated', talkId: row.talkId, draftId: row.id, state: row.state }, tx);
  }
}
