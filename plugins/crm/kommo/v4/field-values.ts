/** New values of custom fields, in the shape each type of field is written in: Kommo's reference, custom field values. */
import { type Context, type FieldChange, Refuse } from 'souffleur/sdk';
import { z } from 'zod';

import { idOf } from './cards.ts';
import { getAll } from './get.ts';
import { Id } from './wire.ts';

const Definition = z.object({
  id: Id,
  type: z.string(),
  enums: z
    .array(z.object({ code: z.string().optional().catch(undefined) }))
    .optional()
    .catch(undefined),
});
const Kept = z.record(z.string(), z.object({ type: z.string(), code: z.string().optional() }));
type Kind = z.output<typeof Kept>[string];

const OPTIONS: ReadonlySet<string> = new Set(['select', 'multiselect', 'radiobutton', 'category']);
const PARTS: ReadonlySet<string> = new Set(['multitext', 'smart_address']);
const DATES: ReadonlySet<string> = new Set(['date', 'date_time', 'birthday']);
/** Their values are records, which a text cannot stand for. */
const RECORDS: ReadonlySet<string> = new Set(['legal_entity', 'linked_entity', 'chained_list', 'file', 'items', 'payer', 'supplier', 'org_legal_name']);

const Moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const FLAGS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/**
 * `custom_fields_values` of a card. A field's type never changes, so the account's types are read once and kept; a field
 * that is not among them is new, and they are read again.
 *
 * @throws Refuse('invalid') for a field the account does not have and for what is no value of its type
 */
export async function fieldValues(path: string, changes: readonly FieldChange[], ctx: Context): Promise<object[]> {
  const kinds = await kindsOf(path, changes, ctx);
  return changes.map((change) => {
    const kind = kinds[change.id];
    if (!kind) throw new Refuse('invalid', `Kommo has no field ${change.id} among those of ${path}.`);
    return { field_id: idOf(change.id), values: valuesOf(change, kind) };
  });
}

async function kindsOf(path: string, changes: readonly FieldChange[], ctx: Context): Promise<z.output<typeof Kept>> {
  const kept = Kept.safeParse(await ctx.store.get(`fields:${path}`)).data;
  if (kept && changes.every(({ id }) => Object.hasOwn(kept, id))) return kept;
  const fields = await getAll(ctx, `/${path}/custom_fields`, 'custom_fields', Definition);
  const kinds = Object.fromEntries(fields.map(({ id, type, enums }) => [id, { type, ...(type === 'multitext' ? codeOf(enums) : {}) }]));
  await ctx.store.set(`fields:${path}`, kinds);
  return kinds;
}

/** Phones and mails have a kind of their own; the first one is the usual. */
function codeOf(enums: z.output<typeof Definition>['enums']): { code?: string } {
  const code = enums?.[0]?.code;
  return code ? { code } : {};
}

/** Null clears the field. */
function valuesOf({ id, values = [], enums = [] }: FieldChange, { type, code }: Kind): object[] | null {
  if (values.length === 0 && enums.length === 0) return null;
  if (RECORDS.has(type)) throw new Refuse('unsupported', `Field ${id} is of type ${type}, which is not written as a text.`);
  if (OPTIONS.has(type)) return enums.length > 0 ? enums.map((option) => ({ enum_id: idOf(option) })) : values.map((value) => ({ value }));
  if (PARTS.has(type)) return values.map((value, at) => ({ value, ...partOf(enums[at], type === 'smart_address' ? 'address_line_1' : code) }));
  if (type === 'checkbox') return values.map((value) => ({ value: flagOf(id, value) }));
  if (DATES.has(type)) return values.map((value) => ({ value: secondsOf(id, value) }));
  return values.map((value) => ({ value }));
}

const partOf = (option: string | undefined, code: string | undefined): object =>
  option === undefined ? (code ? { enum_code: code } : {}) : { enum_id: idOf(option) };

function flagOf(id: string, value: string): boolean {
  const flag = FLAGS.get(value.trim().toLowerCase());
  if (flag === undefined) throw new Refuse('invalid', `Field ${id} is a checkbox: "true" or "false", not "${value.slice(0, 40)}".`);
  return flag;
}

/** A day without a time is its midnight in UTC, as Kommo itself writes days. */
function secondsOf(id: string, value: string): number {
  const moment = Moment.safeParse(value.trim()).data;
  if (moment === undefined) throw new Refuse('invalid', `Field ${id} is a date: ISO 8601 with a time zone, or a day, not "${value.slice(0, 40)}".`);
  return Math.floor(Date.parse(moment) / 1000);
}
