import { Tree } from './tree.ts';

const MARKS = ['id', 'uid', 'talk_id', 'note', 'chat_id'];

/**
 * The rows under an action, however they are wrapped: a list or a map (`[0]`, `["0"]`), wrapped
 * twice (`task[update][0][0]`), the row itself, or bare ids (`leads[delete]=123`).
 */
export function rowsOf(node: Tree): Tree[] {
  if (isRow(node)) return [node];
  if (node.size === 0) return [bare(node)];
  return node.children().flatMap((child) => {
    if (isRow(child)) return [child];
    const inner = child.children().filter(isRow);
    if (inner.length > 0) return inner;
    return [child.size === 0 ? bare(child) : child];
  });
}

const isRow = (node: Tree): boolean => MARKS.some((mark) => node.at(mark));

function bare(id: Tree): Tree {
  const row = new Tree();
  row.set('id', id);
  return row;
}
