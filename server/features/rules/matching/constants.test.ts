import { describe, expect, it } from 'vitest';

import { type Constant } from '../../../sdk/types.ts';
import { constantsOf } from './constants.ts';
import { type Leaf, type Node } from '../definition.ts';

const stage = (...values: string[]): Node => ({ condition: 'stage', input: { values } });
const channel = (...values: string[]): Node => ({ condition: 'channel', input: { values } });
const other: Node = { condition: 'other', input: {} };
const of = ({ condition, input }: Leaf): Constant[] => {
  if (condition === 'other') return [];
  return [{ fact: condition === 'stage' ? 'lead.stage' : 'talk.channel', in: input['values'] as string[] }];
};

describe('what must be so', () => {
  it.each<[string, Node, Constant[]]>([
    ['nothing', { all: [] }, []],
    ['of a condition, its own', stage('1:2'), [{ fact: 'lead.stage', in: ['1:2'] }]],
    [
      'of all, all of them',
      { all: [stage('1:2'), other, channel('waba')] },
      [
        { fact: 'lead.stage', in: ['1:2'] },
        { fact: 'talk.channel', in: ['waba'] },
      ],
    ],
    [
      'of alternatives, what each of them needs',
      { any: [stage('1:2'), { all: [channel('waba'), stage('1:3', '1:2')] }] },
      [{ fact: 'lead.stage', in: ['1:2', '1:3'] }],
    ],
    ['of alternatives without a common fact, nothing', { any: [stage('1:2'), channel('waba')] }, []],
    ['of alternatives one of which asks something else, nothing', { any: [stage('1:2'), other] }, []],
    ['of a negation, nothing', { not: stage('1:2') }, []],
    ['beside a negation, the rest', { all: [{ not: stage('1:2') }, channel('waba')] }, [{ fact: 'talk.channel', in: ['waba'] }]],
  ])('%s', (_, tree, expected) => {
    expect(constantsOf(tree, of)).toEqual(expected);
  });
});
