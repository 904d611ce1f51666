import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type Agent } from '../agents/entities.ts';
import { Draft, Verdict } from './entities.ts';
import { type Stop } from './gates.ts';
import { ANSWERED, OPEN, openDraft } from './open-draft.ts';
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

type Deps = Pick<ScopedCradle, 'oneTrip' | 'em' | 'accountId' | 'clock' | 'live' | 'ledger' | 'deliveries'>;

/** Every change of a draft's state, each one short transaction. One writer per talk: the newest draft wins. */
export class DraftStore {
  readonly #deps: Deps;

  constructor({ oneTrip, em, accountId, clock, live, ledger, deliveries }: Deps) {
    this.#deps = { oneTrip, em, accountId, clock, live, ledger, deliveries };
  }

  /**
   * Opens a draft and closes what was open in the talk. Undefined when the message it answers has
   * its draft already (a job that runs a second time).
   */
  async begin({ agent, ...draft }: NewDraft): Promise<Draft | undefined> {
    const { oneTrip, em, accountId, clock } = this.#deps;
    const { id: agentId, version: agentVersion } = agent;
    const row = { ...draft, accountId, agentId, agentVersion, agentName: agent.settings.name, now: clock.now() };
    const [, closed = [], [opened] = []] = await oneTrip.transaction({ accountId }, openDraft(row));
    for (const { id } of closed) await this.#tell({ talkId: draft.talkId, id: String(id), state: 'withheld' });
    if (!opened) return undefined;
    await this.#tell({ talkId: draft.talkId, id: draft.id, state: 'streaming' });
    return em.fork().map(Draft, opened);
  }

  /** Has this message a draft that stands? A failed or interrupted one does not count. */
  async answered(em: EntityManager, messageId: string | null): Promise<boolean> {
    if (!messageId) return false;
    return (await em.count(Draft, { inReplyTo: messageId, trigger: 'hook', state: { $in: ANSWERED } })) > 0;
  }

  /** Closes the open drafts of a talk: a newer message, a newer draft or a person's words made them old. */
  async supersede(tx: EntityManager, talkId: string, reason: string): Promise<void> {
    for (const open of await tx.find(Draft, { talkId, state: { $in: OPEN } })) {
      open.state = 'withheld';
      open.reason = reason;
      await this.#tell(open, tx);
    }
    await tx.flush();
  }

  /** Stores the finished draft; with `send` its delivery too. False when it was superseded meanwhile. `ms`: the whole run took. */
  async finish(draft: Draft, send: boolean, ms: number): Promise<boolean> {
    const { text, sentences, tokensIn, tokensOut, cost, trace, trigger } = draft;
    const end = { text, sentences, tokensIn, tokensOut, cost, trace, state: send ? ('sending' as const) : ('ready' as const), reason: null };
    return this.#deps.em.transactional(async (tx) => {
      if (!(await this.#close(tx, draft, end, ms))) return false;
      await this.#judge(tx, draft, null, { trigger, sent: send });
      if (send) await this.#deps.deliveries.enqueue(tx, { talkId: draft.talkId, draftId: draft.id, memberId: null, text, overrideReason: null });
      return true;
    });
  }

  /** Keeps what there is and says why there is no more. False when it was superseded meanwhile. */
  async fail(draft: Draft, reason: string, ms: number): Promise<boolean> {
    return this.#deps.em.transactional(async (tx) => {
      if (!(await this.#close(tx, draft, { text: draft.text, trace: draft.trace, state: 'failed', reason }, ms))) return false;
      await this.#judge(tx, draft, reason, { failed: true });
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

  /** Ends a draft that is still being written, and says so; otherwise the draft is told that it no longer is. */
  async #close(tx: EntityManager, draft: Draft, end: Partial<Draft> & { state: DraftState; reason: string | null }, ms: number): Promise<boolean> {
    const updatedAt = this.#deps.clock.now();
    // Before the draft, as everybody does: two who wait for each other would never end.
    await tx.execute('select 1 from talks where id = ? for update', [draft.talkId]);
    const ended = (await tx.nativeUpdate(Draft, { id: draft.id, state: 'streaming' }, { ...end, updatedAt })) > 0;
    await this.#owe(tx, draft, ms, end.state === 'failed' ? end.reason : null);
    if (!ended) {
      draft.state = 'withheld';
      return false;
    }
    Object.assign(draft, end, { updatedAt });
    await this.#tell(draft, tx);
    return true;
  }

  /** The answer to "why?", whatever it is. */
  async #judge(tx: EntityManager, { talkId, inReplyTo, id }: Draft, gate: string | null, evidence: Record<string, unknown>): Promise<void> {
    const { accountId, clock } = this.#deps;
    await tx.insert(Verdict, { id: newId(), accountId, talkId, messageId: inReplyTo ?? null, gate, evidence, draftId: id, at: clock.now() });
  }

  /** What the model cost is owed whatever became of the draft. */
  async #owe(tx: EntityManager, draft: Draft, ms: number, error: string | null): Promise<void> {
    if (draft.tokensIn + draft.tokensOut === 0) return;
    const call = { kind: 'chat' as const, model: draft.model, tokensIn: draft.tokensIn, tokensOut: draft.tokensOut, cost: draft.cost, draftId: draft.id };
    await this.#deps.ledger.record({ ...call, ms: Math.round(ms), ok: error === null, error }, tx);
  }

  async #tell({ talkId, id, state }: Pick<Draft, 'talkId' | 'id' | 'state'>, tx?: EntityManager): Promise<void> {
    await this.#deps.live.publish(this.#deps.accountId, { kind: 'draft.updated', talkId, draftId: id, state }, tx);
  }
}
