import { Migration } from '@mikro-orm/migrations';

export class Migration20261120201704_hook_history extends Migration {

  override name = 'Migration20261120201704_hook_history';

  override up(): void {
    this.addSql(`create table "hook_copies" ("id" uuid not null, "account_id" uuid not null, "hook_event_id" uuid not null, "about" text not null, primary key ("id"));`);
    this.addSql(`create index "hook_copies_account_id_about_hook_event_id_index" on "hook_copies" ("account_id", "about", "hook_event_id");`);
    this.addSql(`alter table "hook_copies" add constraint "hook_copies_account_id_id_unique" unique ("account_id", "id");`);

    this.addSql(`alter table "events" add "about" text null;`);
    this.addSql(`create index "events_account_id_about_hook_event_id_index" on "events" ("account_id", "about", "hook_event_id");`);

    this.addSql(`alter table "hook_events" add "problem" text null;`);
    this.addSql(`create index "hook_events_not_done" on "hook_events" ("account_id", "id") where state in ('failed', 'quarantined');`);
    this.addSql(`create index "hook_events_received" on "hook_events" using brin ("received_at");`);

    this.addSql(`alter table "hook_copies" enable row level security;`);
    this.addSql(`alter table "hook_copies" force row level security;`);
    this.addSql(`create policy "hook_copies_account" on "hook_copies" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "hook_copies_operator" on "hook_copies" to "souffleur_operator" using (true) with check (true);`);
    this.addSql(`alter table "hook_copies" add constraint "hook_copies_account_fkey" foreign key ("account_id") references "accounts" ("id") on delete cascade deferrable initially deferred;`);
    this.addSql(`alter table "hook_copies" add constraint "hook_copies_hook_event_id_fkey" foreign key ("account_id", "hook_event_id") references "hook_events" ("account_id", "id") on delete cascade deferrable initially deferred;`);
    this.addSql(`grant select, insert, update, delete on "hook_copies" to souffleur_app, souffleur_operator;`);
  }

}
