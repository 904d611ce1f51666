/** What an account defined for itself, and the elements of its lists: their bodies and what becomes of them. */
import { type DefinitionData, type ProductData, type SubscriptionData } from 'souffleur/sdk';
import { z } from 'zod';

import { toNumber } from '../body/row.ts';
import { clean } from '../body/text.ts';
import { fieldsOf } from './shapes.ts';
import { Fields, Flag, Id, MaybeId, Text, Time, type Webhook } from './wire.ts';

const Name = z.string().transform(clean);
const Sort = z.number().int().optional().catch(undefined);

export const TaskType = z.object({ id: Id, name: Name, code: Text, color: Text });
export const LossReason = z.object({ id: Id, name: Name, sort: Sort });
export const Bot = z.object({ id: Id, name: Name, type_functionality: Text });
export const Tag = z.object({ id: Id, name: Name, color: Text });
export const Catalog = z.object({ id: Id, name: Name, sort: Sort, type: Text });
export const Field = z.object({
  id: Id,
  name: Name,
  code: Text,
  sort: Sort,
  type: Text,
  enums: z
    .array(z.object({ id: Id, value: Name }))
    .optional()
    .catch(undefined),
});
export const Element = z.object({
  id: Id,
  name: Text,
  catalog_id: MaybeId,
  is_deleted: Flag,
  custom_fields_values: Fields,
  created_at: Time,
  updated_at: Time,
});

export const fieldOf = ({ id, name, code, sort, type, enums }: z.output<typeof Field>, of: string): DefinitionData => ({
  id,
  type: 'field',
  of,
  name,
  code,
  sort,
  valueType: type,
  options: enums?.map((option) => ({ id: option.id, name: option.value })),
});

export const botOf = ({ id, name, type_functionality: use }: z.output<typeof Bot>): DefinitionData => ({ id, type: 'bot', name, valueType: use });

export const catalogOf = ({ id, name, sort, type }: z.output<typeof Catalog>): DefinitionData => ({ id, type: 'catalog', name, sort, valueType: type });

export function productOf(element: z.output<typeof Element>, catalogId: string): ProductData {
  const fields = fieldsOf(element.custom_fields_values);
  const valueOf = (code: string): string | undefined => fields?.find((field) => field.code === code)?.values[0];
  return {
    id: element.id,
    catalogId: element.catalog_id ?? catalogId,
    name: element.name,
    sku: valueOf('SKU'),
    price: toNumber(valueOf('PRICE')),
    description: valueOf('DESCRIPTION'),
    removed: element.is_deleted === true ? true : undefined,
    fields,
    createdAt: element.created_at,
    updatedAt: element.updated_at,
  };
}

export const subscriptionOf = ({ id, destination, disabled, settings }: z.output<typeof Webhook>): SubscriptionData => ({
  id,
  url: destination,
  enabled: disabled !== true,
  names: settings,
});
