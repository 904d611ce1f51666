/** What can be done to a node of the editor, as changes of the draft. */
import { type RuleEditor } from '../../../../state/rule-editor.ts';
import {
  ACTIONS_MAX,
  copyOf,
  find,
  fits,
  type GroupNode,
  insert,
  move,
  newGroup,
  newPart,
  placeOf,
  remove,
  sizeOf,
  slotsFor,
  type TreeNode,
  update,
  wrap,
} from '../../../../state/rule-tree.ts';
import { type Root } from './drag.ts';

const change = (editor: RuleEditor, root: Root, with_: (tree: GroupNode) => GroupNode): void =>
  editor.change((draft) => ({ ...draft, [root]: with_(draft[root]) }));

const treeOf = (editor: RuleEditor, root: Root): GroupNode => editor.draft.value[root];

/** May this be? Fewer conditions, groups, levels and actions than the server allows. */
const allowed = (root: Root, tree: GroupNode): boolean => (root === 'actions' ? tree.children.length <= ACTIONS_MAX : fits(tree));

const appended = (tree: GroupNode, parent: string, node: TreeNode): GroupNode => {
  const group = find(tree, parent);
  return insert(tree, { parent, index: group?.kind === 'group' ? group.children.length : 0 }, node);
};

const sample = newPart('');

export const canAdd = (editor: RuleEditor, root: Root, parent: string): boolean => allowed(root, appended(treeOf(editor, root), parent, sample));

/** A group alone is worth nothing: there must be room for a condition in it. */
export const canGroup = (editor: RuleEditor, parent: string): boolean =>
  allowed('conditions', appended(treeOf(editor, 'conditions'), parent, newGroup([sample])));

/** The key of what was added. */
export const add = (editor: RuleEditor, root: Root, parent: string, node: TreeNode): string => {
  change(editor, root, (tree) => appended(tree, parent, node));
  return node.key;
};

export const negate = (editor: RuleEditor, key: string): void =>
  change(editor, 'conditions', (tree) => update(tree, key, (node) => ({ ...node, not: !node.not })));

export const canNegate = (editor: RuleEditor, key: string): boolean =>
  allowed(
    'conditions',
    update(treeOf(editor, 'conditions'), key, (node) => ({ ...node, not: !node.not })),
  );

export const canWrap = (editor: RuleEditor, key: string): boolean => allowed('conditions', wrap(treeOf(editor, 'conditions'), key));

export const wrapIn = (editor: RuleEditor, key: string): void => change(editor, 'conditions', (tree) => wrap(tree, key, newGroup()));

const copied = (tree: GroupNode, key: string): { tree: GroupNode; key: string } | undefined => {
  const [node, place] = [find(tree, key), placeOf(tree, key)];
  if (!node || !place) return undefined;
  const copy = copyOf(node);
  return { tree: insert(tree, { parent: place.parent.key, index: place.index + 1 }, copy), key: copy.key };
};

export const canDuplicate = (editor: RuleEditor, root: Root, key: string): boolean => {
  const tree = treeOf(editor, root);
  const node = find(tree, key);
  // Nothing gets deeper by it, so the numbers decide.
  return (
    node !== undefined &&
    (root === 'actions'
      ? tree.children.length < ACTIONS_MAX
      : fits({ ...tree, children: [...tree.children, ...Array.from({ length: sizeOf(node) }, () => sample)] }))
  );
};

export const duplicate = (editor: RuleEditor, root: Root, key: string): string | undefined => {
  const result = copied(treeOf(editor, root), key);
  if (result) change(editor, root, () => result.tree);
  return result?.key;
};

/** One place up or down, through groups as well. */
export const nudge = (editor: RuleEditor, root: Root, key: string, by: 1 | -1): void => {
  const slot = neighbour(editor, root, key, by);
  if (slot) change(editor, root, (tree) => move(tree, key, slot));
};

export const neighbour = (editor: RuleEditor, root: Root, key: string, by: 1 | -1) => {
  const tree = treeOf(editor, root);
  const place = placeOf(tree, key);
  const slots = slotsFor(tree, key);
  const home = slots.findIndex((slot) => slot.parent === place?.parent.key && slot.index === place.index);
  return home < 0 ? undefined : slots[home + by];
};

/** Takes a node away; the key of what stands there now, or of the group that has become empty. */
export const drop = (editor: RuleEditor, root: Root, key: string): { key: string; isEmpty: boolean } | undefined => {
  const place = placeOf(treeOf(editor, root), key);
  if (!place) return undefined;
  change(editor, root, (tree) => remove(tree, key));
  const next = place.parent.children[place.index + 1] ?? place.parent.children[place.index - 1];
  return next ? { key: next.key, isEmpty: false } : { key: place.parent.key, isEmpty: true };
};

export const setNode = (editor: RuleEditor, root: Root, key: string, with_: (node: TreeNode) => TreeNode, typing?: string): void =>
  editor.change((draft) => ({ ...draft, [root]: update(draft[root], key, with_) }), typing);
