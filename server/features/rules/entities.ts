/** Rules, their versions, what they did, and what they were tried on. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';
import { type DomainEvent, type EventName } from '../../sdk/events.ts';
import { type RuleDefinition } from './definition.ts';
import { type LeafResult, type RehearsalInput, type RehearsalKind, type RehearsalResult, type RuleProblem, type SkipReason } from './schema.ts';

/** The row carries the newest definition; every version is kept. */
const RuleSchema = defineEntity({
  name: 'Rule',
  tableName: 'rules',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    definition: p.json<RuleDefinition>(),
    /** The event its trigger waits for. */
    event: p.text().$type<EventName>(),
    enabled: p.boolean().default(false),
    /** Why it was switched off, or cannot be switched on. */
    problem: p.json<RuleProblem>().nullable(),
    /** Rules by time: when it is to be looked at next. */
    dueAt: p.datetime().nullable(),
    /** Rules by silence: silences that began up to then were looked at. */
    lookedAt: p.datetime().nullable(),
    version: p.integer().default(1),
    deletedAt: p.datetime().nullable(),
  },
  uniques: [...tenantUniques],
  indexes: [
    { properties: ['accountId', 'event'] },
    { name: 'rules_due', expression: `create index "rules_due" on "rules" ("due_at") where enabled and due_at is not null` },
  ],
  ...tenantRules('rules'),
});
export class Rule extends RuleSchema.class {}
RuleSchema.setClass(Rule);

const RuleVersionSchema = defineEntity({
  name: 'RuleVersion',
  tableName: 'rule_versions',
  properties: {
    ...tenantColumns(),
    ruleId: p.uuid(),
    version: p.integer(),
    definition: p.json<RuleDefinition>(),
    memberId: p.uuid().nullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'ruleId', 'version'] }],
  ...tenantRules('rule_versions'),
});
export class RuleVersion extends RuleVersionSchema.class {}
RuleVersionSchema.setClass(RuleVersion);

/**
 * `waiting`: a condition needs an answer from outside. `running`: its actions are under way. `skipped`: it held, and
 * `reason` kept it back. `near`: all but one of its conditions held.
 */
export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped' | 'near';

/** One look of a rule at one event that came to something, or close to it. */
const RuleRunSchema = defineEntity({
  name: 'RuleRun',
  tableName: 'rule_runs',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    ruleId: p.uuid(),
    ruleVersion: p.integer(),
    /** The occurrence: a rule runs for it once. */
    key: p.text(),
    eventId: p.uuid().nullable(),
    hookEventId: p.uuid().nullable(),
    /** What it was about, as the plugins saw it. */
    event: p.json<DomainEvent>(),
    /** Whose cooldown it is: the lead, else the event's own subject. */
    subject: p.text(),
    leadCrmId: p.text().nullable(),
    state: p.text().$type<RunState>(),
    reason: p.text().$type<SkipReason>().nullable(),
    /** By the condition's place in the tree. */
    conditions: p.json<LeafResult[]>(),
    /** Rules whose effects led here, the oldest first, this one last. */
    chain: p.json<string[]>(),
    /** When the event happened. */
    at: p.datetime(),
    finishedAt: p.datetime().nullable(),
    /** Who started it by hand. */
    memberId: p.uuid().nullable(),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'ruleId', 'key'] }],
  indexes: [
    { properties: ['accountId', 'ruleId', 'id'] },
    { properties: ['accountId', 'ruleId', 'subject', 'at'] },
    { properties: ['accountId', 'hookEventId'] },
    { properties: ['accountId', 'leadCrmId', 'id'] },
  ],
  ...tenantRules('rule_runs'),
});
export class RuleRun extends RuleRunSchema.class {}
RuleRunSchema.setClass(RuleRun);

/** A rule tried without effect: on one event, on the past, or on the leads there are now. Done by a worker, shown while it runs. */
const RehearsalSchema = defineEntity({
  name: 'Rehearsal',
  tableName: 'rehearsals',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    kind: p.text().$type<RehearsalKind>(),
    ruleId: p.uuid().nullable(),
    definition: p.json<RuleDefinition>(),
    input: p.json<RehearsalInput>(),
    state: p.text().$type<'waiting' | 'running' | 'done' | 'failed' | 'cancelled'>().default('waiting'),
    /** Events or leads looked at, of how many. */
    looked: p.integer().default(0),
    total: p.integer().default(0),
    result: p.json<RehearsalResult>().nullable(),
    error: p.text().nullable(),
    memberId: p.uuid().nullable(),
  },
  uniques: [...tenantUniques],
  indexes: [{ properties: ['accountId', 'ruleId', 'id'] }],
  ...tenantRules('rehearsals'),
});
export class Rehearsal extends RehearsalSchema.class {}
RehearsalSchema.setClass(Rehearsal);
