/** Reading what a client writes, with the platform's complaints. */
import { type SandboxState } from '../state.ts';
import { type FieldDefinition, type FieldOwner, type FieldValue } from '../types.ts';
import { asList, asMap } from './body.ts';
import { type ApiContext, sendHal } from './context.ts';
import { emptyData, type FieldProblem, invalidData, unprocessable } from './problems.ts';

const MAX_ITEMS = 250;

/** One item of a written collection with its complaints. */
export class Item {
  readonly raw: Record<string, unknown>;
  readonly requestId: string;
  readonly problems: FieldProblem[] = [];

  constructor(raw: unknown, index: number) {
    this.raw = asMap(raw);
    const given = this.raw['request_id'];
    this.requestId = typeof given === 'string' || typeof given === 'number' ? String(given) : String(index);
  }

  blame(code: string, path: string, detail: string): undefined {
    this.problems.push({ code, path, detail });
    return undefined;
  }

  /** Complaints about a part are the whole's. */
  adopt(part: Item, prefix = ''): void {
    for (const problem of part.problems) this.problems.push({ ...problem, path: `${prefix}${problem.path}` });
  }

  int(path: string): number | undefined {
    const value = this.raw[path];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : this.blame('InvalidType', path, 'This value should be of type int.');
  }

  text(path: string): string | undefined {
    const value = this.raw[path];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : this.blame('InvalidType', path, 'This value should be of type string.');
  }

  flag(path: string): boolean | undefined {
    const value = this.raw[path];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'boolean' ? value : this.blame('InvalidType', path, 'This value should be of type bool.');
  }

  required(path: string): void {
    if (this.raw[path] === undefined || this.raw[path] === null || this.raw[path] === '') this.blame('FieldMissing', path, 'This field is missing.');
  }

  choice(path: string, known: boolean): void {
    if (!known) this.blame('NotSupportedChoice', path, 'The value you selected is not a valid choice.');
  }
}

/** An array of 1 to 250 items. */
export const readItems = (ctx: ApiContext): Item[] => {
  const { body } = ctx.state;
  if (body === undefined || (Array.isArray(body) && body.length === 0)) throw emptyData();
  if (!Array.isArray(body))
    throw invalidData([{ request_id: '0', errors: [{ code: 'InvalidType', path: '', detail: 'This value should be of type array.' }] }]);
  if (body.length > MAX_ITEMS) throw unprocessable(`Limit ${MAX_ITEMS} per request`);
  return body.map((raw, index) => new Item(raw, index));
};

/** One object, for `PATCH /{id}`. */
export const readItem = (ctx: ApiContext): Item => {
  if (Object.keys(asMap(ctx.state.body)).length === 0) throw emptyData();
  return new Item(ctx.state.body, 0);
};

/** Nothing is written unless all items are good. */
export const refuseBad = (items: Item[]): void => {
  const bad = items.filter(({ problems }) => problems.length > 0);
  if (bad.length > 0) throw invalidData(bad.map(({ requestId, problems }) => ({ request_id: requestId, errors: problems })));
};

type OneValue = FieldValue['values'][number];

const isFlag = (value: unknown): boolean => typeof value === 'boolean' || [0, 1, '0', '1'].includes(value as string | number);

const oneValue = (field: FieldDefinition, raw: Record<string, unknown>): OneValue | undefined => {
  const { value, enum_id, enum_code } = raw;
  if (field.enums && field.type !== 'multitext') {
    const option = field.enums.find(
      (candidate) => candidate.id === enum_id || (candidate.code !== null && candidate.code === enum_code) || candidate.value === value,
    );
    return option && { value: option.value, enum_id: option.id, enum_code: option.code };
  }
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  if (field.type === 'checkbox') return isFlag(value) ? { value: value === true || value === 1 || value === '1' } : undefined;
  if (field.type === 'date' || field.type === 'birthday') {
    const seconds = typeof value === 'number' ? value : /^\d+$/.test(String(value)) ? Number(value) : Math.floor(Date.parse(String(value)) / 1000);
    return Number.isFinite(seconds) ? { value: seconds } : undefined;
  }
  if (field.type === 'multitext') {
    const option = field.enums?.find((candidate) => candidate.id === enum_id || candidate.code === (enum_code ?? 'WORK'));
    return option && { value: String(value), enum_id: option.id, enum_code: option.code };
  }
  return { value: String(value) };
};

/** `custom_fields_values` of an item: by id or code; `null` or `[]` clears. */
export const readFields = (state: SandboxState, entity: FieldOwner, item: Item, catalogId?: number): FieldValue[] | undefined => {
  const raw = item.raw['custom_fields_values'];
  if (raw === undefined || raw === null) return undefined;
  return asList(raw).flatMap((entry, index): FieldValue[] => {
    const { field_id, field_code, values } = asMap(entry);
    const path = `custom_fields_values.${index}`;
    const field = [...state.data.fields.values()].find(
      (known) =>
        known.entity === entity && known.catalog_id === catalogId && (known.id === field_id || (field_code !== undefined && known.code === field_code)),
    );
    if (!field) {
      item.blame('NotSupportedChoice', `${path}.${field_id === undefined ? 'field_code' : 'field_id'}`, 'The value you selected is not a valid choice.');
      return [];
    }
    const read = asList(values).map(
      (value, at) =>
        oneValue(field, asMap(value)) ?? item.blame('NotSupportedChoice', `${path}.values.${at}.value`, 'The value you selected is not a valid choice.'),
    );
    return [{ field_id: field.id, values: read.filter((value) => value !== undefined) }];
  });
};

const names = (state: SandboxState, raw: unknown): string[] | undefined =>
  raw === undefined || raw === null
    ? undefined
    : asList(raw).flatMap((entry) => {
        const { id, name } = asMap(entry);
        if (typeof name === 'string') return [name];
        const known = typeof id === 'number' ? state.data.tags.get(id)?.name : undefined;
        return known === undefined ? [] : [known];
      });

/** `_embedded.tags` replaces the set; `tags_to_add` and `tags_to_delete` change it. */
export const readTags = (state: SandboxState, item: Item): { tags?: string[]; tagsToAdd?: string[]; tagsToDelete?: string[] } => ({
  tags: names(state, asMap(item.raw['_embedded'])['tags']),
  tagsToAdd: names(state, item.raw['tags_to_add']),
  tagsToDelete: names(state, item.raw['tags_to_delete']),
});

/** Thin answers: ids, what was echoed, links. */
export const sendWritten = (ctx: ApiContext, state: SandboxState, collection: string, rows: Record<string, unknown>[]): void =>
  sendHal(ctx, {
    _links: { self: { href: `${state.baseUrl}/api/v4/${collection}` } },
    _embedded: {
      [collection.split('/').at(-1) ?? collection]: rows.map((row) => ({
        ...row,
        _links: { self: { href: `${state.baseUrl}/api/v4/${collection}/${String(row['id'])}` } },
      })),
    },
  });
