import { describe, expect, it, vi } from 'vitest';

import { Retry } from '../../../sdk/errors.ts';
import { type Leaf, type Node } from '../definition.ts';
import { type Ask, evaluate, type Judged } from './evaluate.ts';

const leaf = (condition: string): Node => ({ condition, input: {} });
const [yes, no, later, laterNo, unknown, broken] = ['yes', 'no', 'later', 'later-no', 'unknown', 'broken'].map(leaf) as [Node, Node, Node, Node, Node, Node];

const answers: Record<string, (leaf: Leaf) => ReturnType<Ask>> = {
  yes: () => ({ holds: true, found: 1 }),
  no: () => ({ holds: false, found: 'x' }),
  later: async () => ({ holds: true }),
  'later-no': async () => ({ holds: false }),
  unknown: () => {
    throw new Retry('not yet');
  },
  broken: async () => {
    throw new Error('a bug');
  },
};
const ask: Ask = (one) => answers[one.condition]!(one);
const holds = async (tree: Node): Promise<boolean | undefined> => (await evaluate(tree, ask)).holds;

describe('a tree', () => {
  it.each<[Node, boolean | undefined]>([
    [{ all: [] }, true],
    [yes, true],
    [no, false],
    [{ all: [yes, yes] }, true],
    [{ all: [yes, no] }, false],
    [{ any: [no, yes] }, true],
    [{ any: [no, no] }, false],
    [{ not: no }, true],
    [{ not: { any: [no, { all: [yes, { not: no }] }] } }, false],
    [{ all: [later, yes] }, true],
    [{ all: [later, laterNo] }, false],
    [{ any: [laterNo, { not: laterNo }] }, true],
    [{ all: [unknown, yes] }, undefined],
    [{ all: [unknown, no] }, false],
    [{ any: [unknown, no] }, undefined],
    [{ any: [unknown, yes] }, true],
    [{ not: unknown }, undefined],
    [{ all: [broken] }, undefined],
  ])('%j: %s', async (tree, expected) => {
    expect(await holds(tree)).toBe(expected);
  });

  it('is judged without a promise where no condition makes one', () => {
    expect(evaluate({ all: [yes, { any: [no, yes] }] }, ask)).not.toBeInstanceOf(Promise);
  });

  it('says what was found, where, and what was not asked', async () => {
    const judged = await evaluate({ all: [yes, { any: [yes, no] }] }, ask);
    expect(judged.results).toEqual([
      { path: 'all.0', condition: 'yes', holds: true, found: 1 },
      { path: 'all.1.any.0', condition: 'yes', holds: true, found: 1 },
    ]);
  });

  it('asks each condition once, also when others answer later', async () => {
    const counted = vi.fn<Ask>(ask);
    await evaluate({ all: [later, yes, later] }, counted);
    expect(counted).toHaveBeenCalledTimes(3);
  });

  it('waits for what it began to ask, although it is not needed any more', async () => {
    let ended = false;
    const slow: Ask = (one) => {
      if (one.condition !== 'slow') return ask(one);
      return (async () => {
        await Promise.resolve();
        ended = true;
        return { holds: true };
      })();
    };
    expect((await evaluate({ all: [leaf('slow'), no] }, slow)).holds).toBe(false);
    expect(ended).toBe(true);
  });

  it('names the error of a condition that failed', async () => {
    const judged = await evaluate({ all: [yes, broken] }, ask);
    expect(judged.error).toBeInstanceOf(Error);
    expect(judged.results.at(-1)).toMatchObject({ path: 'all.1', holds: null, error: 'a bug' });
  });
});

describe('a near miss', () => {
  const isNear = async (tree: Node): Promise<boolean> => ((await evaluate(tree, ask)) as Judged).isNear;

  it.each<[Node, boolean]>([
    [{ all: [yes, no] }, true],
    [{ all: [no, yes, yes] }, true],
    [{ all: [no, no, yes] }, false],
    [{ all: [no] }, false],
    [{ all: [yes, yes] }, false],
    [{ any: [no, no] }, false],
    [no, false],
    [{ all: [no, { any: [no, yes] }] }, true],
    [{ all: [no, unknown] }, false],
  ])('%j: %s', async (tree, expected) => {
    expect(await isNear(tree)).toBe(expected);
  });
});
