import { type ScopedCradle } from '../../../container.ts';
import { newId } from '../../../db/base.ts';
import { eventOf } from '../definition.ts';
import { dryRun } from './dry-run.ts';
import { Rehearsal, Rule } from '../entities.ts';
import { estimate } from './estimate.ts';
import { replay } from './replay.ts';
import { type CompiledRule } from '../matching/rule-index.ts';
import { type RehearsalResult } from '../schema.ts';

export type RehearsingDeps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'host' | 'subjects' | 'effects' | 'ruleBook' | 'llm' | 'config'>;

/** What a rehearsal is given beside the product. */
export interface Rehearsing {
  deps: RehearsingDeps;
  rehearsal: Rehearsal;
  /** As it is to be tried; of one that is stored, under its own id. */
  rule: CompiledRule;
  signal: AbortSignal;
  /** Tells how far it is. False: somebody cancelled it. */
  progress(looked: number, total: number): Promise<boolean>;
}

type Deps = RehearsingDeps & Pick<ScopedCradle, 'live' | 'log'>;

const WAYS = { dry_run: dryRun, replay, estimate } as const;

/** Carries rehearsals out, in a worker: nothing is enqueued, nothing is sent, no outside answer is asked for. */
export class Rehearser {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, host, subjects, effects, ruleBook, llm, config, live, log }: Deps) {
    this.#deps = { em, accountId, clock, host, subjects, effects, ruleBook, llm, config, live, log };
  }

  async run(id: string, signal: AbortSignal): Promise<void> {
    const { em, ruleBook, log } = this.#deps;
    const rehearsal = await em.fork().findOne(Rehearsal, { id, state: { $in: ['waiting', 'running'] } });
    if (!rehearsal || !(await this.#set(id, { state: 'running' }))) return;
    const { definition, ruleId } = rehearsal;
    const stored = ruleId ? await em.fork().findOne(Rule, { id: ruleId }) : null;
    const event = eventOf(definition.trigger);
    const rule = ruleBook.compile({ id: stored?.id ?? newId(), version: stored?.version ?? 0, event, definition });
    const progress = (looked: number, total: number): Promise<boolean> => this.#set(id, { looked, total });
    try {
      const result: RehearsalResult = await WAYS[rehearsal.kind]({ deps: this.#deps, rehearsal, rule, signal, progress });
      await this.#set(id, { state: 'done', result });
    } catch (error) {
      if (signal.aborted) throw error;
      log.warn({ error, rehearsal: id }, 'a rehearsal failed');
      await this.#set(id, { state: 'failed', error: (error instanceof Error ? error.message : String(error)).slice(0, 500) });
    }
  }

  async #set(id: string, values: Partial<Pick<Rehearsal, 'state' | 'looked' | 'total' | 'result' | 'error'>>): Promise<boolean> {
    const { em, accountId, live } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const row = await tx.findOne(Rehearsal, { id });
      if (!row || row.state === 'cancelled') return false;
      tx.assign(row, values);
      await live.publish(accountId, { kind: 'rehearsal.updated', rehearsalId: id, state: row.state }, tx);
      return true;
    });
  }
}
