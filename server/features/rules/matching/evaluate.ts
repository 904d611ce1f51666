/** Asks a tree of conditions. Yes, no, or not known yet: what an answer from outside would have to decide. */
import { Retry } from '../../../sdk/errors.ts';
import { type Tested } from '../../../sdk/types.ts';
import { isLeaf, type Leaf, type Node } from '../definition.ts';
import { type LeafResult } from '../schema.ts';

export interface Judged {
  /** Undefined: not known yet. */
  holds: boolean | undefined;
  results: LeafResult[];
  /** All but one of the conditions that stand side by side at the top held. */
  isNear: boolean;
  /** A condition failed: the rule cannot be judged. */
  error: unknown;
}

/** Answers at once where the plugin does. */
export type Ask = (leaf: Leaf) => Tested | Promise<Tested>;

/** No promise is made where no condition needs one: most rules are judged in one go. */
export function evaluate(tree: Node, ask: Ask): Judged | Promise<Judged> {
  const asking = new Asking(ask);
  const first = asking.judge(tree);
  if (asking.pending.length === 0) return first;
  return later(tree, asking, first);
}

async function later(tree: Node, asking: Asking, first: Judged): Promise<Judged> {
  let judged = first;
  // Also of answers that are not needed any more: nothing may run on behind a transaction's back.
  while (asking.pending.length > 0) {
    await Promise.all(asking.pending.splice(0));
    judged = asking.judge(tree);
  }
  return judged;
}

type Verdict = boolean | undefined;

class Asking {
  readonly #ask: Ask;
  readonly #answers = new Map<string, LeafResult>();
  readonly pending: Promise<void>[] = [];
  #error: unknown;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  judge(tree: Node): Judged {
    const holds = this.#node(tree, '');
    const isNear = holds === false && 'all' in tree && tree.all.length > 1 && this.#isNear(tree.all);
    return { holds: this.#error === undefined ? holds : undefined, results: [...this.#answers.values()], isNear, error: this.#error };
  }

  /** Looks at the rest until a second one does not hold. */
  #isNear(children: readonly Node[]): boolean {
    let misses = 0;
    for (const [index, child] of children.entries()) {
      if (this.#node(child, `all.${index}`) !== true) misses += 1;
      if (misses > 1) return false;
    }
    return true;
  }

  #node(node: Node, path: string): Verdict {
    if (isLeaf(node)) return this.#leaf(node, path);
    const at = path === '' ? '' : `${path}.`;
    if ('not' in node) {
      const inner = this.#node(node.not, `${at}not`);
      return inner === undefined ? undefined : !inner;
    }
    const isAll = 'all' in node;
    const children = isAll ? node.all : node.any;
    let verdict: Verdict = isAll;
    for (const [index, child] of children.entries()) {
      const answer = this.#node(child, `${at}${isAll ? 'all' : 'any'}.${index}`);
      if (answer === !isAll) return answer;
      if (answer === undefined) verdict = undefined;
    }
    return verdict;
  }

  #leaf(leaf: Leaf, path: string): Verdict {
    const known = this.#answers.get(path);
    if (known) return known.holds ?? undefined;
    const result: LeafResult = { path, condition: leaf.condition, holds: null };
    this.#answers.set(path, result);
    try {
      const answer = this.#ask(leaf);
      if (!(answer instanceof Promise)) return take(result, answer);
      this.pending.push(answer.then((tested) => void take(result, tested)).catch((error: unknown) => this.#fail(result, error)));
    } catch (error) {
      this.#fail(result, error);
    }
    return undefined;
  }

  #fail(result: LeafResult, error: unknown): void {
    if (error instanceof Retry) return;
    result.error = (error instanceof Error ? error.message : String(error)).slice(0, 300);
    this.#error ??= error;
  }
}

function take(result: LeafResult, { holds, found }: Tested): boolean {
  result.holds = holds;
  if (found !== undefined) result.found = typeof found === 'object' && found !== null ? [...found] : found;
  return holds;
}
