// @vitest-environment node
import { describe, expect, test } from 'vitest';

import {
  actionsOf,
  allNodes,
  conditionsOf,
  copyOf,
  DEPTH_MAX,
  find,
  fits,
  type GroupNode,
  hasRoom,
  insert,
  move,
  newGroup,
  newPart,
  placeOf,
  remove,
  slotsFor,
  stepsOf,
  treeOf,
  wrap,
} from './rule-tree.ts';
import { type Node } from './rules.ts';

const leaf = (condition: string): Node => ({ condition, input: {} });
const written = (tree: GroupNode): Node => conditionsOf(tree, new Map());
const keyOf = (tree: GroupNode, id: string): string => allNodes(tree).find((node) => node.kind === 'part' && node.id === id)?.key ?? '';

/** The same numbers every time. */
const dice = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return seed / 2 ** 31;
};
const anyTree = (random: () => number, depth = 0): Node => {
  const kind = Math.floor(random() * (depth > 3 ? 1 : 4));
  const children = (): Node[] => Array.from({ length: 1 + Math.floor(random() * 3) }, () => anyTree(random, depth + 1));
  if (kind === 1) return { all: children() };
  if (kind === 2) return { any: children() };
  if (kind === 3) return { not: anyTree(random, depth + 1) };
  return leaf(`c${Math.floor(random() * 1000)}`);
};
/** As `treeOf` keeps it: a group at the top, no "not not". */
const plain = (node: Node, top = true): Node => {
  if ('not' in node) return 'not' in node.not ? plain(node.not.not, top) : top && 'condition' in node.not ? { all: [node] } : { not: plain(node.not, false) };
  if ('all' in node) return { all: node.all.map((child) => plain(child, false)) };
  if ('any' in node) return { any: node.any.map((child) => plain(child, false)) };
  return top ? { all: [node] } : node;
};

test('what the API has comes back as it was', () => {
  const random = dice(7);
  for (let index = 0; index < 300; index++) {
    const node = plain(anyTree(random));
    expect(written(treeOf(node))).toEqual(node);
  }
});

test.each([
  [leaf('a'), { all: [leaf('a')] }],
  [{ not: leaf('a') }, { all: [{ not: leaf('a') }] }],
  [{ not: { not: { any: [leaf('a')] } } }, { any: [leaf('a')] }],
  [{ not: { any: [leaf('a')] } }, { not: { any: [leaf('a')] } }],
  [{ any: [] }, { all: [] }],
] as [Node, Node][])('%j is held as %j', (given, kept) => {
  expect(written(treeOf(given))).toEqual(kept);
});

test('each place knows its node, also within "not"', () => {
  const tree = treeOf({ all: [leaf('a'), { not: { any: [leaf('b')] } }] });
  const places = new Map<string, string>();
  conditionsOf(tree, places);
  expect(places.get('conditions')).toBe('conditions');
  expect(places.get('conditions.all.0')).toBe(keyOf(tree, 'a'));
  expect(places.get('conditions.all.1')).toBe(places.get('conditions.all.1.not'));
  expect(places.get('conditions.all.1.not.any.0')).toBe(keyOf(tree, 'b'));
  const steps = stepsOf([{ action: 'x', input: { a: 1 } }]);
  expect(actionsOf(steps, places)).toEqual([{ action: 'x', input: { a: 1 } }]);
  expect(places.get('actions.0')).toBe(keyOf(steps, 'x'));
});

describe('moves', () => {
  const tree = treeOf({ all: [leaf('a'), { any: [leaf('b'), leaf('c')] }, leaf('d')] });
  const group = placeOf(tree, keyOf(tree, 'b'))?.parent.key ?? '';
  const shape = (after: GroupNode): string => JSON.stringify(written(after)).replace(/\{"condition":"(\w)","input":\{\}\}/gu, '$1');

  test('every place is offered from top to bottom, its own once', () => {
    expect(slotsFor(tree, keyOf(tree, 'd')).map(({ parent, index }) => `${parent === group ? 'any' : 'all'}${index}`)).toEqual([
      'all0',
      'all1',
      'any0',
      'any1',
      'any2',
      'all2',
    ]);
    // Not into itself.
    expect(slotsFor(tree, group).every(({ parent }) => parent === 'conditions')).toBe(true);
  });

  test.each([
    ['d', 'any', 1, '{"all":[a,{"any":[b,d,c]}]}'],
    ['b', 'all', 0, '{"all":[b,a,{"any":[c]},d]}'],
    ['a', 'all', 3, '{"all":[{"any":[b,c]},d,a]}'],
    ['a', 'all', 0, '{"all":[a,{"any":[b,c]},d]}'],
    ['c', 'any', 0, '{"all":[a,{"any":[c,b]},d]}'],
  ])('%s to %s %i', (id, parent, index, wanted) => {
    expect(shape(move(tree, keyOf(tree, id), { parent: parent === 'any' ? group : 'conditions', index }))).toBe(wanted);
  });

  test('nothing is lost or doubled, wherever anything goes', () => {
    const random = dice(11);
    let now = tree;
    for (let index = 0; index < 500; index++) {
      const nodes = allNodes(now).slice(1);
      const key = nodes[Math.floor(random() * nodes.length)]?.key ?? '';
      const slots = slotsFor(now, key);
      const slot = slots[Math.floor(random() * slots.length)];
      if (slot) now = move(now, key, slot);
      expect(
        allNodes(now)
          .map((node) => node.key)
          .toSorted(),
      ).toEqual(
        allNodes(tree)
          .map((node) => node.key)
          .toSorted(),
      );
      expect(fits(now)).toBe(true);
    }
  });

  test('into itself, or of what is not there, changes nothing', () => {
    expect(move(tree, group, { parent: group, index: 0 })).toBe(tree);
    expect(move(tree, 'nobody', { parent: group, index: 0 })).toBe(tree);
    expect(remove(tree, 'nobody')).toBe(tree);
    expect(slotsFor(tree, 'nobody')).toEqual([]);
  });
});

test('a copy has keys and values of its own', () => {
  const node = newGroup([newPart('a', { list: [1] })]);
  const copy = copyOf(node);
  const [own] = copy.kind === 'group' ? copy.children : [];
  expect(copy.key).not.toBe(node.key);
  expect(own).toMatchObject({ id: 'a', input: { list: [1] } });
  expect(own?.kind === 'part' && own.input['list']).not.toBe(node.children[0]?.kind === 'part' && node.children[0].input['list']);
});

test('as deep as the server allows, and no deeper', () => {
  let tree = treeOf({ all: [leaf('a')] });
  for (let level = 1; level < DEPTH_MAX; level++) {
    tree = wrap(tree, keyOf(tree, 'a'));
    expect(fits(tree)).toBe(true);
  }
  const inner = placeOf(tree, keyOf(tree, 'a'))?.parent.key ?? '';
  expect(hasRoom(tree, inner, newPart('b'))).toBe(true);
  expect(hasRoom(tree, inner, newGroup([newPart('b')]))).toBe(false);
  expect(fits(wrap(tree, keyOf(tree, 'a')))).toBe(false);
  const negated = insert(tree, { parent: inner, index: 0 }, { ...newPart('b'), not: true });
  expect(fits(negated)).toBe(false);
  expect(find(tree, inner)).toBeDefined();
});
