import { leadRow, type LeadBefore } from '../hooks/rows.ts';
import { type EventDraft, type HookRow, type SandboxState } from '../state.ts';
import { type Lead, type LinkedElement } from '../types.ts';
import { type CardPatch, patchCard } from './cards.ts';

const WON = 142;
export const LOST = 143;

export const isClosed = (lead: Lead): boolean => lead.status_id === WON || lead.status_id === LOST;

export interface LeadPatch extends CardPatch {
  price?: number;
  status_id?: number;
  pipeline_id?: number;
  loss_reason_id?: number | null;
  /** Links to add; the first contact of a lead is its main one. */
  contact_ids?: number[];
  company_id?: number;
  /** Of a list, to add or to have another quantity of. */
  elements?: LinkedElement[];
}

interface NewLead extends LeadPatch {
  language?: string;
  source_id?: number | null;
  /** True: an incoming lead, not yet accepted, of which only `unsorted` hooks tell. */
  silent?: boolean;
}

/** The first ordinary stage of the main pipeline. */
export const defaultStage = (state: SandboxState, pipelineId?: number): { pipeline_id: number; status_id: number } => {
  const pipelines = [...state.data.pipelines.values()];
  const pipeline = pipelines.find(({ id }) => id === pipelineId) ?? pipelines.find(({ is_main }) => is_main);
  const status = pipeline?.statuses.find(({ type }) => type === 0);
  if (!pipeline || !status) throw new Error('the account has no pipeline');
  return { pipeline_id: pipeline.id, status_id: status.id };
};

const hook = (state: SandboxState, lead: Lead, action: string, before?: LeadBefore): HookRow => ({
  setting: `${action}_lead`,
  entity: 'leads',
  action,
  row: leadRow(state, lead, before),
});

export const createLead = (state: SandboxState, input: NewLead, by: number): Lead => {
  const now = state.now();
  const id = state.nextId('lead');
  const stage = defaultStage(state, input.pipeline_id);
  const lead: Lead = {
    id,
    name: input.name ?? '',
    price: input.price ?? 0,
    responsible_user_id: input.responsible_user_id ?? by,
    group_id: 0,
    status_id: input.status_id ?? stage.status_id,
    pipeline_id: input.pipeline_id ?? stage.pipeline_id,
    loss_reason_id: input.loss_reason_id ?? null,
    source_id: input.source_id ?? null,
    created_by: by,
    updated_by: by,
    created_at: now,
    updated_at: now,
    closed_at: null,
    is_deleted: false,
    custom_fields: [],
    tag_ids: [],
    contact_ids: input.contact_ids ?? [],
    company_id: input.company_id ?? null,
    language: input.language ?? state.data.account.language,
  };
  if (lead.name === '') lead.name = `Lead #${id}`;
  if (isClosed(lead)) lead.closed_at = now;
  state.data.leads.set(id, lead);
  patchCard(state, 'leads', lead, { fields: input.fields, tags: input.tags, tagsToAdd: input.tagsToAdd }, by);
  const added: EventDraft = { type: 'lead_added', entity_id: id, entity_type: 'lead', created_by: by, value_after: [{ note: { id: state.nextId('note') } }] };
  state.commit({ hooks: input.silent ? [] : [hook(state, lead, 'add')], events: [added], changes: [{ kind: 'lead', action: 'add', leadId: id }] });
  return lead;
};

/** What was attached to the lead by this change. */
const links = (lead: Lead, before: Lead, by: number): EventDraft[] => {
  const linked = (type: string, id: number, name = `${type}_linked`): EventDraft => ({
    type: name,
    entity_id: lead.id,
    entity_type: 'lead',
    created_by: by,
    value_after: [{ link: { entity: { type, id } } }],
  });
  const elements = (lead.elements ?? []).filter(({ id }) => !before.elements?.some((known) => known.id === id));
  const company = lead.company_id !== null && lead.company_id !== before.company_id ? [linked('company', lead.company_id)] : [];
  return [
    ...lead.contact_ids.filter((id) => !before.contact_ids.includes(id)).map((id) => linked('contact', id)),
    ...company,
    ...elements.map(({ id, catalog_id }) => linked(`catalog_${catalog_id}`, id, 'entity_linked')),
  ];
};

/** One move of a lead tells twice: `update` and `status`; a new owner too: `update` and `responsible`. */
export const updateLead = (state: SandboxState, lead: Lead, patch: LeadPatch, by: number): Lead => {
  const before = { ...lead };
  const events = patchCard(state, 'leads', lead, patch, by);
  const about = { entity_id: lead.id, entity_type: 'lead' as const, created_by: by };
  lead.price = patch.price ?? lead.price;
  lead.pipeline_id = patch.pipeline_id ?? lead.pipeline_id;
  lead.status_id = patch.status_id ?? lead.status_id;
  lead.company_id = patch.company_id ?? lead.company_id;
  lead.contact_ids = [...new Set([...lead.contact_ids, ...(patch.contact_ids ?? [])])];
  // An element has one link: linked again, it has the new quantity.
  if (patch.elements) lead.elements = [...new Map([...(lead.elements ?? []), ...patch.elements].map((element) => [element.id, element])).values()];
  lead.updated_at = state.now();
  lead.updated_by = by;

  const moved = lead.status_id !== before.status_id || lead.pipeline_id !== before.pipeline_id;
  const handed = lead.responsible_user_id !== before.responsible_user_id;
  if (moved || patch.loss_reason_id !== undefined) lead.loss_reason_id = lead.status_id === LOST ? (patch.loss_reason_id ?? null) : null;
  if (moved) {
    lead.closed_at = isClosed(lead) ? lead.updated_at : null;
    events.push({
      ...about,
      type: 'lead_status_changed',
      value_after: [{ lead_status: { id: lead.status_id, pipeline_id: lead.pipeline_id } }],
      value_before: [{ lead_status: { id: before.status_id, pipeline_id: before.pipeline_id } }],
    });
  }
  if (lead.price !== before.price) {
    events.push({
      ...about,
      type: 'sale_field_changed',
      value_after: [{ sale_field_value: { sale: lead.price } }],
      value_before: [{ sale_field_value: { sale: before.price } }],
    });
  }
  events.push(...links(lead, before, by));
  const from: LeadBefore = moved
    ? { status_id: before.status_id, ...(lead.pipeline_id === before.pipeline_id ? {} : { pipeline_id: before.pipeline_id }) }
    : {};
  const hooks = [hook(state, lead, 'update', from)];
  if (moved) hooks.push(hook(state, lead, 'status', from));
  if (handed) hooks.push(hook(state, lead, 'responsible', { responsible_user_id: before.responsible_user_id }));
  state.commit({ hooks, events, changes: [{ kind: 'lead', action: moved ? 'status' : 'update', leadId: lead.id }] });
  return lead;
};

/** Into the recycle bin, as a user does it; the API has no such method. */
export const deleteLead = (state: SandboxState, lead: Lead, by: number): void => {
  lead.is_deleted = true;
  lead.updated_at = state.now();
  lead.updated_by = by;
  const { id, status_id, pipeline_id } = lead;
  state.commit({
    hooks: [{ setting: 'delete_lead', entity: 'leads', action: 'delete', row: { id, status_id, pipeline_id } }],
    events: [{ type: 'lead_deleted', entity_id: id, entity_type: 'lead', created_by: by, value_after: [] }],
    changes: [{ kind: 'lead', action: 'delete', leadId: id }],
  });
};

export const restoreLead = (state: SandboxState, lead: Lead, by: number): void => {
  lead.is_deleted = false;
  lead.updated_at = state.now();
  lead.updated_by = by;
  state.commit({
    hooks: [hook(state, lead, 'restore')],
    events: [{ type: 'lead_restored', entity_id: lead.id, entity_type: 'lead', created_by: by, value_after: [] }],
    changes: [{ kind: 'lead', action: 'restore', leadId: lead.id }],
  });
};
