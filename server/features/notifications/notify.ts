import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { Member } from '../accounts/entities.ts';
import { Lead } from '../crm/entities.ts';
import { Talk } from '../talks/entities.ts';
import { Notification, NotificationSetting } from './entities.ts';
import { type NotificationKind } from './schema.ts';

export interface Notice {
  kind: NotificationKind;
  /** `admins`, or the CRM ids of users; who is no active member is left out. */
  to: 'admins' | readonly string[];
  /** The same occurrence has the same key: it is told once. */
  key: string;
  /** What it leads to, e.g. `lead:123`, `hook:<uuid>`. */
  subject?: string;
  data?: Notification['data'];
}

/** The one way to tell members something. Bound to one account. */
export class Notify {
  readonly #deps: Pick<ScopedCradle, 'accountId' | 'clock' | 'live'>;

  constructor({ accountId, clock, live }: Pick<ScopedCradle, 'accountId' | 'clock' | 'live'>) {
    this.#deps = { accountId, clock, live };
  }

  /** With the caller's own transaction. Members who switched the kind off are left out. */
  async send(tx: EntityManager, { kind, to, key, subject, data = {} }: Notice): Promise<void> {
    const { accountId, clock, live } = this.#deps;
    const members = await tx.find(Member, { active: true, ...(to === 'admins' ? { role: 'admin' } : { crmUserId: { $in: [...to] } }) });
    const ids = members.map((member) => member.id);
    const off = new Set((await tx.find(NotificationSetting, { kind, bell: false, memberId: { $in: ids } })).map((row) => row.memberId));
    const told = new Set((await tx.find(Notification, { key, memberId: { $in: ids } }, { fields: ['memberId'] })).map((row) => row.memberId));
    for (const memberId of ids) {
      if (off.has(memberId) || told.has(memberId)) continue;
      const id = newId();
      tx.create(Notification, { id, accountId, memberId, kind, key, at: clock.now(), subject: subject ?? null, data });
      await live.publish(accountId, { kind: 'notification.created', notificationId: id, memberId }, tx);
    }
  }

  /** Tells the one who is responsible for the talk's lead; nobody when there is none. */
  async responsible(tx: EntityManager, talkId: string, notice: Omit<Notice, 'to' | 'subject'>): Promise<void> {
    const talk = await tx.findOne(Talk, { id: talkId });
    const lead = talk?.leadId ? await tx.findOne(Lead, { id: talk.leadId }) : null;
    if (lead?.responsibleCrmId) await this.send(tx, { ...notice, to: [lead.responsibleCrmId], subject: `lead:${lead.crmId}` });
  }
}
