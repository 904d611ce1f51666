import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { notFound } from '../../errors.ts';
import { pageOf, parseCursor } from '../../http/paging.ts';
import { Lead } from '../crm/entities.ts';
import { ActionRun, Effect } from '../effects/entities.ts';
import { presentActionRun } from '../effects/present.ts';
import { Rule, RuleRun } from './entities.ts';
import { presentRun } from './present.ts';
import { type Run, type RunListed, type RunQuery } from './schema.ts';

type Deps = Pick<ScopedCradle, 'em'>;

/** What rules did and nearly did, newest first. */
export class RuleRunLog {
  readonly #deps: Deps;

  constructor({ em }: Deps) {
    this.#deps = { em };
  }

  async list({ limit, cursor, ruleId, state, leadId, from, to }: z.output<typeof RunQuery>): Promise<{
    items: z.output<typeof RunListed>[];
    nextCursor: string | null;
  }> {
    const em = this.#deps.em.fork();
    const before = parseCursor(cursor);
    const where = {
      ...(ruleId ? { ruleId } : {}),
      ...(state ? { state } : {}),
      ...(leadId ? { leadCrmId: leadId } : {}),
      ...(from || to ? { at: { ...(from ? { $gte: new Date(from) } : {}), ...(to ? { $lte: new Date(to) } : {}) } } : {}),
      ...(before ? { id: { $lt: before } } : {}),
    };
    const { items, nextCursor } = pageOf(await em.find(RuleRun, where, { orderBy: { id: 'desc' }, limit: limit + 1 }), limit);
    const names = await namesOf(em, items);
    return { items: items.map((run) => presentRun(run, names(run))), nextCursor };
  }

  async get(id: string): Promise<z.output<typeof Run>> {
    const em = this.#deps.em.fork();
    const run = await em.findOne(RuleRun, { id });
    if (!run) throw notFound('run of a rule');
    const actions = await em.find(ActionRun, { ruleRunId: id }, { orderBy: { position: 'asc' } });
    const effects = await em.find(Effect, { actionRunId: { $in: actions.map((action) => action.id) } }, { orderBy: { position: 'asc' } });
    const names = await namesOf(em, [run]);
    return {
      ...presentRun(run, names(run)),
      actions: actions.map((action) =>
        presentActionRun(
          action,
          effects.filter(({ actionRunId }) => actionRunId === action.id),
        ),
      ),
    };
  }
}

/** Also of rules that were deleted since. */
async function namesOf(em: EntityManager, runs: readonly RuleRun[]): Promise<(run: RuleRun) => { rule: string; lead: string | null }> {
  const rules = await em.find(Rule, { id: { $in: [...new Set(runs.map(({ ruleId }) => ruleId))] } });
  const crmIds = [...new Set(runs.flatMap(({ leadCrmId }) => leadCrmId ?? []))];
  const leads = crmIds.length > 0 ? await em.find(Lead, { crmId: { $in: crmIds } }, { fields: ['crmId', 'name'] }) : [];
  const ruleNames = new Map(rules.map(({ id, definition }) => [id, definition.name]));
  const leadNames = new Map(leads.map(({ crmId, name }) => [crmId, name]));
  return ({ ruleId, leadCrmId }) => ({ rule: ruleNames.get(ruleId) ?? '', lead: leadNames.get(leadCrmId ?? '') || null });
}
