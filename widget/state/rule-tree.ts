/**
 * The conditions (and the actions) of a rule as the editor holds them: every node has a key that stays while it is moved,
 * and "not" is a mark on a node. Everything here is pure; a change is a new tree.
 */
import { type Dict } from './read.ts';
import { type Node as Condition, type RuleAction } from './rules.ts';

export interface PartNode {
  key: string;
  kind: 'part';
  not: boolean;
  /** The plugin's. */
  id: string;
  input: Dict;
}

export interface GroupNode {
  key: string;
  kind: 'group';
  not: boolean;
  mode: 'all' | 'any';
  children: readonly TreeNode[];
}

export type TreeNode = PartNode | GroupNode;

/** A place between two nodes. */
export interface Slot {
  parent: string;
  index: number;
}

/** As the server's limits. */
export const DEPTH_MAX = 6;
const NODES_MAX = 60;
export const ACTIONS_MAX = 20;

let count = 0;
const fresh = (): string => `n${(count += 1)}`;

export const newPart = (id: string, input: Dict = {}): PartNode => ({ key: fresh(), kind: 'part', not: false, id, input });
export const newGroup = (children: readonly TreeNode[] = [], mode: GroupNode['mode'] = 'all'): GroupNode => ({
  key: fresh(),
  kind: 'group',
  not: false,
  mode,
  children,
});

/** `{not: {not: x}}` is x. */
const nodeOf = (condition: Condition): TreeNode => {
  if ('not' in condition) {
    const inner = nodeOf(condition.not);
    return { ...inner, not: !inner.not };
  }
  if ('condition' in condition) return newPart(condition.condition, condition.input);
  return 'all' in condition ? newGroup(condition.all.map(nodeOf)) : newGroup(condition.any.map(nodeOf), 'any');
};

/** The tree of a rule: always a group at the top, with a key of its own. */
export const treeOf = (conditions: Condition): GroupNode => {
  const node = nodeOf(conditions);
  return { ...(node.kind === 'group' ? node : newGroup([node])), key: 'conditions' };
};

export const stepsOf = (actions: readonly RuleAction[]): GroupNode => ({
  ...newGroup(actions.map(({ action, input }) => newPart(action, input))),
  key: 'actions',
});

const paths = (path: string, node: TreeNode, into: Map<string, string>): Condition => {
  into.set(path, node.key);
  if (node.not) return { not: paths(`${path}.not`, { ...node, not: false }, into) };
  if (node.kind === 'part') return { condition: node.id, input: node.input };
  const children = node.children.map((child, index) => paths(`${path}.${node.mode}.${index}`, child, into));
  return node.mode === 'all' ? { all: children } : { any: children };
};

/** The conditions as the API has them; `places` learns which node stands where. A rule without conditions holds always. */
export const conditionsOf = (root: GroupNode, places: Map<string, string>): Condition =>
  root.children.length === 0 ? { all: [] } : paths('conditions', root, places);

export const actionsOf = (root: GroupNode, places: Map<string, string>): RuleAction[] =>
  root.children.flatMap((node, index) => {
    places.set(`actions.${index}`, node.key);
    return node.kind === 'part' ? [{ action: node.id, input: node.input }] : [];
  });

const childrenOf = (node: TreeNode): readonly TreeNode[] => (node.kind === 'group' ? node.children : []);

export const allNodes = (node: TreeNode): TreeNode[] => [node, ...childrenOf(node).flatMap(allNodes)];

export const find = (root: TreeNode, key: string): TreeNode | undefined => allNodes(root).find((node) => node.key === key);

/** Where a node stands; nothing for the top. */
export const placeOf = (root: TreeNode, key: string): { parent: GroupNode; index: number } | undefined => {
  for (const node of allNodes(root)) {
    const index = childrenOf(node).findIndex((child) => child.key === key);
    if (index >= 0) return { parent: node as GroupNode, index };
  }
  return undefined;
};

export const update = <N extends TreeNode>(root: N, key: string, change: (node: TreeNode) => TreeNode): N => {
  if (root.key === key) return change(root) as N;
  if (root.kind !== 'group' || !find(root, key)) return root;
  return { ...root, children: root.children.map((child) => update(child, key, change)) };
};

const withChildren = (root: GroupNode, key: string, change: (children: readonly TreeNode[]) => readonly TreeNode[]): GroupNode =>
  update(root, key, (node) => (node.kind === 'group' ? { ...node, children: change(node.children) } : node));

export const insert = (root: GroupNode, { parent, index }: Slot, node: TreeNode): GroupNode =>
  withChildren(root, parent, (children) => children.toSpliced(index, 0, node));

export const remove = (root: GroupNode, key: string): GroupNode => {
  const place = placeOf(root, key);
  return place ? withChildren(root, place.parent.key, (children) => children.filter((child) => child.key !== key)) : root;
};

/** Indices of `slot` are of the tree as it is, the moved node still in it. */
export const move = (root: GroupNode, key: string, slot: Slot): GroupNode => {
  const node = find(root, key);
  const place = placeOf(root, key);
  if (!node || !place || find(node, slot.parent)) return root;
  const shift = place.parent.key === slot.parent && place.index < slot.index ? 1 : 0;
  return insert(remove(root, key), { parent: slot.parent, index: slot.index - shift }, node);
};

export const wrap = (root: GroupNode, key: string, group: GroupNode = newGroup()): GroupNode => update(root, key, (node) => ({ ...group, children: [node] }));

export const copyOf = (node: TreeNode): TreeNode =>
  node.kind === 'part' ? { ...node, key: fresh(), input: structuredClone(node.input) } : { ...node, key: fresh(), children: node.children.map(copyOf) };

/** Levels below and with this node, as the server counts them: `not` is one too. */
const heightOf = (node: TreeNode): number =>
  (node.not ? 1 : 0) + (node.kind === 'group' && node.children.length > 0 ? 1 + Math.max(...node.children.map(heightOf)) : 0);

const levelOf = (root: GroupNode, key: string): number => {
  const node = find(root, key);
  const place = placeOf(root, key);
  return (node?.not ? 1 : 0) + (place ? 1 + levelOf(root, place.parent.key) : 0);
};

/** Conditions and groups, as the server counts them. */
export const sizeOf = (node: TreeNode): number => 1 + (node.not ? 1 : 0) + childrenOf(node).reduce((sum, child) => sum + sizeOf(child), 0);

export const fits = (root: GroupNode): boolean => heightOf(root) <= DEPTH_MAX && sizeOf(root) <= NODES_MAX;

/** May something that is so high stand in this group? */
export const hasRoom = (root: GroupNode, parent: string, node: TreeNode): boolean => levelOf(root, parent) + 1 + heightOf(node) <= DEPTH_MAX;

/** Every place to which a node may be moved, from top to bottom; its own is among them once. */
export const slotsFor = (root: GroupNode, key: string): Slot[] => {
  const moving = find(root, key);
  if (!moving) return [];
  const inside = (group: GroupNode): Slot[] => {
    const own = group.children.findIndex((child) => child.key === key);
    const open = own >= 0 || hasRoom(root, group.key, moving);
    // Before it and behind it is the same place.
    const at = (index: number): Slot[] => (open && !(own >= 0 && index === own + 1) ? [{ parent: group.key, index }] : []);
    const between = group.children.flatMap((child, index) => [...at(index), ...(child.kind === 'group' && child.key !== key ? inside(child) : [])]);
    return [...between, ...at(group.children.length)];
  };
  return inside(root);
};
