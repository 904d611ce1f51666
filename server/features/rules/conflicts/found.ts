import { type RuleConflict } from '../schema.ts';

/** What was found, without words. */
export type FoundConflict = Omit<RuleConflict, 'text'>;

/** More than anybody reads. */
const FOUND_MAX = 100;
/** Of the worst accounts not everything is looked at: an answer must come while somebody waits. */
const COMPARED_MAX = 100_000;

/** What is spent and found in one search, and where it ends. */
export class Search {
  readonly found: FoundConflict[] = [];
  /** Pairs of rules that were held against each other. */
  compared = 0;
  readonly #about: string | undefined;

  /** `about`: only conflicts of this rule are wanted. */
  constructor(about?: string) {
    this.#about = about;
  }

  get about(): string | undefined {
    return this.#about;
  }

  get isOver(): boolean {
    return this.found.length >= FOUND_MAX || this.compared >= COMPARED_MAX;
  }

  concerns(ruleIds: readonly string[]): boolean {
    return this.#about === undefined || ruleIds.includes(this.#about);
  }

  add({ kind, ruleIds, agentId = null, field = null }: Pick<FoundConflict, 'kind' | 'ruleIds'> & Partial<FoundConflict>): void {
    if (this.concerns(ruleIds) && this.found.length < FOUND_MAX) this.found.push({ kind, ruleIds, agentId, field });
  }
}
