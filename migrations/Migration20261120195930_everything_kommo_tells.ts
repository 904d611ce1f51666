import { Migration } from '@mikro-orm/migrations';

export class Migration20261120195930_everything_kommo_tells extends Migration {

  override name = 'Migration20261120195930_everything_kommo_tells';

  override up(): void {
    this.addSql(`create table "account_settings" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "section" text not null, "values" jsonb not null, "version" int not null default 1, "member_id" uuid null, primary key ("id"));`);
    this.addSql(`alter table "account_settings" add constraint "account_settings_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "account_settings" add constraint "account_settings_account_id_section_unique" unique ("account_id", "section");`);

    this.addSql(`create table "activities" ("id" uuid not null, "account_id" uuid not null, "kind" text not null, "at" timestamptz not null, "actor_kind" text not null, "actor_id" text null, "actor_name" text null, "subject" text null, "lead_crm_id" text null, "agent_id" uuid null, "talk_id" uuid null, "hook_event_id" uuid null, "data" jsonb not null, primary key ("id"));`);
    this.addSql(`create index "activities_account_id_kind_id_index" on "activities" ("account_id", "kind", "id");`);
    this.addSql(`create index "activities_account_id_lead_crm_id_id_index" on "activities" ("account_id", "lead_crm_id", "id");`);
    this.addSql(`create index "activities_account_id_agent_id_id_index" on "activities" ("account_id", "agent_id", "id");`);
    this.addSql(`create index "activities_account_id_hook_event_id_index" on "activities" ("account_id", "hook_event_id");`);
    this.addSql(`alter table "activities" add constraint "activities_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "calls" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "crm_id" text not null, "subject" text null, "direction" text not null, "duration" int not null default 0, "status" int null, "missed" boolean not null default false, "phone" text null, "caller_key" text not null, "recording_url" text null, "responsible_crm_id" text null, "at" timestamptz not null, "crm_updated_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "calls_account_id_caller_key_at_index" on "calls" ("account_id", "caller_key", "at");`);
    this.addSql(`create index "calls_account_id_at_index" on "calls" ("account_id", "at");`);
    this.addSql(`alter table "calls" add constraint "calls_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "calls" add constraint "calls_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`create table "callbacks" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "call_id" uuid not null, "caller_key" text not null, "state" text not null default 'planned', "missed" int not null default 1, "subject" text null, "responsible_crm_id" text null, "text" text not null, "due_at" timestamptz not null, "task_crm_id" text null, "error" text null, "done_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create unique index "callbacks_open" on "callbacks" ("account_id", "caller_key") where state in ('planned', 'open');`);
    this.addSql(`create index "callbacks_account_id_task_crm_id_index" on "callbacks" ("account_id", "task_crm_id");`);
    this.addSql(`alter table "callbacks" add constraint "callbacks_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "chats" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "agent_id" uuid not null, "member_id" uuid null, primary key ("id"));`);
    this.addSql(`alter table "chats" add constraint "chats_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "chat_messages" ("id" uuid not null, "account_id" uuid not null, "chat_id" uuid not null, "direction" text not null, "text" text not null, "sentences" jsonb not null default '[]', "agent_version" int null, "model" text null, "tokens_in" int not null default 0, "tokens_out" int not null default 0, "cost" int not null default 0, "trace" jsonb not null default '[]', "at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "chat_messages_account_id_chat_id_id_index" on "chat_messages" ("account_id", "chat_id", "id");`);
    this.addSql(`alter table "chat_messages" add constraint "chat_messages_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "crm_slots" ("id" uuid not null, "account_id" uuid not null, "slot" int not null, "busy_until" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "crm_slots" add constraint "crm_slots_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "crm_slots" add constraint "crm_slots_account_id_slot_unique" unique ("account_id", "slot");`);

    this.addSql(`create table "crm_usage" ("id" uuid not null, "account_id" uuid not null, "hour" timestamptz not null, "feature" text not null, "requests" int not null default 0, "limited" int not null default 0, "failed" int not null default 0, "waited" int not null default 0, primary key ("id"));`);
    this.addSql(`alter table "crm_usage" add constraint "crm_usage_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "crm_usage" add constraint "crm_usage_account_id_hour_feature_unique" unique ("account_id", "hour", "feature");`);

    this.addSql(`create table "customers" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "crm_id" text not null, "name" text not null default '', "responsible_crm_id" text null, "tags" jsonb not null default '[]', "fields" jsonb not null default '[]', "crm_created_at" timestamptz null, "crm_updated_at" timestamptz null, "read_at" timestamptz null, "deleted_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "customers" add constraint "customers_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "customers" add constraint "customers_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`create table "crm_definitions" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "type" text not null, "of" text not null default '', "crm_id" text not null, "name" text not null, "code" text null, "sort" int not null default 0, "data" jsonb not null, primary key ("id"));`);
    this.addSql(`alter table "crm_definitions" add constraint "crm_definitions_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "crm_definitions" add constraint "crm_definitions_account_id_type_of_crm_id_unique" unique ("account_id", "type", "of", "crm_id");`);

    this.addSql(`create table "incoming_leads" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "crm_id" text not null, "category" text null, "source" text null, "lead_crm_id" text null, "contact_crm_id" text null, "pipeline_crm_id" text null, "state" text not null default 'waiting', "at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "incoming_leads" add constraint "incoming_leads_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "incoming_leads" add constraint "incoming_leads_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`create table "notifications" ("id" uuid not null, "account_id" uuid not null, "member_id" uuid not null, "kind" text not null, "at" timestamptz not null, "read_at" timestamptz null, "key" text not null, "subject" text null, "data" jsonb not null, primary key ("id"));`);
    this.addSql(`create index "notifications_account_id_member_id_id_index" on "notifications" ("account_id", "member_id", "id");`);
    this.addSql(`alter table "notifications" add constraint "notifications_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "notifications" add constraint "notifications_account_id_member_id_key_unique" unique ("account_id", "member_id", "key");`);

    this.addSql(`create table "notification_settings" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "member_id" uuid not null, "kind" text not null, "bell" boolean not null default true, "crm" boolean not null default false, primary key ("id"));`);
    this.addSql(`alter table "notification_settings" add constraint "notification_settings_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "notification_settings" add constraint "notification_settings_account_id_member_id_kind_unique" unique ("account_id", "member_id", "kind");`);

    this.addSql(`create table "onboarding" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "template" text null, "language" text null, "agent_id" uuid null, "tried_at" timestamptz null, "live_at" timestamptz null, "dismissed_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "onboarding" add constraint "onboarding_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "onboarding" add constraint "onboarding_account_id_unique" unique ("account_id");`);

    this.addSql(`create table "products" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "crm_id" text not null, "name" text not null default '', "responsible_crm_id" text null, "tags" jsonb not null default '[]', "fields" jsonb not null default '[]', "crm_created_at" timestamptz null, "crm_updated_at" timestamptz null, "read_at" timestamptz null, "deleted_at" timestamptz null, "catalog_crm_id" text not null, "sku" text null, "price" numeric(10,0) null, "description" text not null default '', primary key ("id"));`);
    this.addSql(`create index "products_account_id_catalog_crm_id_index" on "products" ("account_id", "catalog_crm_id");`);
    this.addSql(`alter table "products" add constraint "products_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "products" add constraint "products_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`create table "sync_runs" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "kind" text not null, "state" text not null default 'waiting', "since" timestamptz null, "until" timestamptz null, "pipelines" jsonb not null default '[]', "stages" jsonb not null, "recovered" int not null default 0, "requests" int not null default 0, "worked" int not null default 0, "started_at" timestamptz null, "finished_at" timestamptz null, "error" text null, "member_id" uuid null, "job_id" text null, primary key ("id"));`);
    this.addSql(`create unique index "sync_runs_active" on "sync_runs" ("account_id", "kind") where state in ('waiting', 'running');`);
    this.addSql(`create index "sync_runs_account_id_kind_id_index" on "sync_runs" ("account_id", "kind", "id");`);
    this.addSql(`alter table "sync_runs" add constraint "sync_runs_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "talk_notes" ("id" uuid not null, "account_id" uuid not null, "talk_id" uuid not null, "kind" text not null, "subject" text not null, "data" jsonb not null, "at" timestamptz not null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`create index "talk_notes_account_id_talk_id_at_index" on "talk_notes" ("account_id", "talk_id", "at");`);
    this.addSql(`alter table "talk_notes" add constraint "talk_notes_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "talk_notes" add constraint "talk_notes_account_id_talk_id_kind_subject_unique" unique ("account_id", "talk_id", "kind", "subject");`);

    this.addSql(`create table "tasks" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "crm_id" text not null, "text" text not null default '', "type_crm_id" text null, "subject" text null, "responsible_crm_id" text null, "due_at" timestamptz null, "completed" boolean not null default false, "completed_at" timestamptz null, "result" text null, "crm_created_at" timestamptz null, "crm_updated_at" timestamptz null, "read_at" timestamptz null, "deleted_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "tasks_account_id_subject_index" on "tasks" ("account_id", "subject");`);
    this.addSql(`create index "tasks_account_id_completed_due_at_index" on "tasks" ("account_id", "completed", "due_at");`);
    this.addSql(`alter table "tasks" add constraint "tasks_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "tasks" add constraint "tasks_account_id_crm_id_unique" unique ("account_id", "crm_id");`);

    this.addSql(`alter table "companies" add "crm_created_at" timestamptz null;`);

    this.addSql(`alter table "contacts" add "crm_created_at" timestamptz null;`);

    this.addSql(`alter table "leads" add "crm_created_at" timestamptz null, add "company_crm_id" text null;`);
    this.addSql(`create index "leads_account_id_contact_crm_id_index" on "leads" ("account_id", "contact_crm_id");`);

    this.addSql(`alter table "account_settings" enable row level security;`);
    this.addSql(`alter table "account_settings" force row level security;`);
    this.addSql(`create policy "account_settings_account" on "account_settings" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "account_settings_operator" on "account_settings" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "activities" enable row level security;`);
    this.addSql(`alter table "activities" force row level security;`);
    this.addSql(`create policy "activities_account" on "activities" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "activities_operator" on "activities" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "calls" enable row level security;`);
    this.addSql(`alter table "calls" force row level security;`);
    this.addSql(`create policy "calls_account" on "calls" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "calls_operator" on "calls" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "callbacks" enable row level security;`);
    this.addSql(`alter table "callbacks" force row level security;`);
    this.addSql(`create policy "callbacks_account" on "callbacks" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "callbacks_operator" on "callbacks" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "chats" enable row level security;`);
    this.addSql(`alter table "chats" force row level security;`);
    this.addSql(`create policy "chats_account" on "chats" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "chats_operator" on "chats" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "chat_messages" enable row level security;`);
    this.addSql(`alter table "chat_messages" force row level security;`);
    this.addSql(`create policy "chat_messages_account" on "chat_messages" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "chat_messages_operator" on "chat_messages" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "crm_slots" enable row level security;`);
    this.addSql(`alter table "crm_slots" force row level security;`);
    this.addSql(`create policy "crm_slots_account" on "crm_slots" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "crm_slots_operator" on "crm_slots" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "crm_usage" enable row level security;`);
    this.addSql(`alter table "crm_usage" force row level security;`);
    this.addSql(`create policy "crm_usage_account" on "crm_usage" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "crm_usage_operator" on "crm_usage" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "customers" enable row level security;`);
    this.addSql(`alter table "customers" force row level security;`);
    this.addSql(`create policy "customers_account" on "customers" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "customers_operator" on "customers" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "crm_definitions" enable row level security;`);
    this.addSql(`alter table "crm_definitions" force row level security;`);
    this.addSql(`create policy "crm_definitions_account" on "crm_definitions" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "crm_definitions_operator" on "crm_definitions" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "incoming_leads" enable row level security;`);
    this.addSql(`alter table "incoming_leads" force row level security;`);
    this.addSql(`create policy "incoming_leads_account" on "incoming_leads" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "incoming_leads_operator" on "incoming_leads" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "notifications" enable row level security;`);
    this.addSql(`alter table "notifications" force row level security;`);
    this.addSql(`create policy "notifications_account" on "notifications" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "notifications_operator" on "notifications" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "notification_settings" enable row level security;`);
    this.addSql(`alter table "notification_settings" force row level security;`);
    this.addSql(`create policy "notification_settings_account" on "notification_settings" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "notification_settings_operator" on "notification_settings" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "onboarding" enable row level security;`);
    this.addSql(`alter table "onboarding" force row level security;`);
    this.addSql(`create policy "onboarding_account" on "onboarding" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "onboarding_operator" on "onboarding" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "products" enable row level security;`);
    this.addSql(`alter table "products" force row level security;`);
    this.addSql(`create policy "products_account" on "products" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "products_operator" on "products" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "sync_runs" enable row level security;`);
    this.addSql(`alter table "sync_runs" force row level security;`);
    this.addSql(`create policy "sync_runs_account" on "sync_runs" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "sync_runs_operator" on "sync_runs" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "talk_notes" enable row level security;`);
    this.addSql(`alter table "talk_notes" force row level security;`);
    this.addSql(`create policy "talk_notes_account" on "talk_notes" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "talk_notes_operator" on "talk_notes" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "tasks" enable row level security;`);
    this.addSql(`alter table "tasks" force row level security;`);
    this.addSql(`create policy "tasks_account" on "tasks" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "tasks_operator" on "tasks" to "souffleur_operator" using (true) with check (true);`);
    this.addSql(`alter table "account_settings" add constraint "account_settings_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "activities" add constraint "activities_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "callbacks" add constraint "callbacks_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "calls" add constraint "calls_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "chat_messages" add constraint "chat_messages_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "chats" add constraint "chats_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "crm_definitions" add constraint "crm_definitions_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "crm_slots" add constraint "crm_slots_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "crm_usage" add constraint "crm_usage_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "customers" add constraint "customers_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "incoming_leads" add constraint "incoming_leads_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "notification_settings" add constraint "notification_settings_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "notifications" add constraint "notifications_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "onboarding" add constraint "onboarding_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "products" add constraint "products_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "sync_runs" add constraint "sync_runs_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "talk_notes" add constraint "talk_notes_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "tasks" add constraint "tasks_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "talk_notes" add constraint "talk_notes_talk_id_fkey" foreign key ("account_id", "talk_id") references "talks" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "account_settings" add constraint "account_settings_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete set null ("member_id") deferrable initially deferred;`);
    this.addSql(`alter table "activities" add constraint "activities_agent_id_fkey" foreign key ("account_id", "agent_id") references "agents" ("account_id", "id") on delete set null ("agent_id") deferrable initially deferred;`);
    this.addSql(`alter table "activities" add constraint "activities_talk_id_fkey" foreign key ("account_id", "talk_id") references "talks" ("account_id", "id") on delete set null ("talk_id") deferrable initially deferred;`);
    this.addSql(`alter table "activities" add constraint "activities_hook_event_id_fkey" foreign key ("account_id", "hook_event_id") references "hook_events" ("account_id", "id") on delete set null ("hook_event_id") deferrable initially deferred;`);
    this.addSql(`alter table "notifications" add constraint "notifications_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "notification_settings" add constraint "notification_settings_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "sync_runs" add constraint "sync_runs_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete set null ("member_id") deferrable initially deferred;`);
    this.addSql(`alter table "callbacks" add constraint "callbacks_call_id_fkey" foreign key ("account_id", "call_id") references "calls" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "onboarding" add constraint "onboarding_agent_id_fkey" foreign key ("account_id", "agent_id") references "agents" ("account_id", "id") on delete set null ("agent_id") deferrable initially deferred;`);
    this.addSql(`alter table "chats" add constraint "chats_agent_id_fkey" foreign key ("account_id", "agent_id") references "agents" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "chats" add constraint "chats_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete set null ("member_id") deferrable initially deferred;`);
    this.addSql(`alter table "chat_messages" add constraint "chat_messages_chat_id_fkey" foreign key ("account_id", "chat_id") references "chats" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`grant select, insert, update, delete on "account_settings", "activities", "callbacks", "calls", "chat_messages", "chats", "crm_definitions", "crm_slots", "crm_usage", "customers", "incoming_leads", "notification_settings", "notifications", "onboarding", "products", "sync_runs", "talk_notes", "tasks" to souffleur_app, souffleur_operator;`);
  }

}
