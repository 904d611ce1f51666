import { type Logger } from 'pino';

import { type Clock } from '../../clock.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { Draft } from '../replies/entities.ts';
import { Event, HookEvent, HookSecret } from './entities.ts';

const DAY_MS = 24 * 3_600_000;
/** Raw hooks and prompts are kept this long (security K3). */
const KEPT_DAYS = 30;
/** A draft that has been streaming longer belongs to a process that died. */
const STREAMING_MS = 3 * 60_000;

/** Over all accounts: what has been kept long enough goes, what a dead process left open is closed. */
export class Retention {
  readonly #deps: { tenancy: Tenancy; clock: Clock; log: Logger };

  constructor({ tenancy, clock, log }: { tenancy: Tenancy; clock: Clock; log: Logger }) {
    this.#deps = { tenancy, clock, log };
  }

  async cleanUp(): Promise<void> {
    const { tenancy, clock, log } = this.#deps;
    const now = clock.now();
    const old = new Date(now.getTime() - KEPT_DAYS * DAY_MS);
    const removed = await tenancy.operator('remove what has been kept long enough').transactional(async (tx) => ({
      hooks: await tx.nativeDelete(HookEvent, { receivedAt: { $lt: old }, state: { $ne: 'received' } }),
      events: await tx.nativeDelete(Event, { createdAt: { $lt: old } }),
      secrets: await tx.nativeDelete(HookSecret, { retiredAt: { $lt: now } }),
      prompts: await tx.nativeUpdate(Draft, { createdAt: { $lt: old }, prompt: { $ne: null } }, { prompt: null }),
      interrupted: await tx.nativeUpdate(
        Draft,
        { state: 'streaming', createdAt: { $lt: new Date(now.getTime() - STREAMING_MS) } },
        { state: 'failed', reason: 'interrupted' },
      ),
    }));
    log.info(removed, 'cleaned up');
  }
}
