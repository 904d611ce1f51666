import { Migration } from '@mikro-orm/migrations';

export class Migration20261120212246_larger_sums extends Migration {

  override name = 'Migration20261120212246_larger_sums';

  override up(): void {
    this.addSql(`drop policy "leads_account" on "leads";`);
    this.addSql(`drop policy "leads_operator" on "leads";`);

    this.addSql(`drop policy "products_account" on "products";`);
    this.addSql(`drop policy "products_operator" on "products";`);

    this.addSql(`alter table "leads" alter column "price" type numeric(18,0) using ("price"::numeric(18,0));`);
    this.addSql(`create policy "leads_account" on "leads" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "leads_operator" on "leads" to "souffleur_operator" using (true) with check (true);`);

    this.addSql(`alter table "products" alter column "price" type numeric(20,4) using ("price"::numeric(20,4));`);
    this.addSql(`create policy "products_account" on "products" using (account_id = nullif(current_setting('app.account_id', true), '')::uuid) with check (account_id = nullif(current_setting('app.account_id', true), '')::uuid);`);
    this.addSql(`create policy "products_operator" on "products" to "souffleur_operator" using (true) with check (true);`);
  }

}
