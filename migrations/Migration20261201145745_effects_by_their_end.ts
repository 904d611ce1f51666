import { Migration } from '@mikro-orm/migrations';

export class Migration20261201145745_effects_by_their_end extends Migration {

  override name = 'Migration20261201145745_effects_by_their_end';

  override up(): void {
    this.addSql(`create index "effects_account_id_finished_at_index" on "effects" ("account_id", "finished_at");`);
  }

}
