import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type Statement } from '../../db/one-trip.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { type Message as Outgoing, type Receipt } from '../../sdk/types.ts';
import { type ActivityData } from '../activity/entities.ts';
import { Contact, Lead } from '../crm/entities.ts';
import { Draft, Verdict } from '../replies/entities.ts';
import { type Stop } from '../replies/gates.ts';
import { type DraftState } from '../replies/schema.ts';
import { Delivery, Message, Talk } from './entities.ts';

export interface NewDelivery {
  talkId: string;
  draftId: string | null;
  memberId: string | null;
  /** A rule's own text. */
  effectId?: string;
  text: string;
  overrideReason: string | null;
}

interface Claimed {
  message: Outgoing;
  channel: string;
  /** An earlier attempt may have got through. */
  began: boolean;
  /** Whose decision it is to send it now. */
  by: 'member' | 'agent' | 'rule';
  talkId: string;
  answering: string | null;
  /** Of a reply that a rule asked of an agent of its choice. */
  agentId: string | undefined;
}

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'live' | 'queue' | 'host' | 'replyContext' | 'activity' | 'notify' | 'effectEnds' | 'log'>;

/** After these a person has the talk, or a newer draft comes; after the others the draft is theirs to send. */
const OVERTAKEN: ReadonlySet<string> = new Set(['newer_message', 'human_active']);
/** Error codes of attempts that certainly sent nothing. */
const NOTHING_LEFT = /^send_(?:refused|stopped|cancelled)/;

/** Of a reply that a rule asked for, the effect is known too: its echo is found by it. */
const FIRST = `insert into deliveries (id, account_id, created_at, updated_at, talk_id, draft_id, effect_id, channel, text)
  select $1, d.account_id, $3, $3, d.talk_id, d.id, case when d.trigger = 'rule' then
      (select e.id from effects e where e.account_id = d.account_id and e.state in ('sending', 'in_doubt') and e.receipt ->> 'id' = d.id::text limit 1) end,
    t.channel, d.text
    from drafts d join talks t on t.account_id = d.account_id and t.id = d.talk_id
   where d.account_id = $2 and d.id = $4 and d.state = 'sending'`;

/** The outbox: the one place a message to a customer leaves by. */
export class DeliveryService {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, live, queue, host, replyContext, activity, notify, effectEnds, log }: Deps) {
    this.#deps = { em, accountId, clock, live, queue, host, replyContext, activity, notify, effectEnds, log };
  }

  /** Stores what is to be sent and its job, in the caller's transaction. A draft or an effect has at most one delivery; a failed one is tried anew. */
  async enqueue(tx: EntityManager, input: NewDelivery): Promise<Delivery> {
    const { accountId, queue } = this.#deps;
    const talk = await tx.findOneOrFail(Talk, { id: input.talkId });
    const source = input.draftId ? { draftId: input.draftId } : input.effectId ? { effectId: input.effectId } : null;
    const known = source && (await tx.findOne(Delivery, source));
    if (known && !input.draftId && known.state !== 'failed') return known;
    const delivery =
      known ??
      tx.create(Delivery, {
        id: newId(),
        accountId,
        talkId: talk.id,
        draftId: input.draftId,
        memberId: input.memberId,
        effectId: input.effectId ?? null,
        channel: talk.channel,
        text: input.text,
        state: 'queued',
        attempts: 0,
        overrideReason: input.overrideReason,
      });
    if (known) {
      const inDoubt = known.error !== null && known.error !== undefined && !NOTHING_LEFT.test(known.error) && known.text === input.text;
      tx.assign(known, {
        text: input.text,
        memberId: input.memberId,
        overrideReason: input.overrideReason,
        state: inDoubt ? 'in_doubt' : 'queued',
        error: null,
      });
    }
    await tx.flush();
    await queue.send('deliver', { accountId, deliveryId: delivery.id }, { key: talk.id, tx });
    return delivery;
  }

  /** What sends a draft that has just become `sending`, for the transaction that makes it so; it does nothing when that did not happen. */
  async first(draft: Pick<Draft, 'id' | 'talkId'>): Promise<Statement[]> {
    const { accountId, queue, clock } = this.#deps;
    const deliveryId = newId();
    return [
      { text: FIRST, values: [deliveryId, accountId, clock.now(), draft.id] },
      await queue.statement('deliver', [{ data: { accountId, deliveryId }, key: draft.talkId }]),
    ];
  }

  /**
   * One attempt. What was begun before and never reported is looked for first and repeated only when
   * it certainly is not there. What the agent sends by itself passes the gates once more. Throws `Retry`
   * to be called again later.
   */
  async deliver(id: string, lastAttempt: boolean): Promise<void> {
    const claimed = await this.#claim(id);
    if (!claimed) return;
    let receipt: Receipt | Stop;
    try {
      receipt = await this.#send(claimed);
    } catch (error) {
      return this.#failed(id, error, lastAttempt);
    }
    if ('gate' in receipt) return this.#stopped(id, receipt);
    await this.#done(id, receipt).catch((error: unknown) => {
      // The hook of this very message was stored at the same moment; now its row can be seen.
      if (error instanceof UniqueConstraintViolationException) return this.#done(id, receipt);
      throw error;
    });
  }

  /** Somebody took the job back before it began: the draft is theirs again. */
  async cancelled(id: string): Promise<void> {
    await this.#deps.em.transactional(async (tx) => {
      const row = await tx.findOne(Delivery, { id, state: 'queued' });
      if (!row) return;
      tx.assign(row, { state: 'failed', error: 'send_cancelled' });
      await this.#closeDraft(tx, row, 'ready', 'send_cancelled', null);
      await this.#tellRule(tx, row, 'send_cancelled');
    });
  }

  async #send({ message, channel, began, by, talkId, answering, agentId }: Claimed): Promise<Receipt | Stop> {
    const { host, accountId, replyContext } = this.#deps;
    const found = began ? await host.readBack(accountId, channel, message) : null;
    const ask = () => (by === 'rule' ? replyContext.stopOfRule(talkId) : replyContext.stopBeforeDelivery(talkId, answering, agentId));
    const stop = found || by === 'member' ? undefined : await ask();
    return found ?? stop ?? host.send(accountId, channel, message);
  }

  /** Marks the attempt before it is made, so that a crash in the middle is known for what it is. */
  async #claim(id: string): Promise<Claimed | undefined> {
    const { em, clock } = this.#deps;
    return em.transactional(async (tx) => {
      await tx.execute('select 1 from deliveries where id = ? for update', [id]);
      const row = await tx.findOne(Delivery, { id });
      if (!row || row.state === 'sent' || row.state === 'failed') return undefined;
      const talk = await tx.findOneOrFail(Talk, { id: row.talkId });
      const lead = talk.leadId ? await tx.findOne(Lead, { id: talk.leadId }) : null;
      const contact = talk.contactId ? await tx.findOne(Contact, { id: talk.contactId }) : null;
      const draft = row.draftId ? await tx.findOne(Draft, { id: row.draftId }) : null;
      const began = row.state === 'sending' || row.state === 'in_doubt';
      row.state = 'sending';
      row.attempts += 1;
      row.firstTriedAt ??= clock.now();
      return {
        channel: row.channel,
        began,
        by: row.memberId ? 'member' : isRules(row) ? 'rule' : 'agent',
        talkId: row.talkId,
        answering: draft?.inReplyTo ?? null,
        agentId: draft?.trigger === 'rule' ? draft.agentId : undefined,
        message: {
          key: row.id,
          talk: `talk:${talk.crmId}` as const,
          ...(lead ? { lead: `lead:${lead.crmId}` as const } : {}),
          ...(contact ? { contact: `contact:${contact.crmId}` as const } : {}),
          text: row.text,
          firstTriedAt: row.firstTriedAt,
        },
      };
    });
  }

  async #done(id: string, receipt: Receipt): Promise<void> {
    const { em, accountId, live } = this.#deps;
    await em.transactional(async (tx) => {
      const row = await tx.findOneOrFail(Delivery, { id });
      row.state = 'sent';
      row.receipt = receipt;
      row.error = null;
      const message = await this.#message(tx, row, receipt);
      const draft = await this.#closeDraft(tx, row, 'sent', null, message.id);
      await tx.flush();
      if (row.effectId && isRules(row)) await this.#deps.effectEnds.done(tx, row.effectId, { receipt });
      if (draft) await this.#tell(tx, 'draft.sent', row, draft, { edited: draft.sentText !== null && draft.sentText !== undefined });
      await live.publish(accountId, { kind: 'message.created', talkId: row.talkId, messageId: message.id, direction: 'out', leadCrmId: null }, tx);
    });
  }

  /** The hook of our own message may have been here before the receipt: then its row is the message. */
  async #message(tx: EntityManager, row: Delivery, receipt: Receipt): Promise<Message> {
    const { accountId } = this.#deps;
    const known = (receipt.id ? await tx.findOne(Message, { crmId: receipt.id }) : null) ?? (await tx.findOne(Message, { deliveryId: row.id }));
    if (known) {
      tx.assign(known, { deliveryId: row.id, authorKind: row.memberId ? 'user' : 'robot', crmId: receipt.id ?? known.crmId ?? null });
      return known;
    }
    const at = new Date(receipt.at);
    const talk = await tx.findOneOrFail(Talk, { id: row.talkId });
    if (!talk.lastMessageAt || at > talk.lastMessageAt) talk.lastMessageAt = at;
    return tx.create(Message, {
      id: newId(at),
      accountId,
      talkId: row.talkId,
      crmId: receipt.id ?? null,
      direction: 'out',
      authorKind: row.memberId ? 'user' : 'robot',
      text: row.text,
      at,
      deliveryId: row.id,
    });
  }

  async #stopped(id: string, { gate, evidence }: Stop): Promise<void> {
    const { em, accountId, clock } = this.#deps;
    await em.transactional(async (tx) => {
      const row = await tx.findOneOrFail(Delivery, { id });
      const code = `send_stopped_${gate}`;
      tx.assign(row, { state: 'failed', error: code });
      const overtaken = OVERTAKEN.has(gate);
      const draft = await this.#closeDraft(tx, row, overtaken ? 'withheld' : 'ready', gate, null);
      if (draft) await this.#tell(tx, 'draft.withheld', row, draft, { reason: gate });
      if (draft && !overtaken)
        await this.#deps.notify.responsible(tx, row.talkId, { kind: 'draft_withheld', key: `draft_withheld:${row.id}`, data: { reason: gate } });
      tx.create(Verdict, { accountId, talkId: row.talkId, messageId: draft?.inReplyTo ?? null, gate, evidence, draftId: row.draftId ?? null, at: clock.now() });
      await this.#tellRule(tx, row, code);
    });
  }

  async #failed(id: string, error: unknown, lastAttempt: boolean): Promise<void> {
    const { em, log } = this.#deps;
    const final = error instanceof Refuse || lastAttempt;
    const code = error instanceof Refuse ? `send_refused_${error.code}` : error instanceof Retry ? 'send_later' : 'send_failed';
    log.warn({ error, delivery: id, final }, 'a message could not be sent');
    await em.transactional(async (tx) => {
      const row = await tx.findOneOrFail(Delivery, { id });
      if (row.state === 'sent') return;
      row.error = code;
      row.state = final ? 'failed' : error instanceof Retry && !error.inDoubt ? 'queued' : 'in_doubt';
      if (!final) return;
      const draft = await this.#closeDraft(tx, row, 'failed', code, null);
      if (isRules(row)) return this.#tellRule(tx, row, code);
      if (draft) await this.#tell(tx, 'draft.failed', row, draft, { reason: code });
      await this.#deps.notify.responsible(tx, row.talkId, { kind: 'draft_failed', key: `draft_failed:${row.id}:${row.attempts}`, data: { reason: code } });
    });
    if (!final) throw error;
  }

  /** What a rule sent has failed for good: its effect ends with it. */
  async #tellRule(tx: EntityManager, row: Delivery, code: string): Promise<void> {
    if (!row.effectId || !isRules(row)) return;
    await tx.flush();
    await this.#deps.effectEnds.notSent(tx, row.effectId, code);
  }

  async #closeDraft(tx: EntityManager, row: Delivery, state: DraftState, reason: string | null, messageId: string | null): Promise<Draft | undefined> {
    if (!row.draftId) return undefined;
    const draft = await tx.findOneOrFail(Draft, { id: row.draftId });
    tx.assign(draft, { state, reason, messageId });
    await this.#deps.live.publish(this.#deps.accountId, { kind: 'draft.updated', talkId: draft.talkId, draftId: draft.id, state }, tx);
    return draft;
  }

  /** A line of the log. Who sent it is its actor; a failure is nobody's. */
  async #tell(tx: EntityManager, kind: 'draft.sent' | 'draft.withheld' | 'draft.failed', row: Delivery, draft: Draft, data: ActivityData): Promise<void> {
    const sender = row.memberId ? { kind: 'member' as const, id: row.memberId } : { kind: 'agent' as const, id: draft.agentId, name: draft.agentName };
    const actor = kind === 'draft.sent' ? { actor: sender } : {};
    await this.#deps.activity.record(tx, { kind, ...actor, subject: `draft:${draft.id}`, talkId: row.talkId, agentId: draft.agentId, data });
  }
}

/** A rule's own text; a reply that a rule asked for is the agent's, and has a draft. */
const isRules = ({ effectId, draftId }: Pick<Delivery, 'effectId' | 'draftId'>): boolean => Boolean(effectId) && !draftId;
