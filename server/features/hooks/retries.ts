import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { conflict, notFound } from '../../errors.ts';
import { HookEvent } from './entities.ts';
import { type HookRetried, type HookRetryBody } from './schema.ts';

/** In one go; whoever has more asks again. */
const AT_ONCE = 1_000;

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'queue' | 'live' | 'activity'>;

/** Puts failed and quarantined hooks back into the line. Asking twice has one effect: a hook in the line is no failed one. */
export class HookRetries {
  readonly #deps: Deps;

  constructor({ em, accountId, queue, live, activity }: Deps) {
    this.#deps = { em, accountId, queue, live, activity };
  }

  /** Throws `conflict` when it has not failed. */
  async one(id: string): Promise<void> {
    const hook = await this.#deps.em.fork().findOne(HookEvent, { id }, { fields: ['state'] });
    if (!hook) throw notFound('hook');
    const again = await this.#again([id]);
    if (again === 0) throw conflict('hook_not_failed', `This hook is ${hook.state}: only a failed one can be tried again.`);
  }

  /** The named ones, or those that match, oldest first. */
  async many(body: z.output<typeof HookRetryBody>): Promise<z.output<typeof HookRetried>> {
    const [ids, asked] = 'ids' in body ? [[...new Set(body.ids)], body.ids.length] : await this.#matching(body.filter);
    const retried = await this.#again(ids);
    return { retried, skipped: asked - retried };
  }

  async #matching({ state, from, to }: Extract<z.output<typeof HookRetryBody>, { filter: unknown }>['filter']): Promise<[string[], number]> {
    const where = {
      state: state ?? { $in: ['failed' as const, 'quarantined' as const] },
      ...(from || to ? { receivedAt: { ...(from ? { $gte: new Date(from) } : {}), ...(to ? { $lte: new Date(to) } : {}) } } : {}),
    };
    const em = this.#deps.em.fork();
    const rows = await em.find(HookEvent, where, { fields: ['id'], orderBy: { id: 'asc' }, limit: AT_ONCE });
    const ids = rows.map(({ id }) => id);
    return [ids, rows.length < AT_ONCE ? rows.length : await em.count(HookEvent, where)];
  }

  /** How many of them were put back. */
  async #again(ids: string[]): Promise<number> {
    const { em, accountId, queue, live, activity } = this.#deps;
    return em.transactional(async (tx) => {
      const count = await tx.nativeUpdate(
        HookEvent,
        { id: { $in: ids }, state: { $in: ['failed', 'quarantined'] } },
        { state: 'received', error: null, problem: null, attempts: 0, retryAt: null, processedAt: null },
      );
      if (count === 0) return 0;
      await activity.record(tx, {
        kind: 'action.executed',
        actor: activity.caller(),
        ...(ids.length === 1 ? { subject: `hook:${ids[0]}` } : {}),
        data: { action: 'retry_hooks', count },
      });
      await queue.send('process-hooks', { accountId }, { key: accountId, tx });
      await live.publish(accountId, { kind: 'hook.received' }, tx);
      return count;
    });
  }
}
