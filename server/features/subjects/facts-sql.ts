/**
 * What is known around a lead, contact, talk or task, for many events in one statement. Every part looks for rows of
 * the account itself, so that it is right whoever runs it.
 */
import { kept } from '../../db/kept.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { parseSubject } from '../../sdk/subjects.ts';

/** CRM ids an event names. */
export interface Asked {
  lead?: string;
  contact?: string;
  company?: string;
  talk?: string;
  task?: string;
  call?: string;
}

const STAGE_KIND = `(select s ->> 'kind' from pipelines p, jsonb_array_elements(p.stages) s
    where p.account_id = l.account_id and p.crm_id = l.pipeline_crm_id and s ->> 'id' = l.stage_crm_id limit 1)`;

/** The card's own columns, as `LeadData` and `ContactData` call them. */
const CARD = (row: string): string => `'id', ${row}.crm_id, 'name', ${row}.name, 'responsibleId', ${row}.responsible_crm_id, 'tags', ${row}.tags,
  'fields', ${row}.fields, 'createdAt', ${row}.crm_created_at, 'updatedAt', ${row}.crm_updated_at`;

export const FACTS =
  kept(`select a.no, lead.facts as lead, contact.facts as contact, company.facts as company, talk.facts as talk, task.facts as task, call.facts as call,
    case when contact.id is null then null else history.facts end as history,
    own.rules_version as "rulesVersion", own.timezone, own.currency, own.language
  from jsonb_to_recordset($2::jsonb) as a(no int, lead text, contact text, company text, talk text, task text, call text)
  join accounts own on own.id = $1::uuid
  left join lateral (select * from talks t where t.account_id = $1::uuid and t.crm_id = a.talk) named on true
  left join lateral (
    select l.id, l.crm_id, l.contact_crm_id, l.company_crm_id, l.account_id, jsonb_build_object(${CARD('l')}, 'price', l.price,
        'pipelineId', l.pipeline_crm_id, 'stageId', l.stage_crm_id, 'stageKind', ${STAGE_KIND},
        'stageEnteredAt', coalesce(l.stage_entered_at, l.crm_created_at),
        'contactIds', case when l.contact_crm_id is null then '[]'::jsonb else jsonb_build_array(l.contact_crm_id) end, 'companyId', l.company_crm_id,
        'openTasks', k.open, 'nextTaskDueAt', k.due,
        'sources', (select coalesce(jsonb_agg(distinct o), '[]'::jsonb) from (
            select t.origin as o from talks t where t.account_id = l.account_id and t.lead_id = l.id and t.origin is not null
            union all select i.source from incoming_leads i where i.account_id = l.account_id and i.lead_crm_id = l.crm_id and i.source is not null
            union all select v from jsonb_array_elements(l.fields) f, jsonb_array_elements_text(f -> 'values') v where upper(f ->> 'code') = 'UTM_SOURCE'
          ) of)) as facts
      from (
        (select 1 as nth, x.* from leads x where x.account_id = $1::uuid and x.crm_id = a.lead)
        union all (select 2, x.* from leads x where a.lead is null and x.account_id = named.account_id and x.id = named.lead_id)
        union all (select 3, x.* from leads x where a.lead is null and a.contact is not null and x.account_id = $1::uuid and x.contact_crm_id = a.contact
          and x.deleted_at is null order by x.crm_created_at desc nulls last, x.id desc limit 1)
      ) l
      left join lateral (select count(*)::int as open, min(t.due_at) as due from tasks t
        where t.account_id = l.account_id and t.subject = 'lead:' || l.crm_id and not t.completed and t.deleted_at is null) k on true
      order by l.nth limit 1
  ) lead on true
  left join lateral (
    select c.id, c.crm_id, c.account_id, c.phones, jsonb_build_object(${CARD('c')}, 'phones', c.phones, 'emails', c.emails) as facts from contacts c
      where c.account_id = $1::uuid and (c.crm_id = coalesce(a.contact, lead.contact_crm_id) or (a.contact is null and lead.contact_crm_id is null and c.id = named.contact_id))
      limit 1
  ) contact on true
  left join lateral (
    select jsonb_build_object(${CARD('c')}) as facts from companies c
      where c.account_id = $1::uuid and c.crm_id = coalesce(a.company, lead.company_crm_id) limit 1
  ) company on true
  left join lateral (
    select jsonb_build_object('id', t.crm_id, 'origin', t.origin, 'open', t.open, 'pausedUntil', t.paused_until, 'lastInAt', t.last_in_at,
        'lastOutAt', (select max(m.at) from messages m where m.account_id = t.account_id and m.talk_id = t.id and m.direction = 'out')) as facts
      from (
        (select 1 as nth, x.* from talks x where x.account_id = named.account_id and x.id = named.id)
        union all (select 2, x.* from talks x where named.id is null and x.account_id = lead.account_id and x.lead_id = lead.id
          order by x.open desc, x.last_message_at desc nulls last limit 1)
      ) t order by t.nth limit 1
  ) talk on true
  left join lateral (
    select jsonb_build_object('id', t.crm_id, 'text', t.text, 'typeId', t.type_crm_id, 'entity', t.subject, 'responsibleId', t.responsible_crm_id,
        'dueAt', t.due_at, 'completed', t.completed, 'result', t.result, 'createdAt', t.crm_created_at, 'updatedAt', t.crm_updated_at) as facts
      from tasks t where t.account_id = $1::uuid and t.crm_id = a.task
  ) task on true
  left join lateral (
    select jsonb_build_object('id', c.crm_id, 'entity', c.subject, 'direction', c.direction, 'duration', c.duration, 'status', c.status, 'missed', c.missed,
        'phone', c.phone, 'responsibleId', c.responsible_crm_id, 'createdAt', c.at) as facts
      from calls c where c.account_id = $1::uuid and c.crm_id = a.call
  ) call on true
  left join lateral (
    select jsonb_build_object('leads', ls.leads, 'openLeads', ls.leads - ls.won - ls.lost, 'wonLeads', ls.won, 'lostLeads', ls.lost, 'spent', ls.spent,
        'messagesIn', ms.heard, 'messagesOut', ms.said, 'callsAnswered', cs.answered, 'callsMissed', cs.missed,
        'firstSeenAt', least(contact.facts ->> 'createdAt', ls.first)) as facts
      from (
        select count(*)::int as leads, count(*) filter (where kind = 'won')::int as won, count(*) filter (where kind = 'lost')::int as lost,
            coalesce(sum(price) filter (where kind = 'won'), 0) as spent, to_jsonb(min(created)) #>> '{}' as first
          from (select l.price, l.crm_created_at as created, ${STAGE_KIND} as kind from leads l
            where l.account_id = contact.account_id and l.contact_crm_id = contact.crm_id and l.deleted_at is null) of
      ) ls,
      (select count(*) filter (where m.direction = 'in')::int as heard, count(*) filter (where m.direction = 'out')::int as said
        from talks t join messages m on m.account_id = t.account_id and m.talk_id = t.id where t.account_id = contact.account_id and t.contact_id = contact.id) ms,
      (select count(*) filter (where not c.missed)::int as answered, count(*) filter (where c.missed and c.direction = 'in')::int as missed from calls c
        where c.account_id = contact.account_id
          and c.caller_key in (select right(regexp_replace(v, '\\D', '', 'g'), 10) from jsonb_array_elements_text(contact.phones) v)) cs
  ) history on true
  order by a.no`);

/** What an event names, without a look-up. */
export function askedBy(event: DomainEvent): Asked {
  const { kind, id } = parseSubject(event.subject);
  const data = event.data as Record<string, unknown>;
  const named = (name: string): string | undefined => (typeof data[name] === 'string' && data[name] !== '' ? data[name] : undefined);
  const asked: Asked = {};
  const put = (key: keyof Asked, value: string | undefined): void => {
    if (value !== undefined) asked[key] ??= value;
  };
  if (kind === 'lead' || kind === 'contact' || kind === 'company' || kind === 'task' || kind === 'call' || kind === 'talk') put(kind, id);
  const entity = named('entity');
  if (entity) {
    const holder = parseSubject(entity as DomainEvent['subject']);
    if (holder.kind === 'lead' || holder.kind === 'contact' || holder.kind === 'company') put(holder.kind, holder.id);
  }
  put('lead', named('leadId'));
  put('contact', named('contactId'));
  put('talk', named('talkId'));
  if (kind === 'contact') {
    const leads = data['leadIds'];
    if (Array.isArray(leads) && typeof leads[0] === 'string') put('lead', leads[0]);
  }
  return asked;
}
