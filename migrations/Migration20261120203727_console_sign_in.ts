import { Migration } from '@mikro-orm/migrations';

export class Migration20261120203727_console_sign_in extends Migration {

  override name = 'Migration20261120203727_console_sign_in';

  override up(): void {
    this.addSql(`alter table "oauth_states" add "purpose" varchar(255) not null default 'connect';`);
    this.addSql(`alter table "oauth_states" alter column "member_id" drop not null;`);
  }

}
