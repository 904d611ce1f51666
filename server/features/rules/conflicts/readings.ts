/** What the house's conditions ask, as claims. Of a stranger's condition only its constants and itself are known. Pure. */
import { type Constant } from '../../../sdk/types.ts';
import { type Leaf, type Node } from '../definition.ts';
import { type Claim, isNotSo, isSo, type Logic, negated } from './claims.ts';

export type ConstantsOfLeaf = (leaf: Leaf) => readonly Constant[];
/** `incoming`, `open`, `won`, `lost`; undefined where it is not known. */
export type StageKind = (stage: string) => string | undefined;

type Input = Readonly<Record<string, unknown>>;

const MINUTES: Readonly<Record<string, number>> = { minutes: 1, hours: 60, days: 1440 };

/** Exactly what each asks; null where it cannot be said. */
const BY_CONDITION: Readonly<Record<string, (input: Input) => Logic>> = {
  'stage-is': ({ stages, kinds }) => ({ any: [...some('lead.stage', textsOf(stages)), ...some('lead.stage.kind', textsOf(kinds))] }),
  'responsible-is': ({ users, nobody }) => ({ about: 'lead.responsible', in: [...textsOf(users), ...(nobody === true ? [''] : [])] }),
  'price-range': ({ from, to }) => ({ about: 'lead.price', low: numberOf(from) ?? -Infinity, high: numberOf(to) ?? Infinity }),
  'tag-has': ({ of, match, tags }) => {
    const each = textsOf(tags).map((tag) => isSo(`${of === 'contact' || of === 'company' ? of : 'lead'}.tag.${tag}`));
    return match === 'all' ? { all: each } : match === 'none' ? { all: each.map(({ about }) => isNotSo(about)) } : { any: each };
  },
  'contact-history': ({ what, is, value }) =>
    what === undefined || what === 'new' || what === 'returning'
      ? { about: 'contact.history', in: [what === 'returning' ? 'returning' : 'new'] }
      : compared(`contact.history.${textOf(what)}`, is, numberOf(value)),
  'working-hours': ({ is, ...hours }) => ({ about: `hours:${keyOf(hours)}`, in: [is === 'outside' ? 'outside' : 'inside'] }),
  'time-elapsed': ({ since = 'last_message_in', is = 'at_least', amount = 1, unit = 'days' }) =>
    compared(`elapsed.${textOf(since)}`, is === 'less_than' ? 'less' : is, (numberOf(amount) ?? 1) * (MINUTES[textOf(unit)] ?? 1)),
  'field-value': fieldValue,
};

function fieldValue({ field, is, value }: Input): Logic {
  const [name, operator] = [textOf(field), textOf(is)];
  const [first = '', second = ''] = textsOf(value);
  switch (operator) {
    case 'is_empty':
    case 'is_not_empty':
      return operator === 'is_empty' ? isNotSo(`filled:${name}`) : isSo(`filled:${name}`);
    case 'is_checked':
    case 'is_not_checked':
      return operator === 'is_checked' ? isSo(`checked:${name}`) : isNotSo(`checked:${name}`);
    case 'equals':
    case 'not_equals': {
      const number = plainNumber(first);
      const equal: Logic =
        number === undefined ? { same: [textClaim(name, first), isSo(optionName(name, first))] } : compared(numberName(name), 'equals', number);
      return operator === 'equals' ? equal : negated(equal);
    }
    case 'one_of':
    case 'none_of': {
      const one: Logic = { any: textsOf(value).map((text) => isSo(optionName(name, text))) };
      return operator === 'one_of' ? one : negated(one);
    }
    case 'between': {
      const [low, high] = [plainNumber(first), plainNumber(second)];
      return low === undefined || high === undefined ? null : { about: numberName(name), low, high };
    }
    default:
      return compared(numberName(name), operator, plainNumber(first));
  }
}

function compared(about: string, is: unknown, value: number | undefined): Logic {
  if (value === undefined) return null;
  switch (is) {
    case 'equals':
      return { about, low: value, high: value };
    case 'not_equals':
      return negated({ about, low: value, high: value });
    case 'greater':
      return { about, low: value, high: Infinity, lowOpen: true };
    case 'less':
      return { about, low: -Infinity, high: value, highOpen: true };
    case 'at_least':
      return { about, low: value, high: Infinity };
    case 'at_most':
      return { about, low: -Infinity, high: value };
    default:
      return null;
  }
}

/** A tree as claims. A condition is also a claim of its own: the same one negated cannot hold beside it. */
export function reading(node: Node, constantsOfLeaf: ConstantsOfLeaf, stageKind: StageKind): Logic {
  if ('all' in node) return { all: node.all.map((one) => reading(one, constantsOfLeaf, stageKind)) };
  if ('any' in node) return { any: node.any.map((one) => reading(one, constantsOfLeaf, stageKind)) };
  if ('condition' in node) return { all: [ofLeaf(node), ...constantsOfLeaf(node).flatMap((constant) => ofConstant(constant, stageKind))] };
  // Of constants only one side is known, so they are left out under a negation.
  return negated(reading(node.not, () => [], stageKind));
}

function ofLeaf({ condition, input }: Leaf): Logic {
  const exact = Object.hasOwn(BY_CONDITION, condition) ? BY_CONDITION[condition]?.(input) : null;
  return { same: [exact ?? null, isSo(`${condition} ${keyOf(input)}`)] };
}

/** A card has one stage and one responsible user, but many tags. */
export function ofConstant({ fact, in: values }: Constant, stageKind: StageKind): Logic[] {
  if (fact === 'lead.tag') return [{ any: values.map((tag) => isSo(`lead.tag.${tag}`)) }];
  return fact === 'lead.stage' ? ofStages(values, stageKind) : [{ about: fact, in: values }];
}

/** A stage tells its pipeline and its kind. */
export function ofStages(stages: readonly string[], stageKind: StageKind): Claim[] {
  const kinds = stages.map(stageKind);
  return [
    { about: 'lead.stage', in: stages },
    { about: 'lead.pipeline', in: stages.map((stage) => stage.split(':', 1)[0] ?? '') },
    ...(kinds.includes(undefined) ? [] : [{ about: 'lead.stage.kind', in: kinds as string[] }]),
  ];
}

/** The same for what is the same, in whatever order its keys were written. */
export const keyOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** A number that is read in one way only: in `1.000` the point may part thousands. */
export const plainNumber = (text: string): number | undefined => (/^-?\d{1,15}(?:\.\d{1,2})?$/u.test(text) ? Number(text) : undefined);
/** Compared as people read: neither case nor space counts. */
export const textClaim = (field: string, text: string): Claim => ({ about: `text:${field}`, in: [folded(text)] });
/** A field may have several options at once. */
export const optionName = (field: string, text: string): string => `${field}=${folded(text)}`;
const folded = (text: string): string => text.trim().toLowerCase();
export const numberName = (field: string): string => (field === 'lead.price' ? field : `number:${field}`);

const some = (about: string, values: readonly string[]): Claim[] => (values.length > 0 ? [{ about, in: values }] : []);
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
