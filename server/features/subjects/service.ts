import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { runKept } from '../../db/kept.ts';
import { type CrmUse } from '../../egress/use.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { Retry } from '../../sdk/errors.ts';
import { type AccountFacts, type Facts, type Intent, type IntentLabel, type UserFacts } from '../../sdk/facts.ts';
import { type Snapshot } from '../../sdk/crm-data.ts';
import { parseSubject } from '../../sdk/subjects.ts';
import { Account } from '../accounts/entities.ts';
import { askedBy, FACTS } from './facts-sql.ts';
import { nameOf, type Names } from './names.ts';
import { NOTHING_KNOWN, type StoredFacts } from './schema.ts';
import { readUsers } from './users.ts';

/** Nobody waits for it. */
const ACTING: CrmUse = { priority: 'background', feature: 'rules' };

type Deps = Pick<ScopedCradle, 'accountId' | 'crm' | 'intents' | 'knowledge' | 'subjectNames'>;

/** Where answers from outside may be asked for. `stored`: only what is known already, for inside a transaction. */
export type Reach = 'stored' | 'outside';

export interface FactsOptions {
  event: DomainEvent;
  stored: StoredFacts;
  account: AccountFacts;
  names: Names;
  /** Default: when the event happened. */
  now?: Date;
  reach: Reach;
  /** For what is read on demand. */
  em: EntityManager;
}

interface Read {
  facts: StoredFacts[];
  /** Grows with every change of the account's rules. */
  rulesVersion: number;
  account: AccountFacts;
}

type Row = StoredFacts & AccountFacts & { no: number; rulesVersion: number };

/** What is known around the subject of an event: read in one statement for many, wrapped for those who ask. */
export class SubjectFacts {
  readonly #deps: Deps;

  constructor({ accountId, crm, intents, knowledge, subjectNames }: Deps) {
    this.#deps = { accountId, crm, intents, knowledge, subjectNames };
  }

  /** As the mirror has it in this transaction, which must have been flushed; in the order of the events. */
  async read(em: EntityManager, events: readonly DomainEvent[]): Promise<Read> {
    if (events.length === 0) return { facts: [], rulesVersion: 0, account: await this.account(em) };
    const asked = events.map((event, no) => ({ no, ...askedBy(event) }));
    const rows = await runKept<Row>(em, FACTS, [this.#deps.accountId, JSON.stringify(asked)]);
    const [first] = rows;
    const account = first ? { timezone: first.timezone, currency: first.currency, language: first.language } : await this.account(em);
    const facts = rows.map(({ no: _no, rulesVersion: _version, timezone: _zone, currency: _currency, language: _language, ...one }) => withoutNulls(one));
    return { facts, rulesVersion: first?.rulesVersion ?? 0, account };
  }

  /** Facts as they are now, for an action that is about to be done: read from the CRM where ours are older than ten minutes. */
  async facts(em: EntityManager, event: DomainEvent, { now }: { now: Date }): Promise<Facts> {
    const { lead, contact } = (await this.read(em, [event])).facts[0] ?? NOTHING_KNOWN;
    await this.#deps.crm.refreshCards({ lead: lead?.id, contact: contact?.id }, ACTING);
    const {
      facts: [stored = NOTHING_KNOWN],
      account,
    } = await this.read(em.fork(), [event]);
    return this.wrap({ event, stored, account, names: await this.names(em), now, reach: 'outside', em });
  }

  async account(em: EntityManager): Promise<AccountFacts> {
    const { timezone, currency, language } = await em.findOneOrFail(Account, { id: this.#deps.accountId });
    return { timezone, currency, language };
  }

  names(em: EntityManager): Promise<Names> {
    return this.#deps.subjectNames.of(em, this.#deps.accountId);
  }

  /** What plugins see. Each answer that has to be fetched is fetched once. */
  wrap({ event, stored, account, names, now, reach, em }: FactsOptions): Facts {
    const { intents, knowledge } = this.#deps;
    const text = event.name === 'message.received' ? event.data.text : '';
    const asked = new Map<string, Promise<Intent>>();
    let users: Promise<UserFacts[]> | undefined;
    return {
      ...stored,
      now: now ?? new Date(event.at),
      account,
      text,
      nameOf: (noun, id) => nameOf(names, noun, id),
      intent: (labels: readonly IntentLabel[]) => {
        const key = JSON.stringify(labels);
        const answer = asked.get(key) ?? intents.of(em, { subject: event.subject, text, labels }, reach);
        asked.set(key, answer);
        return answer;
      },
      subject: async () => snapshotOf(event, stored),
      passages: async (query) => {
        if (reach === 'stored') throw new Retry('Passages are looked for outside of a transaction.');
        const { items } = await knowledge.search({ query, limit: 8 });
        return items.map((item) => ({ text: item.text, title: item.source.title }));
      },
      users: () => (users ??= readUsers(em)),
    };
  }
}

function snapshotOf(event: DomainEvent, { lead, contact, company, task, call }: StoredFacts): Snapshot | null {
  const { kind } = parseSubject(event.subject);
  if (kind === 'lead' && lead) return { kind, data: lead };
  if (kind === 'contact' && contact) return { kind, data: contact };
  if (kind === 'company' && company) return { kind, data: company };
  if (kind === 'task' && task) return { kind, data: task };
  if (kind === 'call' && call) return { kind, data: call };
  return null;
}

/** The database says null where the contract leaves out. */
function withoutNulls(facts: StoredFacts): StoredFacts {
  const entries = Object.entries(facts).map(([name, value]): [string, unknown] => [
    name,
    value === null || typeof value !== 'object' ? null : Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null)),
  ]);
  return Object.fromEntries(entries) as unknown as StoredFacts;
}
