/** Runs actions: what they would do in words, and what they ask for. */
import { type CrmUse } from '../egress/use.ts';
import { type Effect } from '../sdk/effects.ts';
import { type DomainEvent } from '../sdk/events.ts';
import { type Facts } from '../sdk/facts.ts';
import { type PreviewAbout } from '../sdk/types.ts';
import { bareContext, type ContextSources, fullContext } from './context.ts';
import { type Guard } from './guard.ts';
import { type Input, type Inputs } from './inputs.ts';
import { guardedEvent, guardedFacts } from './protect.ts';
import { type Registry } from './registry.ts';
import * as results from './results.ts';

const USE: CrmUse = { priority: 'background', feature: 'rules' };
const MOST_EFFECTS = 20;

interface Deps {
  registry: Registry;
  guard: Guard;
  inputs: Inputs;
  sources: ContextSources;
}

export class Actions {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async preview(accountId: string, actionId: string, input: Input, { event, facts, language }: PreviewAbout): Promise<string> {
    const { registry, guard, inputs } = this.#deps;
    await registry.load();
    const action = registry.need('action', actionId);
    return guard.run<string>({
      plugin: action,
      accountId,
      call: 'preview',
      effect: false,
      check: results.previewText,
      run: () => action.preview(inputs.parse(action, input), { event: guardedEvent(event), facts: guardedFacts(facts), language }),
    });
  }

  async act(accountId: string, actionId: string, input: Input, event: DomainEvent, { facts, key }: { facts: Facts; key: string }): Promise<Effect[]> {
    const { registry, guard, inputs, sources } = this.#deps;
    await registry.load();
    const action = registry.need('action', actionId);
    const bare = await bareContext(action, accountId, sources);
    const asked = new Asked();
    await guard.run<void>({
      plugin: action,
      accountId,
      call: 'run',
      effect: false,
      check: () => asked.refuseFaulty(),
      run: (time) => {
        const ctx = { ...fullContext(action, { accountId, use: USE }, bare, time, sources), facts: guardedFacts(facts), key, enqueue: asked.enqueue };
        return action.run(inputs.parse(action, input), guardedEvent(event), ctx);
      },
    });
    return asked.close();
  }
}

/** What one run enqueues. A fault stays one, also where the plugin swallows it. */
class Asked {
  readonly #effects: Effect[] = [];
  #fault: Error | undefined;
  #isOver = false;

  readonly enqueue = (effect: Effect): void => {
    if (this.#isOver) throw new Error('The run is over: await everything before run() ends.');
    if (this.#effects.length >= MOST_EFFECTS) throw this.#noted(new Error(`An action may ask for at most ${MOST_EFFECTS} effects.`));
    try {
      this.#effects.push(results.effect(effect));
    } catch (cause) {
      throw this.#noted(new Error(results.whatIsWrong(cause, `effect ${this.#effects.length + 1}`), { cause }));
    }
  };

  refuseFaulty(): void {
    if (this.#fault) throw this.#fault;
  }

  close(): Effect[] {
    this.#isOver = true;
    return this.#effects;
  }

  #noted(fault: Error): Error {
    this.#fault ??= fault;
    return fault;
  }
}
