/** Asks conditions: once for a hook, or a million times for a replay. */
import { Refuse } from '../sdk/errors.ts';
import { type DomainEvent } from '../sdk/events.ts';
import { type Facts } from '../sdk/facts.ts';
import { type Bare, type Constant, type Tested } from '../sdk/types.ts';
import { type Guard } from './guard.ts';
import { type Input, type Inputs } from './inputs.ts';
import { guardedEvent, guardedFacts } from './protect.ts';
import { type Of, type Registry } from './registry.ts';
import * as results from './results.ts';
import { type ShortContexts } from './short-contexts.ts';
import { type Standings } from './standings.ts';

/**
 * The conditions of one account, with its settings and standings read. Meant for one event or one batch of work: it
 * does not hear of what is changed after it was made, so ask for a new one every few seconds.
 */
export interface Tester {
  /**
   * Answers at once where the plugin does. @throws PluginUnavailable, Retry while it rests, Refuse('invalid') for an
   * input or settings that do not fit, PluginError; in the same way by the promise
   */
  test(conditionId: string, input: Input, event: DomainEvent, facts: Facts): Tested | Promise<Tested>;
}

interface Deps {
  registry: Registry;
  standings: Standings;
  contexts: ShortContexts;
  guard: Guard;
  inputs: Inputs;
}

export class Conditions {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async tester(accountId: string): Promise<Tester> {
    const { registry, standings, contexts } = this.#deps;
    await registry.load();
    const conditions = registry.loaded('condition');
    const [bares] = await Promise.all([contexts.ofAll(conditions, accountId), standings.refresh(accountId)]);
    const byId = new Map(conditions.map((condition) => [condition.id, condition]));
    return {
      test: (id, input, event, facts) => {
        const condition = byId.get(id);
        const bare = bares.get(id);
        if (!condition || !bare) throw registry.absent('condition', id);
        return this.#test(accountId, condition, bare, { input, event, facts });
      },
    };
  }

  /** By which facts rules with this condition are found. None where the plugin cannot say: then the rule is always asked. */
  constants(id: string, input: Input): readonly Constant[] {
    const condition = this.#deps.registry.definition('condition', id);
    if (!condition?.constants) return [];
    try {
      return results.constants(condition.constants(this.#deps.inputs.parse(condition, input)));
    } catch {
      return [];
    }
  }

  #test(
    accountId: string,
    condition: Of<'condition'>,
    bare: Bare | Refuse,
    { input, event, facts }: { input: Input; event: DomainEvent; facts: Facts },
  ): Tested | Promise<Tested> {
    if (bare instanceof Refuse) throw bare;
    return this.#deps.guard.ask(
      { plugin: condition, accountId, call: 'test', effect: false },
      () =>
        condition.test(this.#deps.inputs.parse(condition, input), guardedEvent(event), {
          settings: bare.settings,
          log: bare.log,
          facts: guardedFacts(facts),
        }),
      results.tested,
    );
  }
}
