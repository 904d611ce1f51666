import { type EventName } from '../../../sdk/events.ts';
import { type ActionEffects, effectsOf, type Write } from './action-effects.ts';
import { constantsOf } from '../matching/constants.ts';
import { eventOf, type Node, type RuleDefinition } from '../definition.ts';
import { type Claim, Claims, isNotSo, isSo, type Logic, required } from './claims.ts';
import { type ConstantsOfLeaf, keyOf, numberName, ofConstant, ofStages, optionName, plainNumber, reading, type StageKind, textClaim } from './readings.ts';

export interface ConflictRule {
  id: string;
  definition: RuleDefinition;
}

/** A rule with all that is asked of it when it is held against others. */
export interface ReadRule {
  id: string;
  event: EventName;
  definition: RuleDefinition;
  /** When it holds. */
  logic: Logic;
  /** What is so when it holds. */
  claims: Claims;
  /** The same for trees that ask the same; empty for one that asks nothing. */
  tree: string;
  actions: readonly ActionEffects[];
  /** By field; the last word counts. */
  writes: ReadonlyMap<string, Write>;
}

export function readRule({ id, definition }: ConflictRule, constantsOfLeaf: ConstantsOfLeaf, stageKind: StageKind): ReadRule {
  const logic = reading(definition.conditions, constantsOfLeaf, stageKind);
  const constants = constantsOf(definition.conditions, constantsOfLeaf).flatMap((constant) => [...required({ all: ofConstant(constant, stageKind) })]);
  const actions = definition.actions.map(({ action, input }) => effectsOf(action, input));
  return {
    id,
    event: eventOf(definition.trigger),
    definition,
    logic,
    claims: new Claims([...required(logic), ...constants]),
    tree: treeKey(definition.conditions),
    actions,
    writes: new Map(actions.flatMap(({ writes }) => writes.map((write) => [write.field, write] as const))),
  };
}

/** Highest first; of equal ones as they were given. */
export const byPriority = (rules: readonly ReadRule[]): ReadRule[] => rules.toSorted((a, b) => b.definition.priority - a.definition.priority);

export const exclude = (a: ReadRule, b: ReadRule): boolean => a.claims.ruleOut(b.logic) || b.claims.ruleOut(a.logic);

/** What is known of a card into which this was written. */
export function* claimsOfWrites(writes: Iterable<Write>, stageKind: StageKind): Generator<Claim> {
  for (const { field, value } of writes) {
    if (value === undefined) continue;
    if (field === 'lead.stage') yield* ofStages([value], stageKind);
    else if (field.includes('.tag.')) yield value === 'yes' ? isSo(field) : isNotSo(field);
    else yield* claimsOfValue(field, value);
  }
}

function* claimsOfValue(field: string, value: string): Generator<Claim> {
  const number = plainNumber(value);
  yield { about: field, in: [value] };
  yield textClaim(field, value);
  yield isSo(optionName(field, value));
  // A price of 0 counts as none.
  if (value !== '0') yield value === '' ? isNotSo(`filled:${field}`) : isSo(`filled:${field}`);
  if (number !== undefined) yield { about: numberName(field), low: number, high: number };
}

/** Groups within groups of one sort, single children and the order say nothing. */
function treeKey(node: Node): string {
  if ('condition' in node) return keyOf({ condition: node.condition, input: node.input });
  if ('not' in node) return `not(${treeKey(node.not)})`;
  const name = 'all' in node ? 'all' : 'any';
  const parts = [...flat(node, name)].map(treeKey).filter((part) => name === 'any' || part !== '');
  const [only] = parts;
  if (parts.length < 2) return only ?? '';
  return `${name}(${[...new Set(parts)].toSorted().join(',')})`;
}

function* flat(node: Node, name: 'all' | 'any'): Generator<Node> {
  const children = name === 'all' && 'all' in node ? node.all : name === 'any' && 'any' in node ? node.any : undefined;
  if (!children) yield node;
  else for (const child of children) yield* flat(child, name);
}
