import { type ScopedCradle } from '../../container.ts';
import { ActionRun } from './entities.ts';

const CANCELLED = { problem: 'cancelled', error: 'Somebody cancelled it.' };

/** A job that was taken back before it began: what it was for ends as cancelled. */
export class EffectCancel {
  readonly #deps: Pick<ScopedCradle, 'em' | 'clock' | 'effectEnds'>;

  constructor({ em, clock, effectEnds }: Pick<ScopedCradle, 'em' | 'clock' | 'effectEnds'>) {
    this.#deps = { em, clock, effectEnds };
  }

  /** Nothing more of this run is wanted. */
  async run(ruleRunId: string): Promise<void> {
    const { em, effectEnds, clock } = this.#deps;
    await em.fork().transactional(async (tx) => {
      const open = { ruleRunId, state: { $in: ['planned' as const, 'running' as const] } };
      await tx.nativeUpdate(ActionRun, open, { state: 'failed', ...CANCELLED, finishedAt: clock.now() });
      await effectEnds.next(tx, ruleRunId);
    });
  }

  async effect(id: string): Promise<void> {
    const { em, effectEnds } = this.#deps;
    await em.fork().transactional((tx) => effectEnds.failed(tx, id, CANCELLED));
  }
}
