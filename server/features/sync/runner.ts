import { setTimeout as pause } from 'node:timers/promises';

import { type EntityManager, LockMode } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { type StageProgress, SyncRun } from './entities.ts';
import { isAbsence, problemOf, wordsOf } from './problems.ts';
import { type Step } from './reader.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'live' | 'log' | 'accounts' | 'syncReader' | 'syncOutcome'>;

/** Screens are told at most so often. */
const TELL_MS = 500;
/** Before a page is asked for again; a longer wait is the queue's. */
const PAUSE_MS = 1_000;
const PATIENCE_MS = 10_000;
/** Without these a run has failed, whatever else it read. */
const VITAL: ReadonlySet<string> = new Set(['account', 'leads', 'history']);

/** The run was stopped, or another worker has gone on with it. */
class Superseded extends Error {}

/**
 * Works through a run: reads a page outside of any transaction, then stores it together with how far the run is. So
 * whatever kills it, the next attempt goes on with the page that was not stored.
 */
export class SyncRunner {
  readonly #deps: Deps;
  #toldAt = 0;

  constructor({ em, accountId, clock, live, log, accounts, syncReader, syncOutcome }: Deps) {
    this.#deps = { em, accountId, clock, live, log, accounts, syncReader, syncOutcome };
  }

  /** Nothing happens for a run that has ended. @throws what the CRM throws when it cannot be reached: the job comes again */
  async work(syncId: string, { signal, lastAttempt }: { signal: AbortSignal; lastAttempt: boolean }): Promise<void> {
    const { syncOutcome, log } = this.#deps;
    try {
      let moved = false;
      for (let run = await this.#begin(syncId); run; run = await this.#load(syncId)) {
        signal.throwIfAborted();
        const stage = run.stages.find(({ state }) => state === 'waiting' || state === 'running');
        if (!stage) return await syncOutcome.finish(syncId);
        try {
          await this.#advance(run, stage, signal);
          moved = true;
        } catch (error) {
          // A CRM that is slow now and then must not use up the attempts of a long run: only standing still does.
          if (!(error instanceof Retry) || !moved || (error.afterMs ?? 0) > PATIENCE_MS) throw error;
          moved = false;
          await pause(error.afterMs ?? PAUSE_MS, undefined, { signal });
        }
      }
    } catch (error) {
      if (error instanceof Superseded) return;
      if (error instanceof Refuse) return syncOutcome.fail(syncId, problemOf(error.code));
      if (!signal.aborted) log.warn({ error, sync: syncId }, 'a sync was interrupted');
      if (lastAttempt && !signal.aborted) await syncOutcome.fail(syncId, error instanceof Retry ? 'unreachable' : 'internal');
      else if (error instanceof Retry) await syncOutcome.wait(syncId);
      throw error;
    }
  }

  async #begin(id: string): Promise<SyncRun | null> {
    const { em, clock, syncOutcome } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const run = await tx.findOne(SyncRun, { id, state: { $in: ['waiting', 'running'] } }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!run) return null;
      if (!run.startedAt) tx.assign(run, { startedAt: clock.now(), ...(await syncOutcome.scope(tx, run)) });
      run.state = 'running';
      await this.#tell(run, tx, true);
      return run;
    });
  }

  #load(id: string): Promise<SyncRun | null> {
    return this.#deps.em.fork().findOne(SyncRun, { id, state: 'running' });
  }

  async #advance(run: SyncRun, stage: StageProgress, signal: AbortSignal): Promise<void> {
    const { syncReader, log, accounts } = this.#deps;
    const began = performance.now();
    let step: Step;
    try {
      step = await syncReader.step(run, stage, signal);
    } catch (error) {
      if (!(error instanceof Refuse) || error.code === 'unauthorized') throw error;
      log.warn({ error, sync: run.id, stage: stage.stage, part: stage.part }, 'the CRM refused a part of a sync');
      const problem = wordsOf(problemOf(error.code), (await accounts.current()).language);
      const parts = await this.#hasMore(run, stage);
      step = { read: 0, requests: 1, store: async () => ({ changed: 0 }), problem, ...(parts ? { next: { part: stage.part + 1, cursor: null } } : {}) };
    }
    await this.#commit(run, stage, step, performance.now() - began);
  }

  /** Whether the stage has another list beside the one that was refused. */
  async #hasMore(run: SyncRun, { stage, part }: StageProgress): Promise<boolean> {
    return (await this.#deps.syncReader.parts(run, stage)) > part + 1;
  }

  async #commit(seen: SyncRun, at: StageProgress, step: Step, ms: number): Promise<void> {
    await this.#deps.em.fork().transactional(async (tx) => {
      const run = await tx.findOne(SyncRun, { id: seen.id, state: 'running' }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const place = run?.stages.find(({ stage }) => stage === at.stage);
      // Somebody stopped it, or works on it too: this page is theirs.
      if (!run || place?.part !== at.part || place.cursor !== at.cursor || place.read !== at.read) throw new Superseded();
      const { changed, recovered = 0 } = await step.store(tx);
      const now = progressed(place, step, changed);
      tx.assign(run, {
        stages: run.stages.map((stage) => (stage.stage === now.stage ? now : stage)),
        recovered: run.recovered + recovered,
        requests: run.requests + step.requests,
        worked: run.worked + Math.round(ms),
        error: null,
      });
      await this.#tell(run, tx, now.state !== 'running' || place.state === 'waiting');
    });
  }

  async #tell(run: SyncRun, tx: EntityManager, always: boolean): Promise<void> {
    const now = performance.now();
    if (!always && now - this.#toldAt < TELL_MS) return;
    this.#toldAt = now;
    await this.#deps.live.publish(this.#deps.accountId, { kind: 'sync.updated', syncId: run.id, state: run.state }, tx);
  }
}

function progressed(stage: StageProgress, { read, next, problem }: Step, changed: number): StageProgress {
  const now = { ...stage, read: stage.read + read, changed: stage.changed + changed, problem: problem ?? stage.problem };
  if (next) return { ...now, ...next, state: 'running' };
  return { ...now, state: now.problem === null ? 'done' : isAbsence(now.problem) && now.read === 0 ? 'skipped' : 'failed' };
}

export const failedVitally = (stages: readonly StageProgress[]): StageProgress | undefined =>
  stages.find(({ stage, state, read }) => VITAL.has(stage) && state === 'failed' && read === 0);
