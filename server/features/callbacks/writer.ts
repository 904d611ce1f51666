import { type EntityManager, LockMode } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { Refuse } from '../../sdk/errors.ts';
import { type Subject } from '../../sdk/subjects.ts';
import { type Receipt } from '../../sdk/types.ts';
import { Account } from '../accounts/entities.ts';
import { Call, Task } from '../crm/entities.ts';
import { Callback } from './entities.ts';
import { isOver } from './service.ts';
import { taskText } from './task-text.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'host' | 'crm' | 'settings' | 'activity' | 'notify' | 'callbacks' | 'callbackPeople' | 'log'>;

/** Subjects a task can hang on. */
const HOLDERS = /^(?:lead|contact|company|customer):/;

/** Writes the task of a planned callback into the CRM: the job behind a missed call. */
export class CallbackWriter {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, host, crm, settings, activity, notify, callbacks, callbackPeople, log }: Deps) {
    this.#deps = { em, accountId, clock, host, crm, settings, activity, notify, callbacks, callbackPeople, log };
  }

  /** Looks again whether it is needed. Its id makes the task once. @throws Retry to be called again later */
  async write(id: string, lastAttempt: boolean): Promise<void> {
    await this.#knowCaller(id);
    const row = await this.#claim(id);
    if (!row) return;
    const { host, accountId } = this.#deps;
    try {
      const receipt = await host.write(
        accountId,
        {
          key: row.id,
          kind: 'add_task',
          text: row.text,
          dueAt: row.dueAt.toISOString(),
          ...(row.subject && HOLDERS.test(row.subject) ? { subject: row.subject as Subject } : {}),
          ...(row.responsibleCrmId ? { responsibleId: row.responsibleCrmId } : {}),
        },
        { priority: 'background', feature: 'callbacks' },
      );
      await this.#done(id, receipt);
    } catch (error) {
      if (!(error instanceof Refuse) && !lastAttempt) throw error;
      await this.#failed(id, error instanceof Refuse ? error.code : 'unreachable');
    }
  }

  /** Somebody took the job back before it began: no task is wanted. */
  async cancelled(id: string): Promise<void> {
    await this.#change(id, async (tx, row) => {
      if (row.state === 'planned') await this.#deps.callbacks.end(tx, row, 'not_needed');
    });
  }

  /** A caller known only by number is read once more, so that the task can name them and find its responsible user. */
  async #knowCaller(id: string): Promise<void> {
    const { em, crm, log } = this.#deps;
    const row = await em.fork().findOne(Callback, { id, state: 'planned', text: '' });
    if (!row?.subject || !/^(?:lead|contact|company):/.test(row.subject)) return;
    const known = await em
      .fork()
      .transactional((tx) => crm.known(tx, row.subject?.slice(0, row.subject.indexOf(':')) as 'lead', row.subject?.slice(row.subject.indexOf(':') + 1) ?? ''));
    if (known?.readAt || known?.name) return;
    await crm.refreshSubject(row.subject as Subject).catch((error: unknown) => log.warn({ error, callback: id }, 'could not read who called'));
  }

  /** What is to be written; undefined when it is not needed any more. The text is made once: a repeated write must be recognised by it. */
  async #claim(id: string): Promise<Callback | undefined> {
    const { em, accountId, settings, callbacks, callbackPeople } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const row = await tx.findOne(Callback, { id, state: 'planned' }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!row) return undefined;
      const { enabled, text } = await settings.read('callbacks', tx);
      const call = await tx.findOne(Call, { id: row.callId });
      const missedAt = (await callbacks.lastMissed(tx, row.callerKey)) ?? call?.at;
      if (!enabled || !call?.missed || (missedAt && (await callbacks.spokenTo(tx, row.callerKey, missedAt)))) {
        await callbacks.end(tx, row, 'not_needed');
        return undefined;
      }
      if (row.text === '') {
        const { language } = await tx.findOneOrFail(Account, { id: accountId });
        const people = await callbackPeople.of(tx, call);
        row.text = taskText(text, { name: people.name, phone: call.phone ?? '', language });
        row.responsibleCrmId ??= people.responsible;
      }
      return row;
    });
  }

  /** Meanwhile the caller may have been spoken to, or the task may be over already. */
  async #done(id: string, receipt: Receipt): Promise<void> {
    const { callbacks } = this.#deps;
    await this.#change(id, async (tx, row) => {
      row.taskCrmId = receipt.id ?? null;
      row.error = null;
      const task = receipt.id ? await tx.findOne(Task, { crmId: receipt.id }) : null;
      const isStillPlanned = row.state === 'planned';
      if (isStillPlanned) row.state = 'open';
      await callbacks.created(tx, row);
      if (row.state === 'not_needed') row.state = 'done';
      else if (isStillPlanned && task && isOver(task)) await callbacks.end(tx, row, 'done');
    });
  }

  async #failed(id: string, error: string): Promise<void> {
    const { callbacks, notify } = this.#deps;
    await this.#change(id, async (tx, row) => {
      if (row.state !== 'planned') return;
      row.error = error;
      await callbacks.end(tx, row, 'failed');
      await notify.send(tx, {
        kind: 'callback_failed',
        to: 'admins',
        key: `callback:${id}`,
        ...(row.subject ? { subject: row.subject } : {}),
        data: { error },
      });
    });
  }

  async #change(id: string, change: (tx: EntityManager, row: Callback) => Promise<void>): Promise<void> {
    await this.#deps.em.fork().transactional(async (tx) => {
      const row = await tx.findOne(Callback, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (row) await change(tx, row);
    });
  }
}
