import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { AppError, conflict, notFound } from '../../errors.ts';
import { pageOf, parseCursor } from '../../http/paging.ts';
import { type ServerEvent } from '../../http/route.ts';
import { type Agent } from '../agents/entities.ts';
import { Talk } from '../talks/entities.ts';
import { type Heard } from '../talks/intake.ts';
import { Draft, Verdict } from './entities.ts';
import { firstStop } from './gates.ts';
import { type DraftShape, presentDraft } from './present.ts';
import { type DraftQuery, type SendBody, type Why } from './schema.ts';

type Deps = Pick<
  ScopedCradle,
  | 'em'
  | 'accountId'
  | 'clock'
  | 'live'
  | 'queue'
  | 'crm'
  | 'talks'
  | 'agents'
  | 'replyContext'
  | 'replyRunner'
  | 'draftStore'
  | 'deliveries'
  | 'activity'
  | 'caller'
>;

/** What the card and the jobs ask of replies. */
export class ReplyService {
  readonly #deps: Deps;
  #agents: Promise<Agent[]> | undefined;

  constructor({ em, accountId, clock, live, queue, crm, talks, agents, replyContext, replyRunner, draftStore, deliveries, activity, caller }: Deps) {
    this.#deps = { em, accountId, clock, live, queue, crm, talks, agents, replyContext, replyRunner, draftStore, deliveries, activity, caller };
  }

  /** Reacts to what was heard, inside the hook's transaction: a customer is to be answered, a human quiets the agent. */
  async heard(tx: EntityManager, { talk, message, kind }: Heard): Promise<void> {
    const { accountId, agents, queue, draftStore, clock } = this.#deps;
    if (kind === 'customer') {
      const agent = agents.pick(await this.#all(tx), talk, await agents.leadOf(tx, talk));
      await draftStore.supersede(tx, talk.id, 'newer_message');
      const startAfter = new Date(clock.now().getTime() + (agent?.settings.replyDelay ?? 0));
      await queue.send(
        'reply',
        { accountId, talkId: talk.id, messageId: message.id },
        { key: talk.id, tx, ...(agent?.settings.replyDelay ? { startAfter } : {}) },
      );
    }
    if (kind === 'human') {
      const agent = agents.pick(await this.#all(tx), talk, await agents.leadOf(tx, talk));
      const minutes = agent?.settings.humanPause ?? 30;
      const until = new Date(message.at.getTime() + minutes * 60_000);
      if (!talk.pausedUntil || talk.pausedUntil < until) {
        talk.pausedUntil = until;
        talk.pauseReason = 'human_active';
      }
      if (!talk.lastInAt || message.at >= talk.lastInAt) await draftStore.supersede(tx, talk.id, 'human_active');
    }
  }

  /** Read once for a run of hooks. */
  #all(tx: EntityManager): Promise<Agent[]> {
    this.#agents ??= this.#deps.agents.all(tx).catch((error: unknown) => {
      this.#agents = undefined;
      throw error;
    });
    return this.#agents;
  }

  /** The job behind a customer's message. Nothing happens when a newer one came, or when it was answered. */
  async answer(talkId: string, messageId: string, signal: AbortSignal): Promise<void> {
    const { em, crm, talks, replyRunner, draftStore } = this.#deps;
    const reader = em.fork();
    const talk = await reader.findOne(Talk, { id: talkId });
    if (!talk || (await draftStore.answered(reader, messageId))) return;
    if (talk.lastInMessageId !== messageId) return;
    await Promise.all([crm.refresh(talk), talks.readHistory(talkId)]);
    for await (const event of replyRunner.run({ talkId, trigger: 'hook', messageId, signal })) {
      if (event.kind === 'draft' && event.draft.state === 'failed' && event.draft.reason === 'interrupted') throw new Error('the reply was interrupted');
    }
  }

  /** A member asks for a draft: streams it. Gates that make a draft impossible are problems. */
  async *suggest(talkId: string, wish: string | undefined, signal: AbortSignal): AsyncIterable<ServerEvent> {
    for await (const event of this.#deps.replyRunner.run({ talkId, trigger: 'member', messageId: null, wish, signal })) {
      if (event.kind === 'delta') yield { event: 'delta', data: { draftId: event.draftId, from: event.from, text: event.text } };
      else if (event.kind === 'draft') yield { event: 'draft', data: event.draft };
      else
        throw conflict(event.stop.gate, GATE_ADVICE[event.stop.gate] ?? 'The agent may not write here now.', {
          gate: event.stop.gate,
          evidence: event.stop.evidence,
        });
    }
  }

  /** Newest first. */
  async list(query: z.output<typeof DraftQuery>): Promise<{ items: DraftShape[]; nextCursor: string | null }> {
    const after = parseCursor(query.cursor);
    const where = {
      ...(query.talkId ? { talkId: query.talkId } : {}),
      ...(query.state ? { state: query.state } : {}),
      ...(after ? { id: { $lt: after } } : {}),
    };
    const rows = await this.#deps.em.find(Draft, where, { orderBy: { id: 'desc' }, limit: query.limit + 1 });
    const page = pageOf(rows, query.limit);
    return { items: page.items.map(presentDraft), nextCursor: page.nextCursor };
  }

  async get(id: string): Promise<DraftShape> {
    return presentDraft(await this.#find(this.#deps.em, id));
  }

  /**
   * Enqueues the delivery of a draft, as it is or edited. Throws `conflict` when it was sent or closed
   * already, and with the gate's name when one stops it and no reason to pass it was given.
   */
  async send(id: string, body: z.output<typeof SendBody>): Promise<DraftShape> {
    const { em, replyContext, deliveries, live, accountId, activity, caller } = this.#deps;
    const known = await this.#find(em.fork(), id);
    const context = await replyContext.read(known.talkId, known.inReplyTo ?? null);
    const stop = firstStop(context.gates, { at: 'send' });
    if (stop && !body.overrideReason)
      throw conflict(stop.gate, `${GATE_ADVICE[stop.gate] ?? 'A check stops this message.'} Send again with overrideReason to send it all the same.`, {
        gate: stop.gate,
        evidence: stop.evidence,
      });
    return em.transactional(async (tx) => {
      const draft = await this.#find(tx, id, true);
      if (!isSendable(draft, body.text))
        throw conflict('draft_closed', `This draft is ${draft.state}: reload it. Only a draft that is ready can be sent.`, { state: draft.state });
      const text = body.text ?? draft.text;
      if (!text.trim()) throw new AppError(422, 'text_empty', 'Write something to send.');
      await deliveries.enqueue(tx, {
        talkId: draft.talkId,
        draftId: draft.id,
        memberId: caller?.memberId ?? null,
        text,
        overrideReason: body.overrideReason ?? null,
      });
      draft.state = 'sending';
      draft.reason = null;
      draft.sentText = text === draft.text ? null : text;
      if (draft.sentText !== null) await activity.record(tx, { ...aboutDraft(draft), kind: 'draft.edited', actor: activity.caller() });
      await live.publish(accountId, { kind: 'draft.updated', talkId: draft.talkId, draftId: draft.id, state: draft.state }, tx);
      await tx.flush();
      return presentDraft(draft);
    });
  }

  async dismiss(id: string, reason: string | undefined): Promise<DraftShape> {
    const { em, live, accountId, activity } = this.#deps;
    return em.transactional(async (tx) => {
      const draft = await this.#find(tx, id, true);
      if (draft.state === 'sending' || draft.state === 'sent')
        throw conflict('draft_closed', 'This draft has been sent and cannot be dismissed any more.', { state: draft.state });
      draft.state = 'dismissed';
      draft.dismissReason = reason ?? null;
      const data = { reason: REASONS.has(reason ?? '') ? (reason ?? null) : null };
      await activity.record(tx, { ...aboutDraft(draft), kind: 'draft.dismissed', actor: activity.caller(), data });
      await live.publish(accountId, { kind: 'draft.updated', talkId: draft.talkId, draftId: draft.id, state: draft.state }, tx);
      await tx.flush();
      return presentDraft(draft);
    });
  }

  /** Why it did or did not reply: the newest 20 verdicts. */
  async why(talkId: string): Promise<z.output<typeof Why>> {
    const { em } = this.#deps;
    if (!(await em.findOne(Talk, { id: talkId }))) throw notFound('talk');
    const rows = await em.find(Verdict, { talkId }, { orderBy: { id: 'desc' }, limit: 20 });
    return {
      talkId,
      verdicts: rows.map((row) => ({
        at: row.at.toISOString(),
        messageId: row.messageId ?? null,
        gate: row.gate ?? null,
        evidence: row.evidence,
        draftId: row.draftId ?? null,
      })),
    };
  }

  async #find(em: EntityManager, id: string, lock = false): Promise<Draft> {
    if (lock) await em.execute('select 1 from drafts where id = ? for update', [id]);
    const draft = await em.findOne(Draft, { id });
    if (!draft) throw notFound('draft');
    return draft;
  }
}

/** A draft that broke off half-way is sent only in a person's own words; one that could not be delivered may be tried again. */
const isSendable = (draft: Draft, text: string | undefined): boolean =>
  draft.state === 'ready' || (draft.state === 'failed' && (text !== undefined || (draft.reason ?? '').startsWith('send_')));

const aboutDraft = ({ id, talkId, agentId }: Draft): { subject: string; talkId: string; agentId: string } => ({ subject: `draft:${id}`, talkId, agentId });

/** What the card offers; a reason in a person's own words stays with the draft. */
const REASONS: ReadonlySet<string> = new Set(['wrong_facts', 'wrong_tone', 'not_needed']);

/** What a person can do about each gate, for integrators; the card has its own translations. */
const GATE_ADVICE: Record<string, string> = {
  account_off: 'The agent is switched off for the whole account: an administrator can switch it on.',
  agent_off: 'The agent is switched off here: switch it on in the card.',
  not_bound: 'No agent works in this channel and stage: an administrator can bind one.',
  budget_spent: "The agent's budget for today is spent: an administrator can raise it.",
  window_closed: "The channel's reply window has closed: wait for the customer to write, or send a template.",
  newer_message: 'The customer has written again since: look at the new draft.',
};
