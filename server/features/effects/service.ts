import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { conflict, notFound } from '../../errors.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { type Facts } from '../../sdk/facts.ts';
import { RuleRun } from '../rules/entities.ts';
import { type EffectShape } from '../rules/schema.ts';
import { findEcho } from './echo-sql.ts';
import { ActionRun, Effect } from './entities.ts';
import { fill } from './filling.ts';
import { presentEffect } from './present.ts';
import { type Step } from './variables.ts';

export interface Plan {
  ruleRun: Pick<RuleRun, 'id' | 'subject'>;
  /** In their order. */
  actions: readonly { action: string; input: Record<string, unknown> }[];
}

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'queue' | 'host' | 'effectEnds' | 'audit' | 'caller'>;

/** What rules (and, later, sequences) want done: planned in their own transaction, carried out by jobs. */
export class EffectService {
  readonly #deps: Deps;

  constructor({ em, accountId, queue, host, effectEnds, audit, caller }: Deps) {
    this.#deps = { em, accountId, queue, host, effectEnds, audit, caller };
  }

  /** Stores the actions of a run and the job that begins them, in the caller's transaction. */
  async plan(tx: EntityManager, { ruleRun, actions }: Plan): Promise<void> {
    const { accountId, queue } = this.#deps;
    for (const [index, { action, input }] of actions.entries())
      tx.create(ActionRun, { id: newId(), accountId, ruleRunId: ruleRun.id, position: index + 1, action, input, state: 'planned', attempts: 0 });
    await queue.send('run-actions', { accountId, ruleRunId: ruleRun.id }, { key: ruleRun.subject, tx });
  }

  /**
   * The rules whose effect this event is the echo of, the oldest first; none for an event that came from elsewhere. The
   * echo is marked with the caller's transaction. At most one statement, and none for events no effect can cause.
   */
  async chainOf(tx: EntityManager, event: DomainEvent): Promise<string[]> {
    return findEcho(tx, event);
  }

  /** An action's input with its variables filled in. The host must have been loaded. @throws Refuse('invalid') for what becomes too long */
  filled(
    actionId: string,
    input: Record<string, unknown>,
    { event, facts, steps = new Map() }: { event: DomainEvent; facts: Facts; steps?: ReadonlyMap<number, Step> },
  ): Record<string, unknown> {
    const schema = this.#deps.host.definition('action', actionId)?.input;
    return schema ? fill(schema, input, { event, facts, steps }) : input;
  }

  /** One more try of an effect that failed, and of what was skipped for its sake. Throws `conflict` for any other. */
  async retry(id: string): Promise<z.output<typeof EffectShape>> {
    const { em, accountId, effectEnds, audit, caller } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const effect = await tx.findOne(Effect, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!effect) throw notFound('effect');
      if (effect.state !== 'failed')
        throw conflict('effect_not_failed', `This is ${effect.state}: only what has failed can be tried again.`, { state: effect.state });
      const action = await tx.findOneOrFail(ActionRun, { id: effect.actionRunId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const run = await tx.findOneOrFail(RuleRun, { id: action.ruleRunId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      // What may have got through stays in doubt: it is looked for before it is repeated.
      tx.assign(effect, { state: effect.problem === 'in_doubt' ? 'in_doubt' : 'queued', problem: null, error: null, finishedAt: null });
      tx.assign(action, { state: 'waiting', problem: null, error: null, finishedAt: null });
      tx.assign(run, { state: 'running', finishedAt: null });
      await tx.nativeUpdate(
        ActionRun,
        { ruleRunId: run.id, state: 'skipped', problem: 'step_failed', position: { $gt: action.position } },
        { state: 'planned', problem: null, error: null, finishedAt: null },
      );
      const actor = caller ? `member:${caller.memberId}` : 'job';
      await audit.append(tx, accountId, { actor, action: 'effect.retried', target: `effect:${id}`, result: 'done', detail: { kind: effect.kind } });
      await tx.flush();
      await effectEnds.perform(tx, effect, run.id);
      return presentEffect(effect);
    });
  }
}
