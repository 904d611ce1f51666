import { Migration } from '@mikro-orm/migrations';

export class Migration20261201145051_rules_version extends Migration {

  override name = 'Migration20261201145051_rules_version';

  override up(): void {
    this.addSql(`drop policy "message_intents_account" on "message_intents";`);
    this.addSql(`drop policy "message_intents_operator" on "message_intents";`);

    this.addSql(`alter table "accounts" add "rules_version" int not null default 0;`);

    this.addSql(`create index "incoming_leads_account_id_lead_crm_id_index" on "incoming_leads" ("account_id", "lead_crm_id");`);

    this.addSql(`alter table "message_intents" alter column "score" type real using ("score"::real);`);
    this.addSql(`create policy "message_intents_account" on "message_intents" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "message_intents_operator" on "message_intents" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "rules" add "looked_at" timestamptz null;`);
  }

}
