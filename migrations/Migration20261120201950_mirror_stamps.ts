import { Migration } from '@mikro-orm/migrations';

export class Migration20261120201950_mirror_stamps extends Migration {

  override name = 'Migration20261120201950_mirror_stamps';

  override up(): void {
    this.addSql(`drop policy "products_account" on "products";`);
    this.addSql(`drop policy "products_operator" on "products";`);

    this.addSql(`alter table "calls" add "stamps" jsonb not null default '{}';`);

    this.addSql(`alter table "companies" add "stamps" jsonb not null default '{}';`);

    this.addSql(`alter table "contacts" add "stamps" jsonb not null default '{}';`);

    this.addSql(`alter table "customers" add "stamps" jsonb not null default '{}';`);

    this.addSql(`alter table "incoming_leads" add "stamps" jsonb not null default '{}';`);

    this.addSql(`alter table "leads" add "stamps" jsonb not null default '{}';`);

    this.addSql(`alter table "products" add "stamps" jsonb not null default '{}';`);
    this.addSql(`alter table "products" alter column "price" type numeric(16,4) using ("price"::numeric(16,4));`);
    this.addSql(`create policy "products_account" on "products" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "products_operator" on "products" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "tasks" add "stamps" jsonb not null default '{}';`);
  }

}
