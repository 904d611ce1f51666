import { type CardValues, type FieldChange, type Facts, type LeadFacts, Refuse, subject, type Subject } from 'souffleur/sdk';

import { type Input } from './schema.ts';

const PREFIX = 'lead.field.';

export interface Update {
  kind: 'update_card';
  subject: Subject;
  values: CardValues;
}

/** @throws Refuse('invalid') where there is no lead, or its price would fall below zero */
export function updateOf(wanted: Input, { lead }: Facts): Update {
  if (!lead) throw new Refuse('invalid', 'There is no lead here that could be changed.');
  const [pipelineId, stageId] = wanted.stage ? wanted.stage.split(':') : [];
  const fields = fieldsOf(wanted.fields);
  return {
    kind: 'update_card',
    subject: subject('lead', lead.id),
    values: {
      ...(pipelineId && stageId ? { pipelineId, stageId } : {}),
      ...(wanted.lossReason ? { lossReasonId: wanted.lossReason } : {}),
      ...(wanted.price === undefined ? {} : { price: priceOf(wanted.price, wanted.priceMode, lead) }),
      ...(wanted.responsible ? { responsibleId: wanted.responsible } : {}),
      ...(wanted.addTags.length > 0 ? { addTags: [...new Set(wanted.addTags)] } : {}),
      ...(wanted.removeTags.length > 0 ? { removeTags: [...new Set(wanted.removeTags)] } : {}),
      ...(fields.length > 0 ? { fields } : {}),
    },
  };
}

function priceOf(price: number, mode: Input['priceMode'], lead: LeadFacts): number {
  if (mode === 'set') return price;
  const sum = (lead.price ?? 0) + price;
  if (sum < 0) throw new Refuse('invalid', `The lead's price is ${lead.price ?? 0}: ${-price} cannot be taken off.`);
  return sum;
}

/** Rows of one field are its several values; only empty ones clear it. */
function fieldsOf(rows: Input['fields']): FieldChange[] {
  const values = new Map<string, string[]>();
  for (const { field, value } of rows) {
    const id = field.slice(PREFIX.length);
    values.set(id, [...(values.get(id) ?? []), ...(value.trim() === '' ? [] : [value.trim()])]);
  }
  return [...values].map(([id, list]) => ({ id, values: list }));
}
