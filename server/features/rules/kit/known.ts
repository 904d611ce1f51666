import { type EntityManager } from '@mikro-orm/postgresql';

import { Member } from '../../accounts/entities.ts';
import { Agent } from '../../agents/entities.ts';
import { Definition, Pipeline, Product } from '../../crm/entities.ts';
import { ownFields } from './own-fields.ts';

const PRODUCTS_MAX = 500;
const TAGS_MAX = 1_000;

export interface Choice {
  value: string;
  label: string;
  group?: string;
  color?: string;
}

export interface KnownField {
  /** `lead.price`, `lead.field.123`. */
  id: string;
  name: string;
  type: string;
  of: string;
  options: { id: string; name: string }[];
}

/** All that rules of an account can name, as it is now. */
export interface Known {
  choices: Record<string, Choice[]>;
  fields: KnownField[];
}

/** `em` is bound to the account; `language`: of the names that are ours. */
export async function readKnown(em: EntityManager, language: string): Promise<Known> {
  const pipelines = await em.find(Pipeline, {}, { orderBy: { sort: 'asc' } });
  const members = await em.find(Member, { active: true }, { orderBy: { name: 'asc' } });
  const definitions = await em.find(Definition, {}, { orderBy: { sort: 'asc', name: 'asc' } });
  const agents = await em.find(Agent, {}, { orderBy: { id: 'asc' } });
  const products = await em.find(Product, { deletedAt: null }, { orderBy: { name: 'asc' }, limit: PRODUCTS_MAX });
  const origins = await em.execute<{ origin: string }[]>('select distinct origin from talks where origin is not null order by origin limit 100');
  const ofType = (type: Definition['type']): Definition[] => definitions.filter((one) => one.type === type);
  const byId = (type: Definition['type']): Choice[] => ofType(type).map(({ crmId, name }) => ({ value: crmId, label: name }));
  const fields = [...ownFields(language), ...ofType('field').flatMap(fieldOf)];
  return {
    fields,
    choices: {
      pipeline: pipelines.map(({ crmId, name }) => ({ value: crmId, label: name })),
      stage: pipelines.flatMap(({ crmId, name, stages }) =>
        stages
          .toSorted((a, b) => a.sort - b.sort)
          .map((stage) => ({ value: `${crmId}:${stage.id}`, label: stage.name, group: name, ...(stage.color ? { color: stage.color } : {}) })),
      ),
      field: fields.map(({ id, name, of }) => ({ value: id, label: name, group: of })),
      user: members.map(({ crmUserId, name }) => ({ value: crmUserId, label: name })),
      tag: [...new Map(ofType('tag').map(({ name, of }) => [name, { value: name, label: name, group: of }])).values()].slice(0, TAGS_MAX),
      task_type: byId('task_type'),
      loss_reason: byId('loss_reason'),
      catalog: byId('catalog'),
      bot: byId('bot'),
      product: products.map(({ crmId, name, catalogCrmId }) => ({ value: crmId, label: name, group: catalogCrmId })),
      agent: agents.map(({ id, settings }) => ({ value: id, label: settings.name })),
      channel: origins.map(({ origin }) => ({ value: origin, label: origin })),
      source: origins.map(({ origin }) => ({ value: origin, label: origin })),
    },
  };
}

function fieldOf({ of, crmId, name, data }: Definition): KnownField[] {
  if (of !== 'lead' && of !== 'contact' && of !== 'company') return [];
  return [{ id: `${of}.field.${crmId}`, name, type: data.valueType ?? 'text', of, options: data.options ?? [] }];
}
