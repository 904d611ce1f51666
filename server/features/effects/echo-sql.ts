/** Finds and marks the effect an event is the echo of. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { type ChangeBody } from '../../sdk/changes.ts';
import { type DomainEvent, type MessageData } from '../../sdk/events.ts';
import { type Receipt } from '../../sdk/types.ts';
import { placesOf, sameWords, tells } from './echoes.ts';

/** How long after an effect its echo may come. */
const ECHO_MS = 10 * 60_000;
/** Between the CRM's clock, which tells whole seconds, and ours. */
const SKEW_MS = 60_000;
/** No effect is tried for longer. */
const TRIED_MS = 24 * 3_600_000;
/** Of one subject within minutes. */
const MOST = 50;

/** Under way, or ended not long before the event; each name of an event is its echo once. */
const RECENT = `e.first_tried_at between ? and ? and not e.echoes @> ?::jsonb
  and (e.state in ('sending', 'in_doubt') or (e.state = 'done' and e.finished_at >= ?))`;
const OF_CARDS = `select e.id, e.body -> 'change' as change, e.receipt, e.chain from effects e
  where e.subject in (?, ?) and e.kind = 'crm' and ${RECENT} order by e.id limit ${MOST}`;
const OF_MESSAGES = `select e.id, d.text, d.receipt, e.chain from talks t
  join deliveries d on d.account_id = t.account_id and d.talk_id = t.id and d.effect_id is not null and d.state in ('sending', 'in_doubt', 'sent')
  join effects e on e.account_id = d.account_id and e.id = d.effect_id
  where t.crm_id = ? and d.first_tried_at between ? and ? and not e.echoes @> ?::jsonb order by e.id limit ${MOST}`;
const MARK = 'update effects set echoes = echoes || ?::jsonb where id = ?';

interface Row {
  id: string;
  receipt: Receipt | null;
  chain: string[];
}

export async function findEcho(tx: EntityManager, event: DomainEvent): Promise<string[]> {
  const found = event.name === 'message.sent' ? await ofMessage(tx, event.data, event.at) : await ofCard(tx, event);
  if (!found) return [];
  await tx.execute(MARK, [JSON.stringify([event.name]), found.id]);
  return found.chain;
}

async function ofCard(tx: EntityManager, event: DomainEvent): Promise<Row | undefined> {
  const [place, other = place] = placesOf(event);
  if (place === undefined) return undefined;
  const at = Date.parse(event.at);
  const rows = await tx.execute<(Row & { change: ChangeBody })[]>(OF_CARDS, [
    place,
    other,
    new Date(at - TRIED_MS),
    new Date(at + SKEW_MS),
    JSON.stringify([event.name]),
    new Date(at - ECHO_MS),
  ]);
  return rows.find(({ change, receipt }) => tells(event, change, receipt));
}

async function ofMessage(tx: EntityManager, { id, talkId, text }: MessageData, at: string): Promise<Row | undefined> {
  if (!talkId) return undefined;
  const rows = await tx.execute<(Row & { text: string })[]>(OF_MESSAGES, [
    talkId,
    new Date(Date.parse(at) - ECHO_MS),
    new Date(Date.parse(at) + SKEW_MS),
    JSON.stringify(['message.sent']),
  ]);
  return rows.find(({ receipt, text: sent }) => (receipt?.id ? receipt.id === id : sameWords(sent, text)));
}
