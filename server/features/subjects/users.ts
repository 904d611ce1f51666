import { type EntityManager } from '@mikro-orm/postgresql';

import { type UserFacts } from '../../sdk/facts.ts';

/** Open: in no won or lost stage. */
const USERS = `select m.crm_user_id as id, m.name, m.active, m.role = 'admin' as admin,
    (select count(*)::int from leads l where l.account_id = m.account_id and l.responsible_crm_id = m.crm_user_id and l.deleted_at is null
      and not exists (select from pipelines p, jsonb_array_elements(p.stages) s
        where p.account_id = l.account_id and p.crm_id = l.pipeline_crm_id and s ->> 'id' = l.stage_crm_id and s ->> 'kind' in ('won', 'lost'))) as "openLeads",
    (select count(*)::int from tasks t where t.account_id = m.account_id and t.responsible_crm_id = m.crm_user_id and not t.completed and t.deleted_at is null) as "openTasks"
  from members m order by m.id`;

/** Everybody of the account, with what they have to do. */
export const readUsers = (em: EntityManager): Promise<UserFacts[]> => em.execute<UserFacts[]>(USERS);
