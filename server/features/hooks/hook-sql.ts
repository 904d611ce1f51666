/** The first and the last statement of a hook's transaction: what would be several look-ups and notices is one each. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { type DomainEvent } from '../../sdk/events.ts';
import { type HookEvent, type ListedEvent } from './entities.ts';
import { lateKeys, SWEEP } from './recovered.ts';

/** How long after an effect its echo is looked for. */
const ECHO_MS = 10 * 60_000;
const LIST = 'array(select jsonb_array_elements_text(?::jsonb))';

const CLAIM = `select
    array(select e.key from events e where e.account_id = h.account_id and e.key = any(${LIST})) as keys,
    array(select m.crm_id from messages m where m.account_id = h.account_id and m.crm_id = any(${LIST})) as messages,
    exists (select from effects e where e.account_id = h.account_id and e.state in ('sending', 'in_doubt'))
      or exists (select from effects e where e.account_id = h.account_id and e.finished_at >= ?) as effects
  from hook_events h where h.id = ? and h.state = 'received' for update of h`;

const FINISH = `with done as (update hook_events
    set state = 'done', error = null, problem = null, retry_at = null, attempts = attempts + 1, events = ?::jsonb, processed_at = ?
    where id = ? returning id)
  select pg_notify(?, told.payload) from done, jsonb_array_elements_text(?::jsonb) as told(payload)`;

/** Keys an event may be known by: of its own, and where the sweep found it before its hook came. */
export function keysOf(event: DomainEvent, { source }: Pick<HookEvent, 'source'>): string[] {
  return [...(event.key ? [event.key] : []), ...(source === SWEEP ? [] : lateKeys(event))];
}

/**
 * Locks the hook and says what of it is known; undefined when it is done already. `effects`: something of ours is under
 * way, or ended not long before these events, so that one of them may be its echo.
 */
export async function claim(
  tx: EntityManager,
  hook: Pick<HookEvent, 'id' | 'source'>,
  events: readonly DomainEvent[],
): Promise<{ keys: Set<string>; messages: Set<string>; effects: boolean } | undefined> {
  const keys = events.flatMap((event) => keysOf(event, hook));
  const messages = events.flatMap((event) => (event.name === 'message.received' || event.name === 'message.sent' ? [event.data.id] : []));
  const since = new Date(Math.min(...events.map(({ at }) => Date.parse(at)), Date.now()) - ECHO_MS);
  const [row] = await tx.execute<{ keys: string[]; messages: string[]; effects: boolean }[]>(CLAIM, [
    JSON.stringify(keys),
    JSON.stringify(messages),
    since,
    hook.id,
  ]);
  return row && { keys: new Set(row.keys), messages: new Set(row.messages), effects: row.effects };
}

/** The hook's end, and all that its transaction has to tell. */
export async function finish(
  tx: EntityManager,
  id: string,
  { events, processedAt, told }: { events: readonly ListedEvent[]; processedAt: Date; told: { channel: string; payloads: readonly string[] } },
): Promise<void> {
  await tx.execute(FINISH, [JSON.stringify(events), processedAt, id, told.channel, JSON.stringify(told.payloads)]);
}
