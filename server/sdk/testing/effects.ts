import { type Effect, type Effects } from '../effects.ts';
import { type Facts } from '../facts.ts';

import { fakeFacts } from './facts.ts';

const MOST = 20;

/** What an action gets beside its context, with what it asked for open to the test. */
export interface FakeEffects extends Effects {
  effects: Effect[];
}

/** For `plugin.run(input, event, { ...fakeContext(plugin.settings), ...fakeEffects(facts) })`; refuses more than 20 effects, as the product does. */
export function fakeEffects(facts: Facts = fakeFacts()): FakeEffects {
  const effects: Effect[] = [];
  return {
    facts,
    key: 'run-1',
    effects,
    enqueue: (effect) => {
      if (effects.length >= MOST) throw new Error(`An action may ask for at most ${MOST} effects.`);
      effects.push(structuredClone(effect));
    },
  };
}
