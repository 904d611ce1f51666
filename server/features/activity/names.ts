/** The names that sentences need and their rows lack, as they are now: one query for a page. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { type Caller } from '../accounts/sessions.ts';
import { type Activity } from './entities.ts';

export interface TalkNames {
  leadCrmId: string | null;
  contact: string | null;
}

/** What a page of the log is told with. */
export interface Known {
  /** `lead:24510983`, `user:10431207`, `stage:142`, `agent:<uuid>`, `member:<uuid>` and so on > its name. */
  names: ReadonlyMap<string, string>;
  talks: ReadonlyMap<string, TalkNames>;
  account: { currency: string; timezone: string };
  /** Of whoever reads: what the request asks for, else the member's own. */
  language: string;
}

type Told = Pick<Activity, 'actorKind' | 'actorId' | 'subject' | 'leadCrmId' | 'agentId' | 'talkId' | 'data'>;

type Reader = Pick<Caller, 'memberId' | 'language'>;

interface Row {
  kind: string;
  id: string;
  name: string | null;
  more: string | null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Every place of the CRM whose cards have a name of their own. */
const CARDS = ['lead', 'contact', 'company', 'customer', 'product'] as const;
const TABLES = { lead: 'leads', contact: 'contacts', company: 'companies', customer: 'customers', product: 'products' } as const;

const named = (kind: (typeof CARDS)[number], where = 'crm_id = any(?)'): string =>
  `select '${kind}' as kind, crm_id as id, name, null::text as more from ${TABLES[kind]} where name <> '' and ${where}`;

const QUERY = [
  `select 'account' as kind, currency as id, timezone as name, language as more from accounts where id = ?`,
  `select 'me', id::text, language, null from members where id = any(?)`,
  named(
    'lead',
    'crm_id in (select unnest(?::text[]) union select l.crm_id from talks t join leads l on l.account_id = t.account_id and l.id = t.lead_id where t.id = any(?))',
  ),
  ...CARDS.slice(1).map((kind) => named(kind)),
  `select 'task', crm_id, text, null from tasks where text <> '' and crm_id = any(?)`,
  `select 'user', crm_user_id, name, null from members where crm_user_id = any(?)`,
  `select 'member', id::text, name, null from members where id = any(?)`,
  `select 'agent', id::text, settings ->> 'name', null from agents where id = any(?)`,
  `select 'article', id::text, title, null from articles where id = any(?)`,
  `select 'rule', id::text, definition ->> 'name', null from rules where id = any(?)`,
  `select 'stage', stage ->> 'id', stage ->> 'name', null from pipelines, jsonb_array_elements(stages) stage where stage ->> 'id' = any(?)`,
  `select 'talk', t.id::text, c.name, l.crm_id from talks t
     left join leads l on l.account_id = t.account_id and l.id = t.lead_id
     left join contacts c on c.account_id = t.account_id and c.id = t.contact_id
    where t.id = any(?)`,
].join('\nunion all ');

/** `em` is bound to the account; `reader`: who reads, if anybody does. */
export async function readNames(em: EntityManager, accountId: string, rows: readonly Told[], reader: Reader | undefined): Promise<Known> {
  const ask = new Asked();
  for (const row of rows) ask.add(row);
  const of = (kind: string): string => array(ask.of(kind));
  const found = await em.execute<Row[]>(QUERY, [
    accountId,
    array(reader ? [reader.memberId] : []),
    of('lead'),
    of('talk'),
    of('contact'),
    of('company'),
    of('customer'),
    of('product'),
    of('task'),
    of('user'),
    of('member'),
    of('agent'),
    of('article'),
    of('rule'),
    of('stage'),
    of('talk'),
  ]);
  const account = found.find(({ kind }) => kind === 'account');
  return {
    names: new Map(found.flatMap(({ kind, id, name }) => (name ? [[`${kind}:${id}`, name]] : []))),
    talks: new Map(found.filter(({ kind }) => kind === 'talk').map(({ id, name, more }) => [id, { contact: name, leadCrmId: more }])),
    account: { currency: account?.id ?? 'USD', timezone: account?.name ?? 'UTC' },
    language: reader?.language ?? found.find(({ kind }) => kind === 'me')?.name ?? account?.more ?? 'en',
  };
}

const array = (ids: readonly string[]): string => `{${ids.map((id) => `"${id}"`).join(',')}}`;

/** What must be looked up, by kind. */
class Asked {
  readonly #ids = new Map<string, Set<string>>();

  of(kind: string): string[] {
    return [...(this.#ids.get(kind) ?? [])];
  }

  add({ actorKind, actorId, subject, leadCrmId, agentId, talkId, data }: Told): void {
    if (actorKind === 'member') this.#put('member', actorId);
    if (actorKind === 'agent') this.#put('agent', actorId);
    if (actorKind === 'crm_user') this.#put('user', actorId);
    const at = subject?.indexOf(':') ?? -1;
    if (subject && at > 0) this.#put(subject.slice(0, at), subject.slice(at + 1));
    this.#put('lead', leadCrmId);
    this.#put('agent', agentId);
    this.#put('talk', talkId);
    for (const value of [data['from'], data['to'], data['stage']]) {
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      this.#put('stage', String(value));
      this.#put('user', String(value));
    }
  }

  #put(kind: string, id: string | null | undefined): void {
    if (!id || !/^[\w-]{1,40}$/u.test(id) || (OURS.has(kind) && !UUID.test(id))) return;
    const ids = this.#ids.get(kind) ?? new Set();
    this.#ids.set(kind, ids.add(id));
  }
}

/** Kinds whose ids are ours. */
const OURS: ReadonlySet<string> = new Set(['member', 'agent', 'talk', 'article', 'rule']);
