import { Migration } from '@mikro-orm/migrations';

export class Migration20261201142914_rules_and_effects extends Migration {

  override name = 'Migration20261201142914_rules_and_effects';

  override up(): void {
    this.addSql(`create table "action_runs" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "rule_run_id" uuid not null, "position" int not null, "action" text not null, "input" jsonb not null, "state" text not null default 'planned', "attempts" int not null default 0, "problem" text null, "error" text null, "said" text null, "finished_at" timestamptz null, primary key ("id"));`);
    this.addSql(`alter table "action_runs" add constraint "action_runs_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "action_runs" add constraint "action_runs_account_id_rule_run_id_position_unique" unique ("account_id", "rule_run_id", "position");`);

    this.addSql(`create table "effects" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "action_run_id" uuid not null, "position" int not null, "kind" text not null, "body" jsonb not null, "subject" text not null, "state" text not null default 'queued', "attempts" int not null default 0, "first_tried_at" timestamptz null, "receipt" jsonb null, "answer" jsonb null, "problem" text null, "error" text null, "chain" jsonb not null, "echoes" jsonb not null default '[]', "finished_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "effects_account_id_subject_first_tried_at_index" on "effects" ("account_id", "subject", "first_tried_at");`);
    this.addSql(`create index "effects_open" on "effects" ("account_id", "id") where state in ('queued', 'sending', 'in_doubt');`);
    this.addSql(`alter table "effects" add constraint "effects_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "effects" add constraint "effects_account_id_action_run_id_position_unique" unique ("account_id", "action_run_id", "position");`);

    this.addSql(`create table "message_intents" ("id" uuid not null, "account_id" uuid not null, "subject" text not null, "labels" text not null, "label" text null, "score" double precision not null, "model" text not null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "message_intents" add constraint "message_intents_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "message_intents" add constraint "message_intents_account_id_subject_labels_unique" unique ("account_id", "subject", "labels");`);

    this.addSql(`create table "plugin_states" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "plugin_id" text not null, "enabled" boolean not null, "hosts" jsonb not null default '[]', "paused_until" timestamptz null, "faults_in_arow" int not null default 0, "faults" jsonb not null default '[]', primary key ("id"));`);
    this.addSql(`alter table "plugin_states" add constraint "plugin_states_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "plugin_states" add constraint "plugin_states_account_id_plugin_id_unique" unique ("account_id", "plugin_id");`);

    this.addSql(`create table "rehearsals" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "kind" text not null, "rule_id" uuid null, "definition" jsonb not null, "input" jsonb not null, "state" text not null default 'waiting', "looked" int not null default 0, "total" int not null default 0, "result" jsonb null, "error" text null, "member_id" uuid null, primary key ("id"));`);
    this.addSql(`create index "rehearsals_account_id_rule_id_id_index" on "rehearsals" ("account_id", "rule_id", "id");`);
    this.addSql(`alter table "rehearsals" add constraint "rehearsals_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "rules" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "definition" jsonb not null, "event" text not null, "enabled" boolean not null default false, "problem" jsonb null, "due_at" timestamptz null, "version" int not null default 1, "deleted_at" timestamptz null, primary key ("id"));`);
    this.addSql(`create index "rules_account_id_event_index" on "rules" ("account_id", "event");`);
    this.addSql(`create index "rules_due" on "rules" ("due_at") where enabled and due_at is not null;`);
    this.addSql(`alter table "rules" add constraint "rules_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`create table "rule_runs" ("id" uuid not null, "account_id" uuid not null, "created_at" timestamptz not null, "updated_at" timestamptz not null, "rule_id" uuid not null, "rule_version" int not null, "key" text not null, "event_id" uuid null, "hook_event_id" uuid null, "event" jsonb not null, "subject" text not null, "lead_crm_id" text null, "state" text not null, "reason" text null, "conditions" jsonb not null, "chain" jsonb not null, "at" timestamptz not null, "finished_at" timestamptz null, "member_id" uuid null, primary key ("id"));`);
    this.addSql(`create index "rule_runs_account_id_rule_id_id_index" on "rule_runs" ("account_id", "rule_id", "id");`);
    this.addSql(`create index "rule_runs_account_id_rule_id_subject_at_index" on "rule_runs" ("account_id", "rule_id", "subject", "at");`);
    this.addSql(`create index "rule_runs_account_id_hook_event_id_index" on "rule_runs" ("account_id", "hook_event_id");`);
    this.addSql(`create index "rule_runs_account_id_lead_crm_id_id_index" on "rule_runs" ("account_id", "lead_crm_id", "id");`);
    this.addSql(`alter table "rule_runs" add constraint "rule_runs_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "rule_runs" add constraint "rule_runs_account_id_rule_id_key_unique" unique ("account_id", "rule_id", "key");`);

    this.addSql(`create table "rule_versions" ("id" uuid not null, "account_id" uuid not null, "rule_id" uuid not null, "version" int not null, "definition" jsonb not null, "member_id" uuid null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "rule_versions" add constraint "rule_versions_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "rule_versions" add constraint "rule_versions_account_id_rule_id_version_unique" unique ("account_id", "rule_id", "version");`);

    this.addSql(`create table "signing_keys" ("id" uuid not null, "account_id" uuid not null, "sealed" bytea not null, "hint" text not null, "created_at" timestamptz not null, primary key ("id"));`);
    this.addSql(`alter table "signing_keys" add constraint "signing_keys_account_id_id_unique" unique ("account_id", "id");`);
    this.addSql(`alter table "signing_keys" add constraint "signing_keys_account_id_unique" unique ("account_id");`);

    this.addSql(`alter table "deliveries" add "effect_id" uuid null;`);
    this.addSql(`alter table "deliveries" add constraint "deliveries_account_id_effect_id_unique" unique ("account_id", "effect_id");`);

    this.addSql(`alter table "events" add "facts" jsonb null, add "chain" jsonb not null default '[]';`);

    this.addSql(`alter table "leads" add "stage_entered_at" timestamptz null;`);

    this.addSql(`alter table "action_runs" enable row level security;`);
    this.addSql(`alter table "action_runs" force row level security;`);
    this.addSql(`create policy "action_runs_account" on "action_runs" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "action_runs_operator" on "action_runs" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "effects" enable row level security;`);
    this.addSql(`alter table "effects" force row level security;`);
    this.addSql(`create policy "effects_account" on "effects" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "effects_operator" on "effects" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "message_intents" enable row level security;`);
    this.addSql(`alter table "message_intents" force row level security;`);
    this.addSql(`create policy "message_intents_account" on "message_intents" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "message_intents_operator" on "message_intents" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "plugin_states" enable row level security;`);
    this.addSql(`alter table "plugin_states" force row level security;`);
    this.addSql(`create policy "plugin_states_account" on "plugin_states" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "plugin_states_operator" on "plugin_states" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "rehearsals" enable row level security;`);
    this.addSql(`alter table "rehearsals" force row level security;`);
    this.addSql(`create policy "rehearsals_account" on "rehearsals" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "rehearsals_operator" on "rehearsals" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "rules" enable row level security;`);
    this.addSql(`alter table "rules" force row level security;`);
    this.addSql(`create policy "rules_account" on "rules" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "rules_operator" on "rules" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "rule_runs" enable row level security;`);
    this.addSql(`alter table "rule_runs" force row level security;`);
    this.addSql(`create policy "rule_runs_account" on "rule_runs" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "rule_runs_operator" on "rule_runs" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "rule_versions" enable row level security;`);
    this.addSql(`alter table "rule_versions" force row level security;`);
    this.addSql(`create policy "rule_versions_account" on "rule_versions" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "rule_versions_operator" on "rule_versions" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "signing_keys" enable row level security;`);
    this.addSql(`alter table "signing_keys" force row level security;`);
    this.addSql(`create policy "signing_keys_account" on "signing_keys" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "signing_keys_operator" on "signing_keys" to "souffleur_operator" using (true) with check (true);`);
    this.addSql(`alter table "action_runs" add constraint "action_runs_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "effects" add constraint "effects_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "message_intents" add constraint "message_intents_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "plugin_states" add constraint "plugin_states_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "rehearsals" add constraint "rehearsals_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "rule_runs" add constraint "rule_runs_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "rule_versions" add constraint "rule_versions_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "rules" add constraint "rules_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "signing_keys" add constraint "signing_keys_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "rule_versions" add constraint "rule_versions_rule_id_fkey" foreign key ("account_id", "rule_id") references "rules" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "rule_versions" add constraint "rule_versions_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete set null ("member_id") deferrable initially deferred;`);
    this.addSql(`alter table "rule_runs" add constraint "rule_runs_rule_id_fkey" foreign key ("account_id", "rule_id") references "rules" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "rule_runs" add constraint "rule_runs_event_id_fkey" foreign key ("account_id", "event_id") references "events" ("account_id", "id") on delete set null ("event_id") deferrable initially deferred;`);
    this.addSql(`alter table "rule_runs" add constraint "rule_runs_hook_event_id_fkey" foreign key ("account_id", "hook_event_id") references "hook_events" ("account_id", "id") on delete set null ("hook_event_id") deferrable initially deferred;`);
    this.addSql(`alter table "rule_runs" add constraint "rule_runs_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete set null ("member_id") deferrable initially deferred;`);
    this.addSql(`alter table "rehearsals" add constraint "rehearsals_rule_id_fkey" foreign key ("account_id", "rule_id") references "rules" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "rehearsals" add constraint "rehearsals_member_id_fkey" foreign key ("account_id", "member_id") references "members" ("account_id", "id") on delete set null ("member_id") deferrable initially deferred;`);
    this.addSql(`alter table "action_runs" add constraint "action_runs_rule_run_id_fkey" foreign key ("account_id", "rule_run_id") references "rule_runs" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "effects" add constraint "effects_action_run_id_fkey" foreign key ("account_id", "action_run_id") references "action_runs" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "deliveries" add constraint "deliveries_effect_id_fkey" foreign key ("account_id", "effect_id") references "effects" ("account_id", "id") on delete set null ("effect_id") deferrable initially deferred;`);
    this.addSql(`grant select, insert, update, delete on "action_runs", "effects", "message_intents", "plugin_states", "rehearsals", "rule_runs", "rule_versions", "rules", "signing_keys" to souffleur_app, souffleur_operator;`);
  }

}
