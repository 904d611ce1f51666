import { type EntityManager, LockMode } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { type SectionValues } from '../settings/schema.ts';
import { Account } from '../accounts/entities.ts';
import { Call, type Task } from '../crm/entities.ts';
import { Callback, type CallbackState } from './entities.ts';
import { afterQuietHours } from './quiet-hours.ts';

type Deps = Pick<ScopedCradle, 'accountId' | 'clock' | 'queue' | 'crm' | 'settings' | 'activity' | 'notify' | 'callbackPeople'>;

/** Lead of the call, for the log. */
export const leadOf = (subject: string | null | undefined): string | null => (subject?.startsWith('lead:') ? subject.slice('lead:'.length) : null);

/** Somebody talked: not merely rang. */
export const isAnswered = (call: Pick<Call, 'missed' | 'duration' | 'status' | 'recordingUrl'>): boolean =>
  !call.missed && (call.duration > 0 || call.status === 4 || Boolean(call.recordingUrl));

/**
 * A missed incoming call leads to one task per caller, until somebody has spoken to the caller. Everything here
 * happens inside the hook's transaction; the task itself is written by a job (`CallbackWriter`).
 *
 * When the caller is spoken to, the callback is done although its task stays open in the CRM: closing a person's
 * task is theirs. When the task is completed or deleted there, the callback is done as well.
 */
export class Callbacks {
  readonly #deps: Deps;
  #settings: Promise<SectionValues['callbacks']> | undefined;

  constructor({ accountId, clock, queue, crm, settings, activity, notify, callbackPeople }: Deps) {
    this.#deps = { accountId, clock, queue, crm, settings, activity, notify, callbackPeople };
  }

  /** After the mirror has taken the event in. */
  async hear(tx: EntityManager, event: DomainEvent, hookEventId: string): Promise<void> {
    switch (event.name) {
      case 'call.missed':
      case 'call.finished': {
        const call = await this.#deps.crm.known(tx, 'call', event.data.id);
        if (!call) return;
        if (isAnswered(call)) return this.#answered(tx, call, hookEventId);
        if (call.direction === 'in' && call.missed && event.name === 'call.missed') await this.#missed(tx, call, hookEventId);
        return;
      }
      case 'task.completed':
      case 'task.updated':
      case 'task.deleted': {
        const task = await this.#deps.crm.known(tx, 'task', event.data.id);
        if (task && isOver(task)) await this.#taskOver(tx, task, hookEventId);
        return;
      }
      default:
    }
  }

  /** Is this task the one we asked for? Its hook may come before the CRM's answer to us. */
  async isOurs(tx: EntityManager, task: Pick<Task, 'crmId' | 'text' | 'subject'>): Promise<boolean> {
    const planned = { state: 'planned' as const, subject: task.subject ?? null, text: task.text };
    return (await tx.count(Callback, task.text ? { $or: [{ taskCrmId: task.crmId }, planned] } : { taskCrmId: task.crmId })) > 0;
  }

  /** Was this caller spoken to at or after `since`, or the call itself answered after all? */
  async spokenTo(tx: EntityManager, callerKey: string, since: Date): Promise<boolean> {
    const calls = await tx.find(Call, { callerKey, missed: false, at: { $gte: since } }, { limit: 50, orderBy: { at: 'desc' } });
    return calls.some(isAnswered);
  }

  /** When this caller was missed last; null: never, as far as is known now. */
  async lastMissed(tx: EntityManager, callerKey: string): Promise<Date | null> {
    const [call] = await tx.find(Call, { callerKey, missed: true, direction: 'in' }, { limit: 1, orderBy: { at: 'desc' } });
    return call?.at ?? null;
  }

  /** Ends a callback and says so. */
  async end(tx: EntityManager, row: Callback, state: Exclude<CallbackState, 'planned' | 'open'>, hookEventId: string | null = null): Promise<void> {
    const { activity, clock } = this.#deps;
    row.state = state;
    row.doneAt = clock.now();
    await activity.record(tx, { kind: `callback.${state}`, hookEventId, ...(await this.#told(tx, row)) });
  }

  async created(tx: EntityManager, row: Callback): Promise<void> {
    await this.#deps.activity.record(tx, { kind: 'callback.created', ...(await this.#told(tx, row)) });
  }

  async #missed(tx: EntityManager, call: Call, hookEventId: string): Promise<void> {
    const { callerKey } = call;
    await tx.flush();
    if (await this.spokenTo(tx, callerKey, call.at)) return;
    const people = await this.#deps.callbackPeople.of(tx, call);
    await this.#deps.notify.send(tx, {
      kind: 'call_missed',
      to: people.responsible ? [people.responsible] : 'admins',
      key: `call:${call.crmId}`,
      subject: call.subject ?? `call:${call.crmId}`,
      data: { name: people.name, phone: call.phone ?? '', at: call.at.toISOString() },
    });
    const settings = await this.#read(tx);
    if (!settings.enabled) return;
    const open = await tx.findOne(Callback, { callerKey, state: { $in: ['planned', 'open'] } }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (open) {
      if (open.callId !== call.id) open.missed += 1;
      return;
    }
    // Told late: the task of a later call of this caller has been done since.
    if (await tx.count(Callback, { callerKey, state: 'done', doneAt: { $gte: call.at } })) return;
    await this.#plan(tx, call, people, settings, hookEventId);
  }

  async #plan(
    tx: EntityManager,
    call: Call,
    people: { name: string; responsible: string | null },
    settings: SectionValues['callbacks'],
    hookEventId: string,
  ): Promise<void> {
    const { accountId, queue, activity } = this.#deps;
    const row = tx.create(Callback, {
      id: newId(),
      accountId,
      callId: call.id,
      callerKey: call.callerKey,
      state: 'planned',
      missed: 1,
      subject: call.subject ?? null,
      responsibleCrmId: people.responsible,
      text: '',
      dueAt: await this.#dueAt(tx, call.at, settings),
    });
    await activity.record(tx, { kind: 'callback.planned', at: call.at, hookEventId, ...(await this.#told(tx, row, call)) });
    await queue.send('write-callback', { accountId, callbackId: row.id }, { key: call.callerKey, tx });
  }

  /** Counted from the call; from now where the call is told so late that its time is over. */
  async #dueAt(tx: EntityManager, calledAt: Date, settings: SectionValues['callbacks']): Promise<Date> {
    const { accountId, clock } = this.#deps;
    const { timezone } = await tx.findOneOrFail(Account, { id: accountId });
    const wait = settings.dueInMinutes * 60_000;
    const now = clock.now().getTime();
    const due = calledAt.getTime() + wait > now ? calledAt.getTime() + wait : now + wait;
    return afterQuietHours(new Date(due), settings.quietHours, timezone);
  }

  async #answered(tx: EntityManager, call: Call, hookEventId: string): Promise<void> {
    const row = await tx.findOne(Callback, { callerKey: call.callerKey, state: { $in: ['planned', 'open'] } }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!row) return;
    await tx.flush();
    const missedAt = await this.lastMissed(tx, call.callerKey);
    if (missedAt && call.at < missedAt) return;
    await this.end(tx, row, row.state === 'planned' ? 'not_needed' : 'done', hookEventId);
  }

  async #taskOver(tx: EntityManager, task: Task, hookEventId: string): Promise<void> {
    const row = await tx.findOne(Callback, { taskCrmId: task.crmId, state: 'open' }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (row) await this.end(tx, row, 'done', hookEventId);
  }

  async #told(tx: EntityManager, row: Callback, known?: Call) {
    const call = known ?? (await tx.findOne(Call, { id: row.callId }));
    const name = call ? (await this.#deps.callbackPeople.of(tx, call)).name : '';
    return {
      subject: row.taskCrmId ? `task:${row.taskCrmId}` : (row.subject ?? `call:${call?.crmId ?? ''}`),
      leadCrmId: leadOf(row.subject),
      data: { name, phone: call?.phone ?? '', missed: row.missed, dueAt: row.dueAt.toISOString(), ...(row.error ? { error: row.error } : {}) },
    };
  }

  /** Once for a run of hooks. */
  #read(tx: EntityManager): Promise<SectionValues['callbacks']> {
    this.#settings ??= this.#deps.settings.read('callbacks', tx);
    return this.#settings;
  }
}

export const isOver = (task: Pick<Task, 'completed' | 'deletedAt'>): boolean => task.completed || task.deletedAt != null;
