/** The rows a reply is decided from, in one round trip: a reply waits for them before anything else can begin. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { type OneTrip, type Row } from '../../db/one-trip.ts';
import { spentToday } from '../../llm/ledger.ts';
import { Account } from '../accounts/entities.ts';
import { Agent } from '../agents/entities.ts';
import { Contact, Lead, Pipeline } from '../crm/entities.ts';
import { type Message, Talk, type TalkNote } from '../talks/entities.ts';

/** What a reply needs of a message. */
export type Said = Pick<Message, 'id' | 'direction' | 'text' | 'attachment' | 'authorName'>;

/** What the CRM did beside the talk. */
export type Done = Pick<TalkNote, 'kind' | 'subject' | 'data' | 'at'>;

export interface ContextRows {
  talk: Talk;
  lead: Lead | undefined;
  contact: Contact | undefined;
  /** Of the lead. */
  pipeline: Pipeline | undefined;
  /** Newest `messages` of the talk and the one to be answered, oldest first. */
  messages: Said[];
  /** Of the customer's messages, those that replies of ours answered last. */
  answered: ReadonlySet<string>;
  /** Newest of the CRM's own, oldest first. */
  notes: Done[];
  agents: Agent[];
  account: Account;
  /** Micro-US-dollars since midnight in the account's time zone. */
  spentToday: number;
}

interface Asked {
  accountId: string;
  talkId: string;
  now: Date;
  messages: number;
  /** A message that must not be missing, however much was said since it was written. */
  answering: string | null;
}

/** Messages a customer may have written in a row before one that we hear of late. */
const BURST = 8;
/** Tasks and calls the model is told of. */
const NOTES_SHOWN = 8;

const OF_TALK = 't.account_id = $1 and t.id = $2';
const TALK = `select t.* from talks t where ${OF_TALK}`;
const LEAD = `select l.* from talks t join leads l on l.account_id = t.account_id and l.id = t.lead_id where ${OF_TALK}`;
const CONTACT = `select c.* from talks t join contacts c on c.account_id = t.account_id and c.id = t.contact_id where ${OF_TALK}`;
const PIPELINE = `select p.* from talks t
  join leads l on l.account_id = t.account_id and l.id = t.lead_id
  join pipelines p on p.account_id = l.account_id and p.crm_id = l.pipeline_crm_id where ${OF_TALK}`;
const OWN = 'account_id = $1 and talk_id = $2';
const MESSAGES = `select id, direction, text, attachment, author_name as "authorName" from messages where ${OWN} and id in (
    (select id from messages where ${OWN} order by id desc limit $3)
    union (select id from messages where ${OWN} and id <= $4::uuid order by id desc limit ${BURST})
  ) order by id desc`;
const ANSWERED = `select in_reply_to as id from drafts where ${OWN} and state in ('sending', 'sent') and in_reply_to is not null order by id desc limit ${BURST}`;
const NOTES = `select kind, subject, data, at from talk_notes where account_id = $1 and talk_id = $2 order by at desc, id desc limit ${NOTES_SHOWN}`;
const AGENTS = 'select * from agents where account_id = $1 order by id';
const ACCOUNT = 'select * from accounts where id = $1';
type Answers = [
  talk: Row[],
  lead: Row[],
  contact: Row[],
  pipeline: Row[],
  said: Said[],
  answered: { id: string }[],
  notes: Done[],
  agents: Row[],
  account: Row[],
  spent: { spent: number }[],
];

/** Undefined: the account has no such talk. The entities belong to `em`, as if it had found them. */
export async function readContextRows(
  oneTrip: OneTrip,
  em: EntityManager,
  { accountId, talkId, now, messages, answering }: Asked,
): Promise<ContextRows | undefined> {
  const ofTalk = [accountId, talkId];
  const [talk, lead, contact, pipeline, said, answered, notes, agents, account, spent] = await oneTrip.transaction<Answers>({ accountId }, [
    { text: TALK, values: ofTalk },
    { text: LEAD, values: ofTalk },
    { text: CONTACT, values: ofTalk },
    { text: PIPELINE, values: ofTalk },
    { text: MESSAGES, values: [...ofTalk, messages, answering] },
    { text: ANSWERED, values: ofTalk },
    { text: NOTES, values: ofTalk },
    { text: AGENTS, values: [accountId] },
    { text: ACCOUNT, values: [accountId] },
    spentToday(accountId, now),
  ]);
  if (!talk[0] || !account[0]) return undefined;
  return {
    talk: em.map(Talk, talk[0]),
    lead: lead[0] && em.map(Lead, lead[0]),
    contact: contact[0] && em.map(Contact, contact[0]),
    pipeline: pipeline[0] && em.map(Pipeline, pipeline[0]),
    messages: said.toReversed(),
    answered: new Set(answered.map(({ id }) => id)),
    notes: notes.toReversed(),
    agents: agents.map((row) => em.map(Agent, row)),
    account: em.map(Account, account[0]),
    spentToday: spent[0]?.spent ?? 0,
  };
}
