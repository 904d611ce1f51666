import { Migration } from '@mikro-orm/migrations';

export class Migration20261120000002_tables extends Migration {

  override name = 'Migration20261120000002_tables';

  override up(): void {
    this.addSql(`create table "accounts" ("id" uuid not null, "crm" varchar(255) not null, "crm_id" varchar(255) not null, "subdomain" varchar(255) not null, "host" varchar(255) not null, "name" text not null, "mode" varchar(255) not null default 'draft', "language" varchar(255) not null default 'en', "currency" varchar(255) not null default 'USD', "timezone" varchar(255) not null default 'UTC', "data_key" bytea not null, "installed_at" timestamptz not null, "uninstalled_at" timestamptz null, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "accounts_host_index" on "accounts" ("host");`);
    this.addSql(`alter table "accounts" add constraint "accounts_crm_crm_id_unique" unique ("crm", "crm_id");`);

    this.addSql(`create table "agents" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "settings" jsonb not null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`alter table "agents" add constraint "agents_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "agent_versions" ("id" uuid not null, "account_id" uuid not null, "agent_id" uuid not null, "version" int not null, "settings" jsonb not null, "member_id" uuid null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "agent_versions" add constraint "agent_versions_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "agent_versions" add constraint "agent_versions_account_id_agent_id_version_unique" unique ("account_id", "agent_id", "version");`);

    this.addSql(`create table "articles" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "title" text not null, "body" text not null, "language" text not null, "category_id" uuid null, "valid_until" timestamptz null, "version" int not null default 1, "status" text not null default 'pending', "chunks" int not null default 0, "deleted_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "articles_account_id_category_id_index" on "articles" ("account_id", "category_id");`);
    this.addSql(`alter table "articles" add constraint "articles_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "article_versions" ("id" uuid not null, "account_id" uuid not null, "article_id" uuid not null, "version" int not null, "title" text not null, "body" text not null, "language" text not null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "article_versions" add constraint "article_versions_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "article_versions" add constraint "article_versions_account_id_article_id_version_unique" unique ("account_id", "article_id", "version");`);

    this.addSql(`create table "audit_entries" ("id" uuid not null, "account_id" uuid not null, "seq" int not null, "at" timestamptz not null, "actor" text not null, "action" varchar(255) not null, "target" text not null, "result" varchar(255) not null, "detail" text not null, "hash" varchar(255) not null, primary key ("id"));`);
    this.addSql(`alter table "audit_entries" add constraint "audit_entries_account_id_seq_unique" unique ("account_id", "seq");`);

    this.addSql(`create table "knowledge_categories" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "name" text not null, "parent_id" uuid null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`alter table "knowledge_categories" add constraint "knowledge_categories_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "chunks" ("id" uuid not null, "account_id" uuid not null, "article_id" uuid not null, "version" int not null, "ordinal" int not null, "headings" jsonb not null, "context" text not null, "start" int not null, "end" int not null, "text" text not null, "language" text not null, "embedding" vector null, "embedding_model" text null, "tsv" tsvector generated always as (case language when 'ru' then setweight(to_tsvector('russian', context), 'A') || setweight(to_tsvector('russian', text), 'B') when 'es' then setweight(to_tsvector('spanish', context), 'A') || setweight(to_tsvector('spanish', text), 'B') when 'pt' then setweight(to_tsvector('portuguese', context), 'A') || setweight(to_tsvector('portuguese', text), 'B') else setweight(to_tsvector('english', context), 'A') || setweight(to_tsvector('english', text), 'B') end) stored null, primary key ("id"));`);
    this.addSql(`alter table "chunks" add constraint "chunks_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "chunks" add constraint "chunks_account_id_article_id_ordinal_unique" unique ("account_id", "article_id", "ordinal");`);

    this.addSql(`create table "companies" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "crm_id" text not null, "name" text not null default '', "responsible_crm_id" text null, "tags" jsonb not null default '[]', "fields" jsonb not null default '[]', "crm_updated_at" timestamptz null, "read_at" timestamptz null, "deleted_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "companies" add constraint "companies_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "companies" add constraint "companies_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`create table "connections" ("id" uuid not null, "account_id" uuid not null, "state" varchar(255) not null, "access_token" bytea null, "refresh_token" bytea null, "expires_at" timestamptz not null, "scopes" jsonb not null, "crm_user_id" varchar(255) not null, "generation" int not null default 1, "refreshed_at" timestamptz not null, "refreshing_until" timestamptz null, "problem" text null, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "connections_refreshed_at_index" on "connections" ("refreshed_at");`);
    this.addSql(`alter table "connections" add constraint "connections_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "connections" add constraint "connections_account_id_unique" unique ("account_id");`);

    this.addSql(`create table "contacts" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "crm_id" text not null, "name" text not null default '', "responsible_crm_id" text null, "tags" jsonb not null default '[]', "fields" jsonb not null default '[]', "crm_updated_at" timestamptz null, "read_at" timestamptz null, "deleted_at" timestamptz null, "phones" jsonb not null default '[]', "emails" jsonb not null default '[]', primary key ("id"));`);
    this.addSql(`alter table "contacts" add constraint "contacts_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "contacts" add constraint "contacts_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`create table "deliveries" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "talk_id" uuid not null, "draft_id" uuid null, "member_id" uuid null, "channel" text not null, "text" text not null, "state" text not null default 'queued', "attempts" int not null default 0, "first_tried_at" timestamptz null, "receipt" jsonb null, "error" text null, "override_reason" text null, primary key ("id"));`);
    this.addSql(`create index "deliveries_account_id_talk_id_state_index" on "deliveries" ("account_id", "talk_id", "state");`);
    this.addSql(`alter table "deliveries" add constraint "deliveries_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "deliveries" add constraint "deliveries_account_id_draft_id_unique" unique ("account_id", "draft_id");`);

    this.addSql(`create table "drafts" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "talk_id" uuid not null, "in_reply_to" uuid null, "trigger" text not null, "state" text not null, "text" text not null default '', "language" text null, "sentences" jsonb not null default '[]', "agent_id" uuid not null, "agent_version" int not null, "agent_name" text not null, "model" text not null, "tokens_in" int not null default 0, "tokens_out" int not null default 0, "cost" int not null default 0, "reason" text null, "sent_text" text null, "dismiss_reason" text null, "message_id" uuid null, "trace" jsonb not null default '[]', "prompt" jsonb null, primary key ("id"));`);
    this.addSql(`create index "drafts_account_id_talk_id_id_index" on "drafts" ("account_id", "talk_id", "id");`);
    this.addSql(`create unique index "drafts_one_writer" on "drafts" ("account_id", "talk_id") where state = 'streaming';`);
    this.addSql(`alter table "drafts" add constraint "drafts_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "events" ("id" uuid not null, "account_id" uuid not null, "hook_event_id" uuid null, "name" text not null, "subject" text not null, "key" text null, "actor" jsonb not null, "data" jsonb not null, "at" timestamptz not null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "events_hook_event_id_index" on "events" ("hook_event_id");`);
    this.addSql(`alter table "events" add constraint "events_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "events" add constraint "events_account_id_key_unique" unique ("account_id", "key");`);

    this.addSql(`create table "hook_events" ("id" uuid not null, "account_id" uuid not null, "source" text not null, "headers" jsonb not null, "body" bytea not null, "bytes" int not null, "digest" text not null, "state" text not null default 'received', "error" text null, "attempts" int not null default 0, "retry_at" timestamptz null, "events" jsonb not null default '[]', "received_at" timestamptz not null, "processed_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "hook_events_waiting" on "hook_events" ("account_id", "id") where state = 'received';`);
    this.addSql(`alter table "hook_events" add constraint "hook_events_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "hook_secrets" ("id" uuid not null, "account_id" uuid not null, "plugin_id" text not null, "digest" text not null, "sealed" bytea not null, "created_at" timestamptz not null, "retired_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "hook_secrets" add constraint "hook_secrets_digest_unique" unique ("digest");`);
    this.addSql(`alter table "hook_secrets" add constraint "hook_secrets_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "idempotency_keys" ("id" uuid not null, "account_id" uuid not null, "key" varchar(255) not null, "route" varchar(255) not null, "digest" varchar(255) not null, "status" int null, "answer" text null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "idempotency_keys_created_at_index" on "idempotency_keys" ("created_at");`);
    this.addSql(`alter table "idempotency_keys" add constraint "idempotency_keys_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "idempotency_keys" add constraint "idempotency_keys_account_id_key_unique" unique ("account_id", "key");`);

    this.addSql(`create table "leads" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "crm_id" text not null, "name" text not null default '', "responsible_crm_id" text null, "tags" jsonb not null default '[]', "fields" jsonb not null default '[]', "crm_updated_at" timestamptz null, "read_at" timestamptz null, "deleted_at" timestamptz null, "price" numeric(10,0) null, "pipeline_crm_id" text null, "stage_crm_id" text null, "contact_crm_id" text null, primary key ("id"));`);
    this.addSql(`alter table "leads" add constraint "leads_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "leads" add constraint "leads_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`create table "llm_calls" ("id" uuid not null, "account_id" uuid not null, "kind" text not null, "model" text not null, "tokens_in" int not null, "tokens_out" int not null, "cost" int not null, "ms" int not null, "ok" boolean not null, "error" text null, "draft_id" uuid null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "llm_calls_account_id_created_at_index" on "llm_calls" ("account_id", "created_at");`);
    this.addSql(`alter table "llm_calls" add constraint "llm_calls_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "members" ("id" uuid not null, "account_id" uuid not null, "crm_user_id" varchar(255) not null, "name" text not null, "role" varchar(255) not null default 'rep', "language" varchar(255) not null default 'en', "active" boolean not null default true, "created_at" timestamptz not null, "updated_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "members" add constraint "members_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "members" add constraint "members_account_id_crm_user_id_unique" unique ("account_id", "crm_user_id");`);

    this.addSql(`create table "messages" ("id" uuid not null, "account_id" uuid not null, "talk_id" uuid not null, "crm_id" text null, "direction" text not null, "author_kind" text not null, "author_id" text null, "author_name" text null, "text" text not null, "attachment" jsonb null, "at" timestamptz not null, "delivery_id" uuid null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "messages_account_id_talk_id_at_index" on "messages" ("account_id", "talk_id", "at");`);
    this.addSql(`alter table "messages" add constraint "messages_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "messages" add constraint "messages_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`create table "oauth_states" ("id" uuid not null, "account_id" uuid not null, "member_id" uuid not null, "hash" varchar(255) not null, "browser_hash" varchar(255) null, "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "oauth_states_expires_at_index" on "oauth_states" ("expires_at");`);
    this.addSql(`alter table "oauth_states" add constraint "oauth_states_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "oauth_states" add constraint "oauth_states_hash_unique" unique ("hash");`);

    this.addSql(`create table "pipelines" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "crm_id" text not null, "name" text not null, "main" boolean not null default false, "sort" int not null default 0, "stages" jsonb not null, primary key ("id"));`);
    this.addSql(`alter table "pipelines" add constraint "pipelines_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "pipelines" add constraint "pipelines_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`create table "plugin_settings" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "plugin_id" text not null, "settings" jsonb not null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`alter table "plugin_settings" add constraint "plugin_settings_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "plugin_settings" add constraint "plugin_settings_account_id_plugin_id_unique" unique ("account_id", "plugin_id");`);

    this.addSql(`create table "plugin_store" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "plugin_id" text not null, "key" text not null, "value" jsonb not null, primary key ("id"));`);
    this.addSql(`alter table "plugin_store" add constraint "plugin_store_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "plugin_store" add constraint "plugin_store_account_id_plugin_id_key_unique" unique ("account_id", "plugin_id", "key");`);

    this.addSql(`create table "sessions" ("id" uuid not null, "account_id" uuid not null, "member_id" uuid not null, "hash" varchar(255) not null, "admin" boolean not null, "created_at" timestamptz not null, "last_seen_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "sessions_expires_at_index" on "sessions" ("expires_at");`);
    this.addSql(`create index "sessions_account_id_member_id_index" on "sessions" ("account_id", "member_id");`);
    this.addSql(`alter table "sessions" add constraint "sessions_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "sessions" add constraint "sessions_hash_unique" unique ("hash");`);

    this.addSql(`create table "talks" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "crm_id" text not null, "channel" text not null, "origin" text null, "chat_id" text null, "lead_id" uuid null, "contact_id" uuid null, "mode" text not null default 'auto', "open" boolean not null default true, "paused_until" timestamptz null, "pause_reason" text null, "last_message_at" timestamptz null, "last_in_at" timestamptz null, "last_in_message_id" uuid null, "crm_updated_at" timestamptz null, "history_read_at" timestamptz null, "version" int not null default 1, primary key ("id"));`);
    this.addSql(`create index "talks_account_id_lead_id_index" on "talks" ("account_id", "lead_id");`);
    this.addSql(`create index "talks_account_id_chat_id_index" on "talks" ("account_id", "chat_id");`);
    this.addSql(`alter table "talks" add constraint "talks_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "talks" add constraint "talks_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`create table "used_tokens" ("id" uuid not null, "account_id" uuid not null, "jti" varchar(255) not null, "expires_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "used_tokens_expires_at_index" on "used_tokens" ("expires_at");`);
    this.addSql(`alter table "used_tokens" add constraint "used_tokens_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "used_tokens" add constraint "used_tokens_account_id_jti_unique" unique ("account_id", "jti");`);

    this.addSql(`create table "verdicts" ("id" uuid not null, "account_id" uuid not null, "talk_id" uuid not null, "message_id" uuid null, "gate" text null, "evidence" jsonb not null, "draft_id" uuid null, "at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "verdicts_account_id_talk_id_at_index" on "verdicts" ("account_id", "talk_id", "at");`);
    this.addSql(`alter table "verdicts" add constraint "verdicts_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`alter table "accounts" enable row level security;`);
    this.addSql(`alter table "accounts" force row level security;`);
    this.addSql(`create policy "accounts_account" on "accounts" using (id = nullif(current_setting('app.account_id', true), '')::uuid) with check (id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "accounts_operator" on "accounts" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "agents" enable row level security;`);
    this.addSql(`alter table "agents" force row level security;`);
    this.addSql(`create policy "agents_account" on "agents" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "agents_operator" on "agents" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "agent_versions" enable row level security;`);
    this.addSql(`alter table "agent_versions" force row level security;`);
    this.addSql(`create policy "agent_versions_account" on "agent_versions" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "agent_versions_operator" on "agent_versions" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "articles" enable row level security;`);
    this.addSql(`alter table "articles" force row level security;`);
    this.addSql(`create policy "articles_account" on "articles" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "articles_operator" on "articles" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "article_versions" enable row level security;`);
    this.addSql(`alter table "article_versions" force row level security;`);
    this.addSql(`create policy "article_versions_account" on "article_versions" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "article_versions_operator" on "article_versions" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "audit_entries" enable row level security;`);
    this.addSql(`alter table "audit_entries" force row level security;`);
    this.addSql(`create policy "audit_entries_account" on "audit_entries" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "audit_entries_operator" on "audit_entries" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "knowledge_categories" enable row level security;`);
    this.addSql(`alter table "knowledge_categories" force row level security;`);
    this.addSql(`create policy "knowledge_categories_account" on "knowledge_categories" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "knowledge_categories_operator" on "knowledge_categories" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "chunks" enable row level security;`);
    this.addSql(`alter table "chunks" force row level security;`);
    this.addSql(`create policy "chunks_account" on "chunks" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "chunks_operator" on "chunks" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "companies" enable row level security;`);
    this.addSql(`alter table "companies" force row level security;`);
    this.addSql(`create policy "companies_account" on "companies" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "companies_operator" on "companies" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "connections" enable row level security;`);
    this.addSql(`alter table "connections" force row level security;`);
    this.addSql(`create policy "connections_account" on "connections" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "connections_operator" on "connections" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "contacts" enable row level security;`);
    this.addSql(`alter table "contacts" force row level security;`);
    this.addSql(`create policy "contacts_account" on "contacts" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "contacts_operator" on "contacts" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "deliveries" enable row level security;`);
    this.addSql(`alter table "deliveries" force row level security;`);
    this.addSql(`create policy "deliveries_account" on "deliveries" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "deliveries_operator" on "deliveries" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "drafts" enable row level security;`);
    this.addSql(`alter table "drafts" force row level security;`);
    this.addSql(`create policy "drafts_account" on "drafts" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "drafts_operator" on "drafts" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "events" enable row level security;`);
    this.addSql(`alter table "events" force row level security;`);
    this.addSql(`create policy "events_account" on "events" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "events_operator" on "events" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "hook_events" enable row level security;`);
    this.addSql(`alter table "hook_events" force row level security;`);
    this.addSql(`create policy "hook_events_account" on "hook_events" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "hook_events_operator" on "hook_events" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "hook_secrets" enable row level security;`);
    this.addSql(`alter table "hook_secrets" force row level security;`);
    this.addSql(`create policy "hook_secrets_account" on "hook_secrets" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "hook_secrets_operator" on "hook_secrets" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "idempotency_keys" enable row level security;`);
    this.addSql(`alter table "idempotency_keys" force row level security;`);
    this.addSql(`create policy "idempotency_keys_account" on "idempotency_keys" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "idempotency_keys_operator" on "idempotency_keys" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "leads" enable row level security;`);
    this.addSql(`alter table "leads" force row level security;`);
    this.addSql(`create policy "leads_account" on "leads" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "leads_operator" on "leads" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "llm_calls" enable row level security;`);
    this.addSql(`alter table "llm_calls" force row level security;`);
    this.addSql(`create policy "llm_calls_account" on "llm_calls" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "llm_calls_operator" on "llm_calls" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "members" enable row level security;`);
    this.addSql(`alter table "members" force row level security;`);
    this.addSql(`create policy "members_account" on "members" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "members_operator" on "members" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "messages" enable row level security;`);
    this.addSql(`alter table "messages" force row level security;`);
    this.addSql(`create policy "messages_account" on "messages" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "messages_operator" on "messages" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "oauth_states" enable row level security;`);
    this.addSql(`alter table "oauth_states" force row level security;`);
    this.addSql(`create policy "oauth_states_account" on "oauth_states" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "oauth_states_operator" on "oauth_states" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "pipelines" enable row level security;`);
    this.addSql(`alter table "pipelines" force row level security;`);
    this.addSql(`create policy "pipelines_account" on "pipelines" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "pipelines_operator" on "pipelines" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "plugin_settings" enable row level security;`);
    this.addSql(`alter table "plugin_settings" force row level security;`);
    this.addSql(`create policy "plugin_settings_account" on "plugin_settings" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "plugin_settings_operator" on "plugin_settings" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "plugin_store" enable row level security;`);
    this.addSql(`alter table "plugin_store" force row level security;`);
    this.addSql(`create policy "plugin_store_account" on "plugin_store" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "plugin_store_operator" on "plugin_store" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "sessions" enable row level security;`);
    this.addSql(`alter table "sessions" force row level security;`);
    this.addSql(`create policy "sessions_account" on "sessions" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "sessions_operator" on "sessions" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "talks" enable row level security;`);
    this.addSql(`alter table "talks" force row level security;`);
    this.addSql(`create policy "talks_account" on "talks" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "talks_operator" on "talks" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "used_tokens" enable row level security;`);
    this.addSql(`alter table "used_tokens" force row level security;`);
    this.addSql(`create policy "used_tokens_account" on "used_tokens" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "used_tokens_operator" on "used_tokens" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "verdicts" enable row level security;`);
    this.addSql(`alter table "verdicts" force row level security;`);
    this.addSql(`create policy "verdicts_account" on "verdicts" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "verdicts_operator" on "verdicts" to "souffleur_operator" using (true) with check (true);`);
  }

}
