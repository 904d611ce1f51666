import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { unauthorized } from '../../errors.ts';
import { pageOf, parseCursor } from '../../http/paging.ts';
import { Id } from '../../http/shapes.ts';
import { Notification, NotificationSetting } from './entities.ts';
import {
  type NotificationKind,
  notificationKinds,
  type NotificationPage,
  type NotificationQuery,
  type Notification as NotificationShape,
  type NotificationSettings,
  type ReadBody,
} from './schema.ts';

type Page = z.output<typeof NotificationPage>;
type Settings = z.output<typeof NotificationSettings>;
type Link = z.output<typeof NotificationShape>['link'];

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'caller' | 'clock' | 'live' | 'activityLog'>;

/** What only administrators are ever told. */
const ADMINS_ONLY: ReadonlySet<NotificationKind> = new Set([
  'rule_disabled',
  'hooks_disabled',
  'hooks_failed',
  'connection_lost',
  'sync_finished',
  'sync_failed',
]);

/** A member's own notifications; nobody sees another's. */
export class Notifications {
  readonly #deps: Deps;

  constructor({ em, accountId, caller, clock, live, activityLog }: Deps) {
    this.#deps = { em, accountId, caller, clock, live, activityLog };
  }

  /** Newest first. */
  async list({ limit, cursor, unread }: z.output<typeof NotificationQuery>): Promise<Page> {
    const { em, activityLog } = this.#deps;
    const own = { memberId: this.#memberId() };
    const after = parseCursor(cursor);
    const where = { ...own, ...(after ? { id: { $lt: after } } : {}), ...(unread === undefined ? {} : { readAt: unread === 'true' ? null : { $ne: null } }) };
    const rows = await em.fork().find(Notification, where, { orderBy: { id: 'desc' }, limit: limit + 1 });
    const { items, nextCursor } = pageOf(rows, limit);
    const words = await activityLog.notices(items.map(({ kind, subject, data }) => ({ kind, subject: subject ?? null, data })));
    return {
      items: items.map(({ id, kind, at, readAt, subject }, index) => ({
        id,
        kind,
        at: at.toISOString(),
        readAt: readAt?.toISOString() ?? null,
        title: words[index]?.title ?? kind,
        text: words[index]?.text ?? '',
        link: linkOf(subject),
      })),
      nextCursor,
      unread: await em.fork().count(Notification, { ...own, readAt: null }),
    };
  }

  /** Those named, or all of them. What is not this member's stays as it is. */
  async read({ ids }: z.output<typeof ReadBody>): Promise<void> {
    const { em, accountId, clock, live } = this.#deps;
    const memberId = this.#memberId();
    await em.fork().transactional(async (tx) => {
      const where = { memberId, readAt: null, ...(ids ? { id: { $in: ids } } : {}) };
      const read = await tx.nativeUpdate(Notification, where, { readAt: clock.now() });
      if (read > 0) await live.publish(accountId, { kind: 'notifications.read', memberId }, tx);
    });
  }

  /** Of every kind this member may be told. */
  async settings(): Promise<Settings> {
    const { em, caller } = this.#deps;
    const rows = new Map((await em.fork().find(NotificationSetting, { memberId: this.#memberId() })).map((row) => [row.kind, row]));
    const kinds = notificationKinds.filter((kind) => caller?.role === 'admin' || !ADMINS_ONLY.has(kind));
    return { items: kinds.map((kind) => ({ kind, bell: rows.get(kind)?.bell ?? true, crm: rows.get(kind)?.crm ?? false })) };
  }

  /** Kinds that are not named stay as they are. */
  async saveSettings({ items }: Settings): Promise<Settings> {
    const { em, accountId } = this.#deps;
    const memberId = this.#memberId();
    await em.fork().transactional(async (tx) => {
      const rows = new Map((await tx.find(NotificationSetting, { memberId })).map((row) => [row.kind, row]));
      for (const [kind, { bell, crm }] of new Map(items.map((item) => [item.kind, item]))) {
        const row = rows.get(kind);
        if (row) tx.assign(row, { bell, crm });
        else tx.create(NotificationSetting, { accountId, memberId, kind, bell, crm });
      }
    });
    return this.settings();
  }

  #memberId(): string {
    const { caller } = this.#deps;
    if (!caller) throw unauthorized();
    return caller.memberId;
  }
}

/** `lead:24510983` is the CRM's id, `hook:<uuid>` ours, `connection:self` has none. */
function linkOf(subject: string | null | undefined): Link {
  const at = subject?.indexOf(':') ?? -1;
  if (!subject || at < 0) return null;
  const id = subject.slice(at + 1);
  const kind = subject.slice(0, at);
  switch (kind) {
    case 'lead':
      return { kind, id: null, crmId: id };
    case 'hook':
    case 'sync':
    case 'talk':
    case 'rule':
      return Id.safeParse(id).success ? { kind, id, crmId: null } : null;
    case 'connection':
    case 'settings':
      return { kind, id: null, crmId: null };
    default:
      return null;
  }
}
