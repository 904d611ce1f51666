import { type z } from 'zod';

import { type Rule, type RuleRun } from './entities.ts';
import { type Rule as RuleShape, type RunListed } from './schema.ts';

export const presentRule = ({ id, definition, enabled, problem, version, createdAt, updatedAt }: Rule): z.output<typeof RuleShape> => ({
  ...definition,
  id,
  enabled,
  problem: problem ?? null,
  version,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

export const presentRun = (run: RuleRun, names: { rule: string; lead: string | null }): z.output<typeof RunListed> => ({
  id: run.id,
  ruleId: run.ruleId,
  ruleName: names.rule,
  ruleVersion: run.ruleVersion,
  state: run.state,
  reason: run.reason ?? null,
  event: { name: run.event.name, subject: run.event.subject, at: new Date(run.event.at).toISOString() },
  leadCrmId: run.leadCrmId ?? null,
  leadName: names.lead,
  hookEventId: run.hookEventId ?? null,
  conditions: run.conditions,
  chain: run.chain,
  at: run.at.toISOString(),
  finishedAt: run.finishedAt?.toISOString() ?? null,
});
