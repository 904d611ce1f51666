import { type EntityManager } from '@mikro-orm/postgresql';

import { type Runs } from './decide.ts';
import { type CompiledRule } from './rule-index.ts';

const NEAREST = `select exists (select from rule_runs where rule_id = ? and subject = ? and state in ('waiting', 'running', 'done', 'failed')
  and at > ? and at < ?) as cooling`;

/** Cooldowns as the log has them, and what this transaction adds to it. */
export class StoredRuns implements Runs {
  readonly #tx: EntityManager;
  readonly #now = new Map<string, number[]>();

  constructor(tx: EntityManager) {
    this.#tx = tx;
  }

  async isCooling(rule: CompiledRule, subject: string, at: Date): Promise<boolean> {
    const wait = rule.definition.cooldown * 1000;
    if (isNear(this.#now.get(placeOf(rule, subject)), at, wait)) return true;
    // Of two processes that look at once the second waits for what the first decides.
    await this.#tx.execute('select 1 from rules where id = ? for update', [rule.id]);
    const around = [new Date(at.getTime() - wait), new Date(at.getTime() + wait)];
    const [row] = await this.#tx.execute<{ cooling: boolean }[]>(NEAREST, [rule.id, subject, ...around]);
    return row?.cooling === true;
  }

  ran(rule: CompiledRule, subject: string, at: Date): void {
    add(this.#now, rule, subject, at);
  }
}

/** Cooldowns of a past that is only played through. */
export class PlayedRuns implements Runs {
  readonly #runs = new Map<string, number[]>();

  async isCooling(rule: CompiledRule, subject: string, at: Date): Promise<boolean> {
    return isNear(this.#runs.get(placeOf(rule, subject)), at, rule.definition.cooldown * 1000);
  }

  ran(rule: CompiledRule, subject: string, at: Date): void {
    add(this.#runs, rule, subject, at);
  }
}

const placeOf = ({ id }: CompiledRule, subject: string): string => `${id} ${subject}`;

const add = (runs: Map<string, number[]>, rule: CompiledRule, subject: string, at: Date): void => {
  const place = placeOf(rule, subject);
  const times = runs.get(place) ?? [];
  times.push(at.getTime());
  runs.set(place, times);
};

/** Hooks come out of order: what happened a little earlier may be told later. */
const isNear = (times: readonly number[] | undefined, at: Date, wait: number): boolean => times?.some((time) => Math.abs(time - at.getTime()) < wait) ?? false;
