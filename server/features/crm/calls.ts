import { type EntityManager } from '@mikro-orm/postgresql';

import { type CallData } from '../../sdk/events.ts';
import { callClaim, type Source } from './claims.ts';
import { merge, type Outcome } from './merge.ts';
import { type Mirror } from './mirror.ts';

const PHONE_DIGITS = 10;
/** Shorter ones are extensions and test numbers: many people could have them. */
const PHONE_MIN = 5;

/** Who is on the line: the last ten digits, as Kommo compares numbers too; without a number, what the call is written on. */
export function callerKeyOf({ phone, entity, id }: Pick<CallData, 'phone' | 'entity' | 'id'>): string {
  const digits = (phone ?? '').replace(/\D/gu, '').slice(-PHONE_DIGITS);
  return digits.length >= PHONE_MIN ? digits : (entity ?? `call:${id}`);
}

/** One note is one call, told again when its recording is there. Once known to be answered it stays so. */
export async function putCall(mirror: Mirror, tx: EntityManager, data: CallData, source: Source): Promise<Outcome> {
  const known = await mirror.find(tx, 'call', data.id);
  const row = known ?? (await mirror.row(tx, 'call', data.id));
  const put = merge(row, callClaim(data, source));
  const missed = data.missed && (known === null || known.missed);
  const changed = put.changed || row.missed !== missed || known === null;
  const callerKey = callerKeyOf({ id: data.id, phone: row.phone ?? undefined, entity: (row.subject ?? undefined) as CallData['entity'] });
  if (row.missed !== missed) row.missed = missed;
  if (row.callerKey !== callerKey) row.callerKey = callerKey;
  return { changed, unsure: put.unsure };
}
