import { type EntityManager, LockMode } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { Rule, RuleRun } from '../rules/entities.ts';
import { ActionRun, type ActionRunState, Effect } from './entities.ts';
import { type Done, type Failure, notSent } from './outcome.ts';

type Deps = Pick<ScopedCradle, 'accountId' | 'clock' | 'queue' | 'live' | 'activity'>;

const OVER: ReadonlySet<string> = new Set(['done', 'failed', 'skipped']);
const LOCKED = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;

/**
 * How things end, and what begins then: the next effect of an action, the next action of a run, and at last the run's own
 * end. Always in the transaction of whatever ended; locks are taken from the effect up to its run.
 */
export class EffectEnds {
  readonly #deps: Deps;

  constructor({ accountId, clock, queue, live, activity }: Deps) {
    this.#deps = { accountId, clock, queue, live, activity };
  }

  async done(tx: EntityManager, effectId: string, { receipt, answer }: Done): Promise<void> {
    await this.#end(tx, effectId, { state: 'done', receipt, answer: answer ?? null, problem: null, error: null });
  }

  async failed(tx: EntityManager, effectId: string, failure: Failure): Promise<void> {
    await this.#end(tx, effectId, { state: 'failed', ...failure });
  }

  /** Its message was stopped by a gate, or the channel did not take it. `code`: as its delivery has it. */
  async notSent(tx: EntityManager, effectId: string, code: string): Promise<void> {
    await this.failed(tx, effectId, notSent(code));
  }

  /** Ends an action that has no effects under way. */
  async action(tx: EntityManager, action: ActionRun, state: Extract<ActionRunState, 'done' | 'failed' | 'skipped'>, failure?: Failure): Promise<void> {
    tx.assign(action, { state, problem: failure?.problem ?? null, error: failure?.error ?? null, finishedAt: this.#deps.clock.now() });
    await tx.flush();
    await this.next(tx, action.ruleRunId);
  }

  /** Lets the next action of a run begin, or ends the run when all of them have ended. */
  async next(tx: EntityManager, ruleRunId: string): Promise<void> {
    const { accountId, queue, live } = this.#deps;
    const run = await tx.findOne(RuleRun, { id: ruleRunId }, LOCKED);
    if (run?.state !== 'running') return;
    const actions = await tx.find(ActionRun, { ruleRunId }, { orderBy: { position: 'asc' }, refresh: true });
    const open = actions.filter(({ state }) => !OVER.has(state));
    if (open.length === 0)
      return this.#finish(
        tx,
        run,
        actions.some(({ state }) => state === 'failed'),
      );
    if (open.every(({ state }) => state === 'planned')) await queue.send('run-actions', { accountId, ruleRunId }, { key: run.subject, tx });
    await live.publish(accountId, { kind: 'rule.run', ruleId: run.ruleId, runId: run.id, state: run.state }, tx);
  }

  async #end(tx: EntityManager, effectId: string, change: Partial<Pick<Effect, 'state' | 'receipt' | 'answer' | 'problem' | 'error'>>): Promise<void> {
    const effect = await tx.findOne(Effect, { id: effectId }, LOCKED);
    if (!effect || OVER.has(effect.state)) return;
    tx.assign(effect, { ...change, finishedAt: this.#deps.clock.now() });
    await tx.flush();
    const action = await tx.findOneOrFail(ActionRun, { id: effect.actionRunId }, LOCKED);
    const effects = await tx.find(Effect, { actionRunId: action.id }, { orderBy: { position: 'asc' }, refresh: true });
    const open = effects.find(({ state }) => !OVER.has(state));
    if (open) return open.state === 'queued' ? this.perform(tx, open, action.ruleRunId) : undefined;
    const failed = effects.find(({ state }) => state === 'failed');
    if (failed) await this.action(tx, action, 'failed', { problem: failed.problem ?? 'internal', error: failed.error ?? '' });
    else await this.action(tx, action, 'done');
  }

  /** Effects of an action are performed one after another; those of a subject never side by side. */
  async perform(tx: EntityManager, effect: Pick<Effect, 'id'>, ruleRunId: string): Promise<void> {
    const { accountId, queue } = this.#deps;
    const { subject } = await tx.findOneOrFail(RuleRun, { id: ruleRunId });
    await queue.send('perform-effect', { accountId, effectId: effect.id }, { key: subject, tx });
  }

  async #finish(tx: EntityManager, run: RuleRun, failed: boolean): Promise<void> {
    const { accountId, clock, live, activity } = this.#deps;
    tx.assign(run, { state: failed ? 'failed' : 'done', finishedAt: clock.now() });
    const rule = await tx.findOne(Rule, { id: run.ruleId });
    await activity.record(tx, {
      kind: 'rule.executed',
      subject: `rule:${run.ruleId}`,
      leadCrmId: run.leadCrmId ?? null,
      data: { name: rule?.definition.name ?? '', runId: run.id, ...(failed ? { change: 'failed' } : {}) },
    });
    await live.publish(accountId, { kind: 'rule.run', ruleId: run.ruleId, runId: run.id, state: run.state }, tx);
    await tx.flush();
  }
}
