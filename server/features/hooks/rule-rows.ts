import { type EntityManager } from '@mikro-orm/postgresql';

import { ActionRun, Effect } from '../effects/entities.ts';
import { Draft } from '../replies/entities.ts';
import { Rule, RuleRun } from '../rules/entities.ts';
import { Delivery } from '../talks/entities.ts';
import { deliveryNode, nodeOf } from './cause-rows.ts';
import { type Caused } from './schema.ts';

/** A bulk hook may start more; the tree shows that many of its runs. */
const RUNS_MAX = 200;

/** The rules a hook started, with what each did: run > action > effect > delivery or draft. A handful of queries, however many. */
export async function ruleRows(em: EntityManager, hookEventId: string): Promise<{ event: RuleRun['event']; node: Caused }[]> {
  const runs = await em.fork().find(RuleRun, { hookEventId, state: { $ne: 'near' } }, { orderBy: { id: 'asc' }, limit: RUNS_MAX });
  if (runs.length === 0) return [];
  const reader = em.fork();
  const names = new Map((await reader.find(Rule, { id: { $in: runs.map(({ ruleId }) => ruleId) } })).map((rule) => [rule.id, rule.definition.name]));
  const actions = await reader.find(ActionRun, { ruleRunId: { $in: runs.map(({ id }) => id) } }, { orderBy: { position: 'asc' } });
  const effects = await reader.find(Effect, { actionRunId: { $in: actions.map(({ id }) => id) } }, { orderBy: { position: 'asc' } });
  const ends = await endsOf(reader, effects);
  const effectNodes = grouped(
    effects,
    ({ actionRunId }) => actionRunId,
    (row) => effectNode(row, ends.get(row.id)),
  );
  const actionNodes = grouped(
    actions,
    ({ ruleRunId }) => ruleRunId,
    (row) => ({ ...actionNode(row), children: effectNodes.get(row.id) ?? [] }),
  );
  return runs.map((run) => {
    const node = nodeOf('rule_run', run, { label: names.get(run.ruleId) ?? '', state: run.state, at: run.createdAt });
    return { event: run.event, node: { ...node, children: actionNodes.get(run.id) ?? [] } };
  });
}

/** What an effect went on as: the message in the outbox, or the agent's draft with its own message. */
async function endsOf(em: EntityManager, effects: readonly Effect[]): Promise<Map<string, Caused>> {
  const drafted = effects.flatMap(({ kind, receipt }) => (kind === 'reply' && receipt?.id ? [receipt.id] : []));
  const drafts = new Map((await em.find(Draft, { id: { $in: drafted } })).map((draft) => [draft.id, draft]));
  const sent = { $or: [{ effectId: { $in: effects.map(({ id }) => id) } }, { draftId: { $in: drafted } }] };
  const deliveries = effects.length > 0 ? await em.find(Delivery, sent, { orderBy: { id: 'asc' } }) : [];
  return new Map(
    effects.flatMap((effect): [string, Caused][] => {
      const draft = drafts.get(effect.receipt?.id ?? '');
      const delivery = deliveries.find((row) => row.effectId === effect.id || (draft !== undefined && row.draftId === draft.id));
      const last = delivery && deliveryNode(delivery);
      if (!draft) return last ? [[effect.id, last]] : [];
      const node = nodeOf('draft', draft, { label: draft.agentName, state: draft.state, at: draft.createdAt });
      return [[effect.id, { ...node, children: last ? [last] : [] }]];
    }),
  );
}

const actionNode = (row: ActionRun): Caused => nodeOf('action_run', row, { label: row.said ?? row.action, state: row.state, at: row.createdAt });

function effectNode(row: Effect, end: Caused | undefined): Caused {
  const label = row.body.kind === 'crm' ? row.body.change.kind : row.kind;
  return { ...nodeOf('effect', row, { label, state: row.state, at: row.createdAt }), children: end ? [end] : [] };
}

function grouped<T>(rows: readonly T[], by: (row: T) => string, node: (row: T) => Caused): Map<string, Caused[]> {
  const groups = new Map<string, Caused[]>();
  for (const row of rows) groups.set(by(row), [...(groups.get(by(row)) ?? []), node(row)]);
  return groups;
}
