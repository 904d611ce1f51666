import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { conflict, notFound, unprocessable } from '../../errors.ts';
import { type ActivityKind } from '../activity/schema.ts';
import { eventOf, RuleDefinition } from './definition.ts';
import { Rule, RuleVersion } from './entities.ts';
import { presentRule } from './present.ts';
import { countRuns } from './run-counts.ts';
import { type Rule as RuleShape, type RuleListed, type RulePatch, type RuleQuery, type RuleVersionShape } from './schema.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'caller' | 'activity' | 'audit' | 'ruleProblems' | 'ruleUpkeep' | 'ruleTimes'>;
type Shape = z.output<typeof RuleShape>;

/** An account has this many rules at most: the matcher takes ten times as many, a person does not. */
const RULES_MAX = 10_000;

/** Rules and their versions, as admins write them. */
export class RuleService {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, caller, activity, audit, ruleProblems, ruleUpkeep, ruleTimes }: Deps) {
    this.#deps = { em, accountId, clock, caller, activity, audit, ruleProblems, ruleUpkeep, ruleTimes };
  }

  /** In the order in which they run: priority, then age. `cursor` counts. */
  async list({ limit, cursor, ...filter }: z.output<typeof RuleQuery>): Promise<{ items: z.output<typeof RuleListed>[]; nextCursor: string | null }> {
    const { em, clock } = this.#deps;
    const rows = await em
      .fork()
      .find(Rule, { deletedAt: filter.deleted ? { $ne: null } : null, ...(filter.enabled ? { enabled: filter.enabled === 'true' } : {}) });
    const wanted = rows.filter(
      ({ definition: { name, trigger } }) =>
        (!filter.q || name.toLocaleLowerCase().includes(filter.q.toLocaleLowerCase())) && (!filter.on || trigger.on === filter.on),
    );
    const from = Math.max(0, Number(cursor ?? 0) || 0);
    const ordered = wanted.toSorted((a, b) => b.definition.priority - a.definition.priority || (a.id < b.id ? -1 : 1));
    const page = ordered.slice(from, from + limit);
    const counts = await countRuns(
      em.fork(),
      page.map(({ id }) => id),
      clock.now(),
    );
    const items = page.map((row) => ({ ...presentRule(row), runs: counts.get(row.id) ?? { today: 0, week: 0, failed: 0, lastAt: null } }));
    return { items, nextCursor: from + limit < ordered.length ? String(from + limit) : null };
  }

  async get(id: string): Promise<Shape> {
    return presentRule(await this.find(this.#deps.em.fork(), id));
  }

  /** Stored switched off. */
  async create(definition: RuleDefinition): Promise<Shape> {
    const { em, accountId, caller } = this.#deps;
    return em.fork().transactional(async (tx) => {
      if ((await tx.count(Rule, { deletedAt: null })) >= RULES_MAX)
        throw unprocessable('too_many_rules', `An account has at most ${RULES_MAX} rules: delete those that are not needed.`);
      const rule = tx.create(Rule, { accountId, definition, event: eventOf(definition.trigger), enabled: false, version: 1 });
      tx.create(RuleVersion, { accountId, ruleId: rule.id, version: 1, definition, memberId: caller?.memberId ?? null });
      await this.#tell(tx, rule, 'rule.created');
      await tx.flush();
      return presentRule(rule);
    });
  }

  /** Every change is a new version; an enabled rule stays enabled only if the new one can run. @throws 409 with both sides, 422 by field */
  async update(id: string, { version, ...patch }: z.output<typeof RulePatch>): Promise<Shape> {
    const { em, ruleProblems } = this.#deps;
    const check = await ruleProblems.checker(em.fork());
    return em.fork().transactional(async (tx) => {
      const rule = await this.find(tx, id, true);
      if (rule.version !== version)
        throw conflict('version_conflict', 'Someone else changed this rule meanwhile. Compare both and save again.', {
          current: presentRule(rule),
          version: rule.version,
        });
      const definition = RuleDefinition.parse({ ...rule.definition, ...defined(patch) });
      const [problem] = rule.enabled ? check(definition) : [];
      if (problem) throw unprocessable('rule_problem', `${problem.message} Mend it, or switch the rule off first.`, [{ ...problem }]);
      await this.#change(tx, rule, definition, 'rule.changed');
      return presentRule(rule);
    });
  }

  /** A rule by time says first how many leads it would run for at once. @throws 422 with what is wrong, 409 `confirm_first` */
  async enable(id: string, confirm: boolean): Promise<Shape> {
    const { em, ruleProblems, ruleTimes, audit, accountId, caller } = this.#deps;
    const rule = await this.find(em.fork(), id);
    const problems = (await ruleProblems.checker(em.fork()))(rule.definition);
    if (problems.length > 0) {
      await em.fork().nativeUpdate(Rule, { id }, { problem: problems[0] ?? null });
      throw unprocessable('rule_problem', `${problems[0]?.message ?? ''} Mend it and switch the rule on again.`, problems);
    }
    if (rule.definition.trigger.time && !confirm) {
      const count = await ruleTimes.count(rule.definition);
      if (count > 0)
        throw conflict('confirm_first', `This rule would run for ${count} leads at once. Look at them, then switch it on with confirm: true.`, { count });
    }
    return em.fork().transactional(async (tx) => {
      const row = await this.find(tx, id, true);
      if (row.version !== rule.version)
        throw conflict('version_conflict', 'Someone else changed this rule meanwhile. Look at it again.', { version: row.version });
      tx.assign(row, { enabled: true, problem: null, dueAt: await ruleTimes.firstLook(tx, row.definition) });
      await this.#tell(tx, row, 'rule.enabled');
      await audit.append(tx, accountId, { actor: `member:${caller?.memberId ?? ''}`, action: 'rule.enabled', target: id, result: 'done' });
      await tx.flush();
      return presentRule(row);
    });
  }

  async disable(id: string): Promise<Shape> {
    const { em, audit, accountId, caller } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const row = await this.find(tx, id, true);
      tx.assign(row, { enabled: false, dueAt: null });
      await this.#tell(tx, row, 'rule.disabled');
      await audit.append(tx, accountId, { actor: `member:${caller?.memberId ?? ''}`, action: 'rule.disabled', target: id, result: 'done' });
      await tx.flush();
      return presentRule(row);
    });
  }

  /** It can be taken back with `undelete`; its runs stay in the log. */
  async remove(id: string): Promise<void> {
    const { em, clock } = this.#deps;
    await em.fork().transactional(async (tx) => {
      const row = await this.find(tx, id, true);
      tx.assign(row, { enabled: false, dueAt: null, deletedAt: clock.now() });
      await this.#tell(tx, row, 'rule.deleted');
    });
  }

  /** Comes back switched off. */
  async undelete(id: string): Promise<Shape> {
    const { em } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const row = await tx.findOne(Rule, { id, deletedAt: { $ne: null } });
      if (!row) throw notFound('deleted rule');
      tx.assign(row, { deletedAt: null });
      await this.#tell(tx, row, 'rule.restored');
      await tx.flush();
      return presentRule(row);
    });
  }

  /** Newest first. */
  async versions(id: string): Promise<{ items: z.output<typeof RuleVersionShape>[] }> {
    const em = this.#deps.em.fork();
    await this.find(em, id);
    const rows = await em.find(RuleVersion, { ruleId: id }, { orderBy: { version: 'desc' }, limit: 200 });
    return {
      items: rows.map(({ version, definition, memberId, createdAt }) => ({
        version,
        definition,
        memberId: memberId ?? null,
        createdAt: createdAt.toISOString(),
      })),
    };
  }

  /** Makes an earlier version the newest, as a new one, switched off. */
  async restore(id: string, version: number): Promise<Shape> {
    const { em } = this.#deps;
    return em.fork().transactional(async (tx) => {
      const rule = await this.find(tx, id, true);
      const row = await tx.findOne(RuleVersion, { ruleId: id, version });
      if (!row) throw notFound('version of the rule');
      tx.assign(rule, { enabled: false, dueAt: null });
      await this.#change(tx, rule, row.definition, 'rule.changed');
      return presentRule(rule);
    });
  }

  async find(em: EntityManager, id: string, lock = false): Promise<Rule> {
    if (lock) await em.execute('select 1 from rules where id = ? for update', [id]);
    const rule = await em.findOne(Rule, { id, deletedAt: null });
    if (!rule) throw notFound('rule');
    return rule;
  }

  async #change(tx: EntityManager, rule: Rule, definition: RuleDefinition, kind: ActivityKind): Promise<void> {
    const { accountId, caller, ruleTimes } = this.#deps;
    const version = rule.version + 1;
    const dueAt = rule.enabled ? await ruleTimes.firstLook(tx, definition) : null;
    tx.assign(rule, { definition, event: eventOf(definition.trigger), version, problem: null, dueAt });
    tx.create(RuleVersion, { accountId, ruleId: rule.id, version, definition, memberId: caller?.memberId ?? null });
    await this.#tell(tx, rule, kind);
    await tx.flush();
  }

  async #tell(tx: EntityManager, { id, definition, version }: Rule, kind: ActivityKind): Promise<void> {
    const { activity, ruleUpkeep } = this.#deps;
    await ruleUpkeep.changed(tx, id);
    await activity.record(tx, { kind, actor: activity.caller(), subject: `rule:${id}`, data: { name: definition.name, version } });
  }
}

const defined = <T extends object>(patch: T): Partial<T> => Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<T>;
