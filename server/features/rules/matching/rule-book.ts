import { type EntityManager } from '@mikro-orm/postgresql';

import { type RootCradle } from '../../../container.ts';
import { constantsOf } from './constants.ts';
import { Rule } from '../entities.ts';
import { type CompiledRule, RuleIndex } from './rule-index.ts';

const ACCOUNTS_MAX = 200;

interface Kept {
  version: number;
  index: RuleIndex;
}

/** The enabled rules of accounts, compiled once for each change of them; the number that grows with a change comes with the facts. */
export class RuleBook {
  readonly #host: RootCradle['host'];
  readonly #kept = new Map<string, Kept>();

  constructor({ host }: Pick<RootCradle, 'host'>) {
    this.#host = host;
  }

  /** `em` is bound to the account; `version`: of its rules, as this transaction sees it. */
  async of(em: EntityManager, accountId: string, version: number): Promise<RuleIndex> {
    const kept = this.#kept.get(accountId);
    if (kept?.version === version) return kept.index;
    // Nothing was ever written: most accounts, most of the time.
    const rows = version === 0 ? [] : await em.find(Rule, { enabled: true, deletedAt: null }, { orderBy: { id: 'asc' } });
    const index = new RuleIndex(rows.map((row) => this.compile(row)));
    this.#kept.delete(accountId);
    const oldest = this.#kept.size >= ACCOUNTS_MAX ? this.#kept.keys().next().value : undefined;
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(accountId, { version, index });
    return index;
  }

  compile({ id, version, event, definition }: Pick<Rule, 'id' | 'version' | 'event' | 'definition'>): CompiledRule {
    const constants = constantsOf(definition.conditions, ({ condition, input }) => this.#host.constants(condition, input));
    return { id, version, event, definition, constants };
  }
}
