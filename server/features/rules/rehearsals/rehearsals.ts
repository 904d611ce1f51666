import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../../container.ts';
import { notFound } from '../../../errors.ts';
import { Event } from '../../hooks/entities.ts';
import { eventOf, type RuleDefinition } from '../definition.ts';
import { Rehearsal, Rule } from '../entities.ts';
import { type EventQuery, type PastEvent, type Rehearsal as RehearsalShape, type RehearsalInput, type RehearsalKind } from '../schema.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'live' | 'queue' | 'caller'>;
type Shape = z.output<typeof RehearsalShape>;

/** ms a request waits for a worker's answer. */
const PATIENCE_MS = 10_000;
/** A message may be lost with its connection. */
const LOOK_MS = 500;
const OVER: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled']);

/** Rules tried without effect. Conditions are plugins, so a worker asks them; here it is only ordered and looked at. */
export class Rehearsals {
  readonly #deps: Deps;

  constructor({ em, accountId, live, queue, caller }: Deps) {
    this.#deps = { em, accountId, live, queue, caller };
  }

  /** Goes on in the background; `rehearsal.updated` tells how far it is. */
  async begin(kind: RehearsalKind, definition: RuleDefinition, input: RehearsalInput, ruleId: string | null = null): Promise<Shape> {
    const { em, accountId, queue, caller } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const row = tx.create(Rehearsal, {
        accountId,
        kind,
        ruleId,
        definition,
        input,
        state: 'waiting',
        looked: 0,
        total: 0,
        memberId: caller?.memberId ?? null,
      });
      await tx.flush();
      await queue.send('rehearse', { accountId, rehearsalId: row.id }, { tx });
      return present(row);
    });
  }

  /** Waits for the end, ten seconds at most; what is not over by then goes on. */
  async now(kind: RehearsalKind, definition: RuleDefinition, input: RehearsalInput, ruleId: string | null = null): Promise<Shape> {
    const { accountId, live } = this.#deps;
    const { id } = await this.begin(kind, definition, input, ruleId);
    const ended = Promise.withResolvers<void>();
    const looking = setInterval(() => void this.#isOver(id).then((over) => over && ended.resolve(), ended.reject), LOOK_MS);
    const patience = setTimeout(() => ended.resolve(), PATIENCE_MS);
    const unsubscribe = live.subscribe(accountId, (message) => {
      if (message.kind === 'rehearsal.updated' && message.rehearsalId === id && OVER.has(message.state)) ended.resolve();
    });
    try {
      if (!(await this.#isOver(id))) await ended.promise;
      return await this.get(id);
    } finally {
      unsubscribe();
      clearInterval(looking);
      clearTimeout(patience);
    }
  }

  async get(id: string): Promise<Shape> {
    return present(await this.#find(this.#deps.em.fork(), id));
  }

  /** The definition to try: as it is in the editor, else as it is stored. */
  async definitionOf(ruleId: string, given: RuleDefinition | undefined): Promise<RuleDefinition> {
    const rule = await this.#deps.em.fork().findOne(Rule, { id: ruleId, deletedAt: null });
    if (!rule) throw notFound('rule');
    return given ?? rule.definition;
  }

  /** The newest events a rule with this trigger would have been asked about, with what was known of them. */
  async events({ on, limit }: z.output<typeof EventQuery>): Promise<{ items: z.output<typeof PastEvent>[] }> {
    const rows = await this.#deps.em.fork().find(Event, { name: eventOf({ on }) }, { orderBy: { id: 'desc' }, limit, populate: ['facts'] });
    const items = rows.map(({ id, name, subject, at, facts }) => ({
      id,
      name,
      subject,
      leadCrmId: facts?.lead?.id ?? null,
      leadName: facts?.lead?.name || null,
      at: at.toISOString(),
    }));
    return { items };
  }

  /** The worker stops at its next look. */
  async cancel(id: string): Promise<Shape> {
    const { em, accountId, live } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const row = await this.#find(tx, id);
      if (!OVER.has(row.state)) {
        row.state = 'cancelled';
        await live.publish(accountId, { kind: 'rehearsal.updated', rehearsalId: id, state: 'cancelled' }, tx);
      }
      await tx.flush();
      return present(row);
    });
  }

  async #isOver(id: string): Promise<boolean> {
    return OVER.has((await this.#find(this.#deps.em.fork(), id)).state);
  }

  async #find(em: EntityManager, id: string): Promise<Rehearsal> {
    const row = await em.findOne(Rehearsal, { id });
    if (!row) throw notFound('rehearsal');
    return row;
  }
}

const present = ({ id, kind, ruleId, state, looked, total, result, error, createdAt }: Rehearsal): Shape => ({
  id,
  kind,
  ruleId: ruleId ?? null,
  state,
  looked,
  total,
  result: result ?? null,
  error: error ?? null,
  createdAt: createdAt.toISOString(),
});
