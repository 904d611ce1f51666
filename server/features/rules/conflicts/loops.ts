import { type EventName } from '../../../sdk/events.ts';
import { type Write } from './action-effects.ts';
import { Claims } from './claims.ts';
import { type Search } from './found.ts';
import { claimsOfWrites, type ReadRule } from './read-rule.ts';
import { type StageKind } from './readings.ts';
import { Shelves } from './shelves.ts';

/** As long a chain as the engine lets run. */
const CYCLE_MAX = 5;
const PATHS_MAX = 20_000;
/** Seconds in which what we wrote has come back, or never will. */
const ECHO_S = 600;

/** What is known of a card after rules wrote into it. */
interface State {
  writes: ReadonlyMap<string, Write>;
  fresh: boolean;
}
interface Step {
  event: EventName;
  state: State;
}
const UNTOUCHED: State = { writes: new Map(), fresh: false };

/** The events a rule makes, each with what is known then. A rule's writes are one: they follow each other at once. */
function* after({ actions, writes }: ReadRule, before: State): Generator<Step> {
  const state: State = { writes: new Map([...before.writes, ...writes]), fresh: before.fresh };
  const seen = new Set<EventName>();
  for (const { makes, creates = [] } of actions)
    for (const { event, fresh } of makes) {
      if (fresh) yield { event, state: { writes: new Map(creates.map((write) => [write.field, write])), fresh: true } };
      else if (!seen.has(event)) yield { event, state };
      seen.add(event);
    }
}

export class Loops {
  readonly #rules: readonly ReadRule[];
  readonly #search: Search;
  readonly #stageKind: StageKind;
  readonly #next = new Map<ReadRule, readonly ReadRule[]>();
  #listeners = new Map<EventName, Shelves>();
  #paths = 0;

  constructor(rules: readonly ReadRule[], search: Search, stageKind: StageKind) {
    this.#rules = rules;
    this.#search = search;
    this.#stageKind = stageKind;
  }

  /** An action of the rule makes the event it waits for, and what it wrote does not keep it from running again. */
  findSelfFed(): void {
    for (const rule of this.#rules) {
      if (this.#search.isOver) return;
      if (this.#search.concerns([rule.id]) && this.#goesRound([rule], [...this.#to(rule, rule, UNTOUCHED)]))
        this.#search.add({ kind: 'feeds_itself', ruleIds: [rule.id] });
    }
  }

  /** The same over several rules. One that holds a shorter one is not told. */
  findCycles(): void {
    const rules = this.#linked();
    this.#listeners = new Map();
    for (const [event, listening] of Map.groupBy(rules, (rule) => rule.event)) {
      const shelves = new Shelves(listening);
      for (const rule of listening) shelves.put({ rule, part: '' });
      this.#listeners.set(event, shelves);
    }
    const places = new Map(rules.map((rule, place) => [rule, place]));
    const wanted = rules.find(({ id }) => id === this.#search.about);
    if (this.#search.about !== undefined && !wanted) return;
    const known: Set<string>[] = [];
    for (let length = 2; length <= CYCLE_MAX; length++) {
      for (const [at, start] of wanted ? [[-1, wanted] as const] : rules.entries()) {
        // A cycle is found from the first of its rules.
        const isLater = (rule: ReadRule): boolean => (places.get(rule) ?? -1) > at;
        for (const cycle of this.#closing([start], UNTOUCHED, length, isLater)) {
          const ids = cycle.map(({ id }) => id);
          if (known.some((other) => [...other].every((id) => ids.includes(id)))) continue;
          known.push(new Set(ids));
          this.#search.add({ kind: 'cycle', ruleIds: ids });
          if (this.#isOver) return;
        }
      }
    }
  }

  get #isOver(): boolean {
    return this.#search.isOver || this.#paths >= PATHS_MAX;
  }

  /** Those that something starts and that start something, again and again until the rest is only such. */
  #linked(): ReadRule[] {
    let rules = [...this.#rules];
    for (;;) {
      const made = new Set(rules.flatMap(({ actions }) => actions.flatMap(({ makes }) => makes.map(({ event }) => event))));
      const heard = new Set(rules.map(({ event }) => event));
      const left = rules.filter(({ event, actions }) => made.has(event) && actions.some(({ makes }) => makes.some((one) => heard.has(one.event))));
      if (left.length === rules.length) return left;
      rules = left;
    }
  }

  *#closing(path: readonly ReadRule[], state: State, length: number, isAllowed: (rule: ReadRule) => boolean): Generator<readonly ReadRule[]> {
    const [start] = path;
    const last = path.at(-1);
    if (!start || !last || this.#isOver) return;
    this.#paths += 1;
    if (path.length === length) {
      if (this.#goesRound(path, [...this.#to(last, start, state)])) yield path;
      return;
    }
    for (const next of this.#nextOf(last))
      if (isAllowed(next) && !path.includes(next))
        for (const step of this.#to(last, next, state)) yield* this.#closing([...path, next], step, length, isAllowed);
  }

  /** Once more, with all that was written in the first round. */
  #goesRound(path: readonly ReadRule[], states: readonly State[]): boolean {
    let now = states;
    for (const [index, rule] of path.entries()) {
      const next = path[(index + 1) % path.length] ?? rule;
      now = now.flatMap((state) => [...this.#to(rule, next, state)]);
    }
    const isSlow = path.some(({ definition }) => definition.cooldown >= ECHO_S);
    // Of a new card no rule is cooling down.
    return now.some(({ fresh }) => fresh || !isSlow);
  }

  /** With what is known when `to` is started by `from`; nothing where it is not, or cannot hold then. */
  *#to(from: ReadRule, to: ReadRule, before: State): Generator<State> {
    for (const { event, state } of after(from, before)) {
      if (event !== to.event) continue;
      this.#search.compared += 1;
      if (!this.#claims(state).ruleOut(to.logic)) yield state;
    }
  }

  /** Whom a rule may start, whatever was before. */
  #nextOf(rule: ReadRule): readonly ReadRule[] {
    const known = this.#next.get(rule);
    if (known) return known;
    const found = new Set<ReadRule>();
    for (const { event, state } of after(rule, UNTOUCHED)) {
      const claims = this.#claims(state);
      for (const other of this.#listeners.get(event)?.near(claims) ?? []) {
        this.#search.compared += 1;
        if (this.#search.isOver) break;
        if (other !== rule && !claims.ruleOut(other.logic)) found.add(other);
      }
    }
    this.#next.set(rule, [...found]);
    return [...found];
  }

  #claims({ writes, fresh }: State): Claims {
    return new Claims(claimsOfWrites(writes.values(), this.#stageKind), { allTags: fresh });
  }
}
