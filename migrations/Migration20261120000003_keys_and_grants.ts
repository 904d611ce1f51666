import { Migration } from '@mikro-orm/migrations';

export class Migration20261120000003_keys_and_grants extends Migration {

  override name = 'Migration20261120000003_keys_and_grants';

  override up(): void {
    this.addSql(`alter table "agent_versions" add constraint "agent_versions_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "agents" add constraint "agents_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "article_versions" add constraint "article_versions_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "articles" add constraint "articles_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "chunks" add constraint "chunks_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "companies" add constraint "companies_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "connections" add constraint "connections_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "contacts" add constraint "contacts_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "deliveries" add constraint "deliveries_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "drafts" add constraint "drafts_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "events" add constraint "events_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "hook_events" add constraint "hook_events_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "hook_secrets" add constraint "hook_secrets_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "idempotency_keys" add constraint "idempotency_keys_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "knowledge_categories" add constraint "knowledge_categories_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "leads" add constraint "leads_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "llm_calls" add constraint "llm_calls_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "members" add constraint "members_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "messages" add constraint "messages_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "oauth_states" add constraint "oauth_states_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "pipelines" add constraint "pipelines_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "plugin_settings" add constraint "plugin_settings_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "plugin_store" add constraint "plugin_store_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "sessions" add constraint "sessions_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "talks" add constraint "talks_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "used_tokens" add constraint "used_tokens_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "verdicts" add constraint "verdicts_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "sessions" add constraint "sessions_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "oauth_states" add constraint "oauth_states_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "agent_versions" add constraint "agent_versions_agent_id_fkey" foreign key ("account_id", "agent_id") references "agents" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "agent_versions" add constraint "agent_versions_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete set null ("member_id") deferrable initially deferred;`);
    this.addSql(`alter table "talks" add constraint "talks_lead_id_fkey" foreign key ("account_id", "lead_id") references "leads" ("account_id", "id") on delete set null ("lead_id") deferrable initially deferred;`);
    this.addSql(`alter table "talks" add constraint "talks_contact_id_fkey" foreign key ("account_id", "contact_id") references "contacts" ("account_id", "id") on delete set null ("contact_id") deferrable initially deferred;`);
    this.addSql(`alter table "talks" add constraint "talks_last_in_message_id_fkey" foreign key ("account_id", "last_in_message_id") references "messages" ("account_id", "id") on delete set null ("last_in_message_id") deferrable initially deferred;`);
    this.addSql(`alter table "messages" add constraint "messages_talk_id_fkey" foreign key ("account_id", "talk_id") references "talks" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "messages" add constraint "messages_delivery_id_fkey" foreign key ("account_id", "delivery_id") references "deliveries" ("account_id", "id") on delete set null ("delivery_id") deferrable initially deferred;`);
    this.addSql(`alter table "deliveries" add constraint "deliveries_talk_id_fkey" foreign key ("account_id", "talk_id") references "talks" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "deliveries" add constraint "deliveries_draft_id_fkey" foreign key ("account_id", "draft_id") references "drafts" ("account_id", "id") on delete set null ("draft_id") deferrable initially deferred;`);
    this.addSql(`alter table "deliveries" add constraint "deliveries_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete set null ("member_id") deferrable initially deferred;`);
    this.addSql(`alter table "drafts" add constraint "drafts_talk_id_fkey" foreign key ("account_id", "talk_id") references "talks" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "drafts" add constraint "drafts_agent_id_fkey" foreign key ("account_id", "agent_id") references "agents" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "drafts" add constraint "drafts_in_reply_to_fkey" foreign key ("account_id", "in_reply_to") references "messages" ("account_id", "id") on delete set null ("in_reply_to") deferrable initially deferred;`);
    this.addSql(`alter table "drafts" add constraint "drafts_message_id_fkey" foreign key ("account_id", "message_id") references "messages" ("account_id", "id") on delete set null ("message_id") deferrable initially deferred;`);
    this.addSql(`alter table "verdicts" add constraint "verdicts_talk_id_fkey" foreign key ("account_id", "talk_id") references "talks" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "verdicts" add constraint "verdicts_draft_id_fkey" foreign key ("account_id", "draft_id") references "drafts" ("account_id", "id") on delete set null ("draft_id") deferrable initially deferred;`);
    this.addSql(`alter table "verdicts" add constraint "verdicts_message_id_fkey" foreign key ("account_id", "message_id") references "messages" ("account_id", "id") on delete set null ("message_id") deferrable initially deferred;`);
    this.addSql(`alter table "knowledge_categories" add constraint "knowledge_categories_parent_id_fkey" foreign key ("account_id", "parent_id") references "knowledge_categories" ("account_id", "id") on delete set null ("parent_id") deferrable initially deferred;`);
    this.addSql(`alter table "articles" add constraint "articles_category_id_fkey" foreign key ("account_id", "category_id") references "knowledge_categories" ("account_id", "id") on delete set null ("category_id") deferrable initially deferred;`);
    this.addSql(`alter table "article_versions" add constraint "article_versions_article_id_fkey" foreign key ("account_id", "article_id") references "articles" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "chunks" add constraint "chunks_article_id_fkey" foreign key ("account_id", "article_id") references "articles" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "llm_calls" add constraint "llm_calls_draft_id_fkey" foreign key ("account_id", "draft_id") references "drafts" ("account_id", "id") on delete set null ("draft_id") deferrable initially deferred;`);
    this.addSql(`alter table "events" add constraint "events_hook_event_id_fkey" foreign key ("account_id", "hook_event_id") references "hook_events" ("account_id", "id") on delete set null ("hook_event_id") deferrable initially deferred;`);
    this.addSql(`grant select, insert, update, delete on "accounts", "agent_versions", "agents", "article_versions", "articles", "chunks", "companies", "connections", "contacts", "deliveries", "drafts", "events", "hook_events", "hook_secrets", "idempotency_keys", "knowledge_categories", "leads", "llm_calls", "members", "messages", "oauth_states", "pipelines", "plugin_settings", "plugin_store", "sessions", "talks", "used_tokens", "verdicts" to souffleur_app, souffleur_operator;`);
    this.addSql(`grant select, insert on "audit_entries" to souffleur_app, souffleur_operator;`);
  }

}
