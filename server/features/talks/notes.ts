import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { notFound } from '../../errors.ts';
import { pageOf, parseCursor } from '../../http/paging.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { type Call, type Task } from '../crm/entities.ts';
import { Talk, TalkNote } from './entities.ts';
import { type TalkNoteShape } from './schema.ts';

type NoteData = TalkNote['data'];

/** Conversations of one person that a task or call is shown in, newest first. */
const TALKS = 20;
const TEXT_MAX = 1000;

const JOINED = {
  lead: 'leads c on c.account_id = t.account_id and c.id = t.lead_id',
  contact: 'contacts c on c.account_id = t.account_id and c.id = t.contact_id',
};

/** A task or call told again, e.g. with its recording, brings its note up to date. */
const putOf = (joined: string): string => `insert into talk_notes (id, account_id, talk_id, kind, subject, data, at, created_at)
  select n.id, ?, t.id, ?, ?, ?::jsonb, ?, ?
  from (select t.id, row_number() over (order by t.id desc) as place from talks t join ${joined}
    where t.account_id = ? and c.crm_id = ? order by t.id desc limit ${TALKS}) t
  join unnest(?::uuid[]) with ordinality as n(id, place) on n.place = t.place
  on conflict (account_id, talk_id, kind, subject) do update set data = excluded.data where talk_notes.data is distinct from excluded.data`;

/** What the CRM did beside a conversation: tasks and calls of its lead or contact. */
export class TalkNotes {
  readonly #deps: Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'crm'>;

  constructor({ em, accountId, clock, crm }: Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'crm'>) {
    this.#deps = { em, accountId, clock, crm };
  }

  /** Inside the hook's transaction, after the mirror has taken the event in. */
  async apply(tx: EntityManager, event: DomainEvent): Promise<void> {
    if (event.name === 'task.created' || event.name === 'task.completed') {
      const task = await this.#deps.crm.known(tx, 'task', event.data.id);
      if (task?.subject)
        await this.#put(
          tx,
          task.subject,
          event.name === 'task.created' ? 'task_created' : 'task_completed',
          `task:${task.crmId}`,
          new Date(event.at),
          aboutTask(task),
        );
    } else if (event.name === 'call.finished') {
      const call = await this.#deps.crm.known(tx, 'call', event.data.id);
      if (call?.subject && !call.missed && call.duration > 0) await this.#put(tx, call.subject, 'call', `call:${call.crmId}`, call.at, aboutCall(call));
    }
  }

  /** Newest first. */
  async list(talkId: string, query: { limit: number; cursor?: string | undefined }): Promise<{ items: TalkNoteShape[]; nextCursor: string | null }> {
    const { em } = this.#deps;
    if (!(await em.findOne(Talk, { id: talkId }))) throw notFound('talk');
    const after = parseCursor(query.cursor);
    const rows = await em.find(TalkNote, { talkId, ...(after ? { id: { $lt: after } } : {}) }, { orderBy: { id: 'desc' }, limit: query.limit + 1 });
    const { items, nextCursor } = pageOf(rows, query.limit);
    return { items: items.map(({ id, kind, subject, data, at }) => ({ id, kind, subject, data, at: at.toISOString() })), nextCursor };
  }

  async #put(tx: EntityManager, holder: string, kind: TalkNote['kind'], subject: string, at: Date, data: NoteData): Promise<void> {
    const { accountId, clock } = this.#deps;
    const joined = JOINED[holder.slice(0, holder.indexOf(':')) as keyof typeof JOINED];
    if (!joined) return;
    await tx.flush();
    // Ids in the order of time, as the list is read by them.
    const ids = `{${Array.from({ length: TALKS }, () => newId(at)).join(',')}}`;
    const crmId = holder.slice(holder.indexOf(':') + 1);
    await tx.execute(putOf(joined), [accountId, kind, subject, JSON.stringify(data), at, clock.now(), accountId, crmId, ids]);
  }
}

const aboutTask = ({ text, dueAt, responsibleCrmId, result }: Task): NoteData => ({
  text: text.slice(0, TEXT_MAX).toWellFormed(),
  dueAt: dueAt?.toISOString() ?? null,
  responsibleCrmId: responsibleCrmId ?? null,
  result: result?.slice(0, TEXT_MAX).toWellFormed() ?? null,
});

const aboutCall = ({ direction, duration, phone, responsibleCrmId, recordingUrl }: Call): NoteData => ({
  direction,
  duration,
  phone: phone ?? null,
  responsibleCrmId: responsibleCrmId ?? null,
  recordingUrl: recordingUrl ?? null,
});
