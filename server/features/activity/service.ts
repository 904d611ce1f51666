import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { Lead } from '../crm/entities.ts';
import { Talk } from '../talks/entities.ts';
import { Activity, type ActivityData } from './entities.ts';
import { type ActivityKind } from './schema.ts';

export interface ActivityEntry {
  kind: ActivityKind;
  /** Absent: the product itself. */
  actor?: { kind: Activity['actorKind']; id?: string | null; name?: string | null };
  /** `lead:123`, `agent:<uuid>`. */
  subject?: string;
  /** Absent: the lead of the talk. */
  leadCrmId?: string | null;
  agentId?: string | null;
  talkId?: string | null;
  hookEventId?: string | null;
  /** What fills the sentence; never the text of a message. */
  data?: ActivityData;
  /** Absent: now. */
  at?: Date;
}

/** The one way into the log of what happened. Bound to one account. */
export class ActivityService {
  readonly #deps: Pick<ScopedCradle, 'accountId' | 'caller' | 'clock' | 'live'>;

  constructor({ accountId, caller, clock, live }: Pick<ScopedCradle, 'accountId' | 'caller' | 'clock' | 'live'>) {
    this.#deps = { accountId, caller, clock, live };
  }

  /** Written, and told to the screens, with the caller's own transaction. What a hook brought is told by the hook's end. */
  async record(tx: EntityManager, entry: ActivityEntry): Promise<void> {
    const { accountId, clock, live } = this.#deps;
    const at = entry.at ?? clock.now();
    const row = tx.create(Activity, {
      id: newId(at),
      accountId,
      kind: entry.kind,
      at,
      actorKind: entry.actor?.kind ?? 'system',
      actorId: entry.actor?.id ?? null,
      actorName: entry.actor?.name ?? null,
      subject: entry.subject ?? null,
      leadCrmId: entry.leadCrmId === undefined && entry.talkId ? await leadOf(tx, entry.talkId) : (entry.leadCrmId ?? null),
      agentId: entry.agentId ?? null,
      talkId: entry.talkId ?? null,
      hookEventId: entry.hookEventId ?? null,
      data: entry.data ?? {},
    });
    if (!entry.hookEventId) await live.publish(accountId, { kind: 'activity.created', activityId: row.id }, tx);
  }

  /** The signed-in member of this request; the product itself in a job. */
  caller(): NonNullable<ActivityEntry['actor']> {
    const { caller } = this.#deps;
    return caller ? { kind: 'member', id: caller.memberId } : { kind: 'system' };
  }
}

async function leadOf(tx: EntityManager, talkId: string): Promise<string | null> {
  const talk = await tx.findOne(Talk, { id: talkId });
  const lead = talk?.leadId ? await tx.findOne(Lead, { id: talk.leadId }) : null;
  return lead?.crmId ?? null;
}
