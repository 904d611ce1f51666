import { LockMode } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { type EffectKind } from '../../sdk/effects.ts';
import { Retry } from '../../sdk/errors.ts';
import { RuleRun } from '../rules/entities.ts';
import { ActionRun, Effect } from './entities.ts';
import { performCrm } from './kinds/crm.ts';
import { performMessage } from './kinds/message.ts';
import { performNotification } from './kinds/notification.ts';
import { performPause } from './kinds/pause.ts';
import { performReply } from './kinds/reply.ts';
import { performWebhook } from './kinds/webhook.ts';
import { type Perform, type PerformDeps } from './kinds/work.ts';
import { type Done, failureOf, isFinal } from './outcome.ts';

const KINDS: { readonly [K in EffectKind]: Perform<K> } = {
  crm: performCrm,
  message: performMessage,
  notification: performNotification,
  pause: performPause,
  reply: performReply,
  webhook: performWebhook,
};

const OVER: ReadonlySet<string> = new Set(['done', 'failed']);

type Deps = PerformDeps & Pick<ScopedCradle, 'effectEnds' | 'log'>;

/** Carries effects out. What was begun is known as begun before anything leaves, so that a crash in the middle is known for what it is. */
export class EffectPerformer {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, host, egress, deliveries, talks, crm, notify, replyRunner, signingKeys, effectEnds, log }: Deps) {
    this.#deps = { em, accountId, clock, host, egress, deliveries, talks, crm, notify, replyRunner, signingKeys, effectEnds, log };
  }

  /** One attempt. @throws what kept it from being done, to be called again later */
  async perform(id: string, { signal, lastAttempt }: { signal: AbortSignal; lastAttempt: boolean }): Promise<void> {
    const { em, effectEnds } = this.#deps;
    const work = await this.#claim(id);
    if (!work) return;
    let done: Done | undefined;
    try {
      // Kind and body were stored together; the compiler cannot follow the pair through the table.
      const perform = KINDS[work.effect.kind] as Perform<EffectKind>;
      done = await perform({ ...work, body: work.effect.body, signal }, this.#deps);
    } catch (error) {
      return this.#failed(id, error, lastAttempt);
    }
    const end = done;
    if (end) await em.fork().transactional((tx) => effectEnds.done(tx, id, end));
  }

  async #claim(id: string): Promise<{ effect: Effect; run: RuleRun; began: boolean } | undefined> {
    const { em, clock } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const effect = await tx.findOne(Effect, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!effect || OVER.has(effect.state)) return undefined;
      const earlier = { actionRunId: effect.actionRunId, position: { $lt: effect.position }, state: { $nin: ['done' as const, 'failed' as const] } };
      // Its turn comes when that one ends.
      if (await tx.count(Effect, earlier)) return undefined;
      const began = effect.state !== 'queued';
      effect.state = 'sending';
      effect.attempts += 1;
      effect.firstTriedAt ??= clock.now();
      const { ruleRunId } = await tx.findOneOrFail(ActionRun, { id: effect.actionRunId });
      return { effect, began, run: await tx.findOneOrFail(RuleRun, { id: ruleRunId }) };
    });
  }

  async #failed(id: string, error: unknown, lastAttempt: boolean): Promise<void> {
    const { em, effectEnds, log } = this.#deps;
    const final = isFinal(error) || lastAttempt;
    log.warn({ error, effect: id, final }, 'an effect could not be carried out');
    const failure = failureOf(error);
    await em.fork().transactional(async (tx) => {
      if (final) return effectEnds.failed(tx, id, failure);
      const state = error instanceof Retry && !error.inDoubt ? ('queued' as const) : ('in_doubt' as const);
      await tx.nativeUpdate(Effect, { id, state: 'sending' }, { state, ...failure });
    });
    if (!final) throw error;
  }
}
