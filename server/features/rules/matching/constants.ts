/** What must be so for a tree to hold, told from its conditions alone: rules are found by it instead of being asked. */
import { type Constant } from '../../../sdk/types.ts';
import { type Leaf, type Node } from '../definition.ts';

/** `of`: what a condition says of itself. */
export function constantsOf(node: Node, of: (leaf: Leaf) => readonly Constant[]): readonly Constant[] {
  if ('condition' in node) return of(node);
  if ('all' in node) return node.all.flatMap((child) => constantsOf(child, of));
  if ('any' in node) return eitherOf(node.any.map((child) => constantsOf(child, of)));
  return [];
}

/** One of the alternatives holds, so a fact that each of them asks for has one of all their values. */
function eitherOf(alternatives: readonly (readonly Constant[])[]): Constant[] {
  const [first = [], ...others] = alternatives;
  return first.flatMap(({ fact, in: values }) => {
    const rest = others.map((constants) => constants.find((constant) => constant.fact === fact));
    return rest.every((constant) => constant !== undefined) ? [{ fact, in: [...new Set([...values, ...rest.flatMap((constant) => constant.in)])] }] : [];
  });
}
