import { Migration } from '@mikro-orm/migrations';

export class Migration20261120201205_chats_answer_one_at_a_time extends Migration {

  override name = 'Migration20261120201205_chats_answer_one_at_a_time';

  override up(): void {
    this.addSql(`alter table "chats" add "answering_until" timestamptz null;`);
  }

}
