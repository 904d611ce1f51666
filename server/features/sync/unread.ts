/** Entities that the mirror knows only by name: leads name their contact, talks bring stubs, open tasks may be done by now. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { type Listable } from '../../sdk/crm-data.ts';

type Kind = 'lead' | 'contact' | 'company' | 'task';

const AT_ONCE = 100;

export const listOf = { lead: 'leads', contact: 'contacts', company: 'companies', task: 'tasks' } as const satisfies Record<Kind, Listable>;

const stubs = (table: string): string => `select crm_id as id from ${table} where read_at is null and deleted_at is null`;
const named = (column: string, table: string): string =>
  `select l.${column} as id from leads l left join ${table} c on c.account_id = l.account_id and c.crm_id = l.${column}
   where l.${column} is not null and l.deleted_at is null and c.read_at is null and c.deleted_at is null`;

const SOURCES: Record<Kind, string> = {
  lead: stubs('leads'),
  contact: `${stubs('contacts')} union ${named('contact_crm_id', 'contacts')}`,
  company: `${stubs('companies')} union ${named('company_crm_id', 'companies')}`,
  task: 'select crm_id as id from tasks where not completed and deleted_at is null and (read_at is null or read_at < ?)',
};

/** The next of them after `cursor`, in an order that is the same for every page. */
export async function unreadIds(
  em: EntityManager,
  kind: Kind,
  { before, cursor }: { before: Date; cursor: string | null },
): Promise<{ ids: string[]; next: string | undefined }> {
  const rows = await em.execute<{ id: string }[]>(
    `select distinct id from (${SOURCES[kind]}) unread where id > ? and id ~ '^[1-9][0-9]{0,18}$' order by id limit ${AT_ONCE}`,
    [...(kind === 'task' ? [before] : []), cursor ?? ''],
  );
  const ids = rows.map(({ id }) => id);
  return { ids, next: ids.length === AT_ONCE ? ids.at(-1) : undefined };
}
