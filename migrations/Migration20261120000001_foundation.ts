import { Migration } from '@mikro-orm/migrations';

export class Migration20261120000001_foundation extends Migration {
  override name = 'Migration20261120000001_foundation';

  override up(): void {
    this.addSql(`
      do $$ begin
        if not exists (select from pg_available_extensions where name = 'vector') then
          raise exception using message = 'This PostgreSQL has no "vector" extension. Install pgvector 0.7 or newer on the database server (Debian, Ubuntu: apt-get install postgresql-' || (current_setting('server_version_num')::int / 10000) || '-pgvector), then start again.';
        end if;
      end $$;`);
    this.addSql('create extension if not exists vector;');
    this.addSql('create extension if not exists pg_trgm;');
    for (const role of ['souffleur_app', 'souffleur_operator']) {
      // Roles belong to the whole cluster: another database of it may be making them at this very moment.
      this.addSql(`
        do $$ begin
          if not exists (select from pg_roles where rolname = '${role}') then
            create role ${role} nologin nosuperuser nobypassrls;
          end if;
        exception
          when duplicate_object or unique_violation then null;
          when insufficient_privilege then
            raise exception using message = 'The database user ' || current_user || ' may not create roles. Ask the database administrator to run: create role souffleur_app nologin; create role souffleur_operator nologin; grant souffleur_app, souffleur_operator to ' || quote_ident(current_user) || ';';
        end $$;`);
      // Since PostgreSQL 16 who makes a role may give it to others but not become it.
      this.addSql(`
        do $$ begin
          if not pg_has_role(current_user, '${role}', case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
            execute format('grant ${role} to %I' || case when current_setting('server_version_num')::int >= 160000 then ' with inherit false' else '' end, current_user);
          end if;
        end $$;`);
    }
    this.addSql('grant usage on schema public to souffleur_app, souffleur_operator;');
  }
}
