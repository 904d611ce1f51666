/**
 * Which column points to which table. Each becomes a composite key (account_id, column) → (account_id, id),
 * so that a row can only point inside its own account (security B3). Written into the migrations by `cli.ts`.
 */
export interface ForeignKey {
  table: string;
  column: string;
  target: string;
  /** `set null` empties only the pointing column. */
  onDelete: 'cascade' | 'set null';
}

const key = (table: string, column: string, target: string, onDelete: ForeignKey['onDelete']): ForeignKey => ({ table, column, target, onDelete });

export const foreignKeys: readonly ForeignKey[] = [
  key('sessions', 'member_id', 'members', 'cascade'),
  key('oauth_states', 'member_id', 'members', 'cascade'),
  key('agent_versions', 'agent_id', 'agents', 'cascade'),
  key('agent_versions', 'member_id', 'members', 'set null'),
  key('talks', 'lead_id', 'leads', 'set null'),
  key('talks', 'contact_id', 'contacts', 'set null'),
  key('talks', 'last_in_message_id', 'messages', 'set null'),
  key('messages', 'talk_id', 'talks', 'cascade'),
  key('messages', 'delivery_id', 'deliveries', 'set null'),
  key('deliveries', 'talk_id', 'talks', 'cascade'),
  key('deliveries', 'draft_id', 'drafts', 'set null'),
  key('deliveries', 'member_id', 'members', 'set null'),
  key('drafts', 'talk_id', 'talks', 'cascade'),
  key('drafts', 'agent_id', 'agents', 'cascade'),
  key('drafts', 'in_reply_to', 'messages', 'set null'),
  key('drafts', 'message_id', 'messages', 'set null'),
  key('verdicts', 'talk_id', 'talks', 'cascade'),
  key('verdicts', 'draft_id', 'drafts', 'set null'),
  key('verdicts', 'message_id', 'messages', 'set null'),
  key('knowledge_categories', 'parent_id', 'knowledge_categories', 'set null'),
  key('articles', 'category_id', 'knowledge_categories', 'set null'),
  key('article_versions', 'article_id', 'articles', 'cascade'),
  key('chunks', 'article_id', 'articles', 'cascade'),
  key('llm_calls', 'draft_id', 'drafts', 'set null'),
  key('events', 'hook_event_id', 'hook_events', 'set null'),
  key('hook_copies', 'hook_event_id', 'hook_events', 'cascade'),
  key('talk_notes', 'talk_id', 'talks', 'cascade'),
  key('account_settings', 'member_id', 'members', 'set null'),
  key('activities', 'agent_id', 'agents', 'set null'),
  key('activities', 'talk_id', 'talks', 'set null'),
  key('activities', 'hook_event_id', 'hook_events', 'set null'),
  key('notifications', 'member_id', 'members', 'cascade'),
  key('notification_settings', 'member_id', 'members', 'cascade'),
  key('sync_runs', 'member_id', 'members', 'set null'),
  key('callbacks', 'call_id', 'calls', 'cascade'),
  key('onboarding', 'agent_id', 'agents', 'set null'),
  key('chats', 'agent_id', 'agents', 'cascade'),
  key('chats', 'member_id', 'members', 'set null'),
  key('chat_messages', 'chat_id', 'chats', 'cascade'),
  key('rule_versions', 'rule_id', 'rules', 'cascade'),
  key('rule_versions', 'member_id', 'members', 'set null'),
  key('rule_runs', 'rule_id', 'rules', 'cascade'),
  key('rule_runs', 'event_id', 'events', 'set null'),
  key('rule_runs', 'hook_event_id', 'hook_events', 'set null'),
  key('rule_runs', 'member_id', 'members', 'set null'),
  key('rehearsals', 'rule_id', 'rules', 'cascade'),
  key('rehearsals', 'member_id', 'members', 'set null'),
  key('action_runs', 'rule_run_id', 'rule_runs', 'cascade'),
  key('effects', 'action_run_id', 'action_runs', 'cascade'),
  key('deliveries', 'effect_id', 'effects', 'set null'),
];

/** Checked at commit: the ORM knows these columns as plain values, so it cannot order the inserts of one flush by them. */
const DEFERRED = 'deferrable initially deferred';

/** Points at the account itself: of every tenant table, gone with its account. */
export const accountKey = (table: string): string =>
  `alter table "${table}" add constraint "${table}_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade ${DEFERRED};`;

export function tenantKey({ table, column, target, onDelete }: ForeignKey): string {
  const action = onDelete === 'cascade' ? 'cascade' : `set null ("${column}")`;
  return `alter table "${table}" add constraint "${table}_${column}_fkey" foreign key ("account_id", "${column}") references "${target}" ("account_id", "id") on delete ${action} ${DEFERRED};`;
}
