import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type Statement } from '../../db/one-trip.ts';
import { type Agent } from '../agents/entities.ts';
import { Draft, Verdict } from './entities.ts';
import { type Stop } from './gates.ts';
import { ANSWERED, endDraft, OPEN, openDraft } from './draft-sql.ts';
import { type PromptParts } from './prompt.ts';

interface NewDraft {
  id: string;
  talkId: string;
  inReplyTo: string | null;
  trigger: 'hook' | 'member' | 'rule';
  language: string;
  agent: Agent;
  model: string;
  prompt: PromptParts;
}

interface End {
  state: 'ready' | 'sending' | 'failed';
  reason: string | null;
  evidence: Record<string, unknown>;
  ms: number;
}

/** Where nobody asked the agent to work, its silence is no news. */
const UNASKED: ReadonlySet<string> = new Set(['account_off', 'agent_off', 'not_bound']);
/** The customer waits until somebody does something. */
const NEEDS_A_PERSON: ReadonlySet<string> = new Set(['window_closed', 'budget_spent', 'internal']);

type Deps = Pick<ScopedCradle, 'oneTrip' | 'em' | 'accountId' | 'clock' | 'live' | 'ledger' | 'deliveries' | 'activity' | 'notify' | 'log'>;

/** Every change of a draft's state, each one short transaction. One writer per talk: the newest draft wins. */
export class DraftStore {
  readonly #deps: Deps;

  constructor({ oneTrip, em, accountId, clock, live, ledger, deliveries, activity, notify, log }: Deps) {
    this.#deps = { oneTrip, em, accountId, clock, live, ledger, deliveries, activity, notify, log };
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
    const delivery = send ? await this.#deps.deliveries.first(draft) : [];
    return this.#end(draft, { state: send ? 'sending' : 'ready', reason: null, evidence: { trigger: draft.trigger, sent: send }, ms }, delivery);
  }

  /** Keeps what there is and says why there is no more. False when it was superseded meanwhile. */
  async fail(draft: Draft, reason: string, ms: number): Promise<boolean> {
    const failed = await this.#end(draft, { state: 'failed', reason, evidence: { failed: true }, ms });
    // An interrupted one is tried again; a member who asked sees it fail.
    if (failed && draft.trigger === 'hook' && reason !== 'interrupted') await this.#notify('draft_failed', draft.talkId, `draft:${draft.id}`, reason);
    return failed;
  }

  /** Stores why nothing was written. */
  async withhold(talkId: string, messageId: string | null, stop: Stop, agent?: Agent): Promise<void> {
    const { em, accountId, clock, live, activity } = this.#deps;
    await em.transactional(async (tx) => {
      tx.create(Verdict, { id: newId(), accountId, talkId, messageId, gate: stop.gate, evidence: stop.evidence, draftId: null, at: clock.now() });
      await live.publish(accountId, { kind: 'talk.updated', talkId, leadCrmId: null }, tx);
      if (UNASKED.has(stop.gate)) return;
      await activity.record(tx, { kind: 'draft.withheld', talkId, agentId: agent?.id ?? null, data: { reason: stop.gate } });
    });
    if (NEEDS_A_PERSON.has(stop.gate)) await this.#notify('draft_withheld', talkId, `message:${messageId ?? newId()}`, stop.gate);
  }

  /** The one who is responsible for the lead. */
  async #notify(kind: 'draft_failed' | 'draft_withheld', talkId: string, about: string, reason: string): Promise<void> {
    const { em, notify } = this.#deps;
    await em.fork().transactional((tx) => notify.responsible(tx, talkId, { kind, key: `${kind}:${about}`, data: { reason } }));
  }

  /** Ends a draft that is still being written, and says so; otherwise the draft is told that it no longer is. */
  async #end(draft: Draft, { state, reason, evidence, ms }: End, more: readonly Statement[] = []): Promise<boolean> {
    const { oneTrip, accountId, clock, live } = this.#deps;
    const now = clock.now();
    const lineId = newId(now);
    const told = live.told(accountId, { kind: 'activity.created', activityId: lineId });
    const end = endDraft({ accountId, draft, state, reason, verdict: { id: newId(), evidence }, log: { id: lineId, told }, now });
    const [, ended = []] = await oneTrip.transaction({ accountId }, [...end, ...this.#owed(draft, ms, state === 'failed' ? reason : null), ...more]);
    if (ended.length === 0) {
      draft.state = 'withheld';
      return false;
    }
    Object.assign(draft, { state, reason, updatedAt: now });
    await this.#tell(draft);
    return true;
  }

  /** What the model cost is owed whatever became of the draft. */
  #owed(draft: Draft, ms: number, error: string | null): Statement[] {
    if (draft.tokensIn + draft.tokensOut === 0) return [];
    const call = { kind: 'chat' as const, model: draft.model, tokensIn: draft.tokensIn, tokensOut: draft.tokensOut, cost: draft.cost, draftId: draft.id };
    return [this.#deps.ledger.statement({ ...call, ms: Math.round(ms), ok: error === null, error })];
  }

  async #tell({ talkId, id, state }: Pick<Draft, 'talkId' | 'id' | 'state'>, tx?: EntityManager): Promise<void> {
    const { live, accountId, log } = this.#deps;
    const told = live.publish(accountId, { kind: 'draft.updated', talkId, draftId: id, state }, tx);
    // What is stored already stays stored; whoever did not hear of it reads it with the next message.
    await (tx ? told : told.catch((error: unknown) => log.warn({ error, draft: id }, 'could not tell of a draft')));
  }
}
