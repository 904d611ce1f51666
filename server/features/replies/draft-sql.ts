/** The SQL that opens and ends a draft, each in one round trip: the model's first words are on their way, or a person waits for the last. */
import { type Statement } from '../../db/one-trip.ts';
import { type DraftState } from './schema.ts';
import { type Draft } from './entities.ts';

/** What a newer draft, a newer message or a person's words make old. */
export const OPEN: readonly DraftState[] = ['streaming', 'ready', 'failed'];
/** With one of these its message has been answered; a failed or interrupted draft does not count. */
export const ANSWERED: readonly DraftState[] = ['ready', 'sending', 'sent', 'dismissed'];

export interface DraftRow {
  accountId: string;
  id: string;
  talkId: string;
  inReplyTo: string | null;
  trigger: 'hook' | 'member' | 'rule';
  language: string;
  agentId: string;
  agentVersion: number;
  agentName: string;
  model: string;
  prompt: object;
  now: Date;
}

const list = (states: readonly DraftState[]): string => states.map((state) => `'${state}'`).join(', ');

/** $1 account, $3 the message that must have no answer yet; null when a member asks, who may have any number. */
const UNANSWERED = `($3::uuid is null or not exists (
  select from drafts where account_id = $1 and in_reply_to = $3 and trigger = 'hook' and state in (${list(ANSWERED)})))`;

const LOCK = 'select 1 from talks where account_id = $1 and id = $2 for update';
const CLOSE = `update drafts set state = 'withheld', reason = 'superseded', updated_at = $4
 where account_id = $1 and talk_id = $2 and state in (${list(OPEN)}) and ${UNANSWERED} returning id`;
const INSERT = `insert into drafts (account_id, talk_id, created_at, updated_at, id, in_reply_to, trigger, state, language, agent_id, agent_version, agent_name, model, prompt)
select $1, $2, $4, $4, $5, $6, $7, 'streaming', $8, $9, $10, $11, $12, $13 where ${UNANSWERED} returning *`;

/** Answers: the lock, the ids of the drafts that were closed, and the new row, unless its message was answered before. */
export function openDraft(row: DraftRow): [lock: Statement, close: Statement, insert: Statement] {
  const { accountId, talkId, inReplyTo, now } = row;
  const common = [accountId, talkId, row.trigger === 'hook' ? inReplyTo : null, now];
  return [
    { text: LOCK, values: [accountId, talkId] },
    { text: CLOSE, values: common },
    {
      text: INSERT,
      values: [...common, row.id, inReplyTo, row.trigger, row.language, row.agentId, row.agentVersion, row.agentName, row.model, JSON.stringify(row.prompt)],
    },
  ];
}

/** What a draft becomes; the verdict says why. */
export interface DraftEnd {
  accountId: string;
  /** With its text, sentences, trace, tokens and cost as they are to be stored. */
  draft: Draft;
  state: 'ready' | 'sending' | 'failed';
  reason: string | null;
  verdict: { id: string; evidence: Record<string, unknown> };
  /** Its line in the log, and the hint to the screens that show it. */
  log: { id: string; told: [channel: string, payload: string] };
  now: Date;
}

const END = `update drafts set state = $3, reason = $4, text = $5, sentences = $6, trace = $7, tokens_in = $8, tokens_out = $9, cost = $10, updated_at = $11
 where account_id = $1 and id = $2 and state = 'streaming' returning id`;
/** Whoever was overtaken has no verdict: under the lock of the talk the state tells. */
const JUDGE = `insert into verdicts (id, account_id, talk_id, message_id, gate, evidence, draft_id, at)
select $4, account_id, talk_id, in_reply_to, reason, $5, id, $6 from drafts where account_id = $1 and id = $2 and state = $3`;

/** As conditional as the verdict. */
const LOG = `with line as (insert into activities (id, account_id, kind, at, actor_kind, actor_id, actor_name, subject, lead_crm_id, agent_id, talk_id, data)
  select $4, d.account_id, $5, $6, 'agent', d.agent_id, d.agent_name, 'draft:' || d.id, l.crm_id, d.agent_id, d.talk_id, $7
    from drafts d join talks t on t.account_id = d.account_id and t.id = d.talk_id
    left join leads l on l.account_id = t.account_id and l.id = t.lead_id
   where d.account_id = $1 and d.id = $2 and d.state = $3 returning id)
select pg_notify($8, $9) from line`;

/** Answers: the lock, one row if the draft was still being written, nothing more. */
export function endDraft({
  accountId,
  draft,
  state,
  reason,
  verdict,
  log,
  now,
}: DraftEnd): [lock: Statement, end: Statement, judge: Statement, log: Statement] {
  const { id, talkId, text, sentences, trace, tokensIn, tokensOut, cost } = draft;
  const content = [text, JSON.stringify(sentences), JSON.stringify(trace), tokensIn, tokensOut, cost];
  return [
    { text: LOCK, values: [accountId, talkId] },
    { text: END, values: [accountId, id, state, reason, ...content, now] },
    { text: JUDGE, values: [accountId, id, state, verdict.id, JSON.stringify(verdict.evidence), now] },
    { text: LOG, values: [accountId, id, state, log.id, state === 'failed' ? 'draft.failed' : 'draft.made', now, JSON.stringify({ reason }), ...log.told] },
  ];
}
