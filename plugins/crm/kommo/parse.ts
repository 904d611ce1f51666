/** One hook body, form or JSON, to everything it says happened. Pure. */
import { type DomainEvent, type ParsedHook, type Raw, Refuse, subject } from 'souffleur/sdk';

import { parseForm } from './body/form.ts';
import { parseJson } from './body/json.ts';
import { known } from './body/known.ts';
import { flatten, idAt, type Row, textAt } from './body/row.ts';
import { rowsOf } from './body/rows.ts';
import { type Tree } from './body/tree.ts';
import { catalogEvents } from './events/catalogs.ts';
import { event } from './events/event.ts';
import { leadEvents } from './events/leads.ts';
import { messageEvents } from './events/messages.ts';
import { contactEvents, customerEvents } from './events/people.ts';
import { widgetTrigger } from './events/pipeline.ts';
import { talkEvents } from './events/talks.ts';
import { taskEvents } from './events/tasks.ts';
import { templateEvents } from './events/templates.ts';
import { unsortedEvents } from './events/unsorted.ts';

type Family = (row: Row) => DomainEvent[];

const FAMILIES = new Map<string, Family>([
  ['leads', leadEvents],
  ['contacts', contactEvents],
  ['companies', contactEvents],
  ['customers', customerEvents],
  ['task', taskEvents],
  ['tasks', taskEvents],
  ['message', messageEvents],
  ['outgoing_message', messageEvents],
  ['talk', talkEvents],
  ['talks', talkEvents],
  ['unsorted', unsortedEvents],
  ['catalogs', catalogEvents],
]);

/** Newer senders leave the entity out: what a row has says what it is. */
const bareEvents: Family = (row) => {
  if (row.tree.at('reviews')) return templateEvents(row);
  if (row.tree.at('is_in_work')) return talkEvents(row);
  return row.tree.at('chat_id') || row.tree.at('talk_id') ? messageEvents(row) : [];
};

const BARE = new Set(['add', 'update', 'delete']);
const JSON_START = 0x7b;

/**
 * @throws Refuse('invalid') when the body is no hook at all, breaks a limit, or names two accounts.
 *   An entity, action or row that is not known becomes `unknown.received`; nothing is dropped.
 */
export function parse(raw: Raw): ParsedHook {
  const root = raw.body[0] === JSON_START ? parseJson(raw.body) : parseForm(raw.body);
  const receivedAt = raw.receivedAt.toISOString();
  const rows = isSalesbot(root)
    ? [{ entity: 'salesbot', action: 'request', tree: root, receivedAt }]
    : root.entries().flatMap(([name, node]) => rowsUnder(name, node, receivedAt));
  const events = [...widgetTrigger(root, receivedAt), ...rows.flatMap(read)];
  if (events.length === 0) throw new Refuse('invalid', 'The body names no change: it is not a hook of Kommo.');
  const account = known({ id: accountId(root, rows), subdomain: textAt(root, 'account', 'subdomain') ?? textAt(root, 'subdomain') });
  return { account, events };
}

function rowsUnder(name: string, node: Tree, receivedAt: string): Row[] {
  if (name === 'account' || (name === 'event' && node.at('data'))) return [];
  if (name === 'action' && node.at('settings')) return [];
  if (BARE.has(name)) return rowsOf(node).map((tree) => ({ entity: '', action: name, tree, receivedAt }));
  if (!FAMILIES.has(name) && node.size > 0 && node.children().every((child) => child.size === 0)) return [{ entity: name, action: '', tree: node, receivedAt }];
  return node.entries().flatMap(([action, rows]) => rowsOf(rows).map((tree) => ({ entity: name, action, tree, receivedAt })));
}

function read(row: Row): DomainEvent[] {
  const family = row.entity === '' ? bareEvents : FAMILIES.get(row.entity);
  const events = family?.(row) ?? [];
  return events.length > 0 ? events : [unknown(row)];
}

/** A Salesbot's question, sent here by mistake: its bearer token must not be kept among the events. */
const isSalesbot = (root: Tree): boolean => Boolean(root.at('token') && root.at('return_url'));

function unknown({ entity, action, tree, receivedAt }: Row): DomainEvent {
  const kind = [entity, action].filter(Boolean).join('.').slice(0, 80);
  const { token: _token, ...data } = flatten(tree);
  return event({
    name: 'unknown.received',
    subject: subject('unknown', kind),
    at: receivedAt,
    key: undefined,
    actor: { kind: 'unknown' },
    data: { ...data, kind },
  });
}

/** Every place that names the account must name the same one. */
function accountId(root: Tree, rows: Row[]): string | undefined {
  const named = [
    idAt(root, 'account', 'id'),
    idAt(root, 'account_id'),
    ...rows.flatMap(({ tree }) => [idAt(tree, 'account_id'), idAt(tree, 'note', 'account_id')]),
  ];
  const claims = new Set(named.filter((id) => id !== undefined));
  if (claims.size > 1) throw new Refuse('invalid', `The body names several accounts: ${[...claims].slice(0, 3).join(', ')}.`);
  return [...claims][0];
}
