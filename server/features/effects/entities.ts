/** What rules (and, later, sequences) do: action runs, the effects each asked for, and the key our calls are signed with. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';
import { type Effect as EffectBody, type EffectKind } from '../../sdk/effects.ts';
import { type Receipt } from '../../sdk/types.ts';

/** `waiting`: its effects are under way. */
export type ActionRunState = 'planned' | 'running' | 'waiting' | 'done' | 'failed' | 'skipped';

/** One action of a run, in its order: the next begins when this one has ended. */
const ActionRunSchema = defineEntity({
  name: 'ActionRun',
  tableName: 'action_runs',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    ruleRunId: p.uuid(),
    /** From 1. */
    position: p.integer(),
    /** The action plugin's id. */
    action: p.text(),
    /** As the rule's author filled it in. */
    input: p.json<Record<string, unknown>>(),
    state: p.text().$type<ActionRunState>().default('planned'),
    attempts: p.integer().default(0),
    /** Stable name of what went wrong, e.g. `refused_invalid`, `gate_window_closed`. */
    problem: p.text().nullable(),
    /** The same in words. */
    error: p.text().nullable(),
    /** What it did, in words of the account's language. */
    said: p.text().nullable(),
    finishedAt: p.datetime().nullable(),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'ruleRunId', 'position'] }],
  ...tenantRules('action_runs'),
});
export class ActionRun extends ActionRunSchema.class {}
ActionRunSchema.setClass(ActionRun);

export type EffectState = 'queued' | 'sending' | 'in_doubt' | 'done' | 'failed';

/** What came back from a webhook, bounded; later actions of the run may use it. */
export interface EffectAnswer {
  status: number;
  /** Parsed where it is JSON. */
  body: unknown;
}

/** One thing to be done outside. Its id is the idempotency key: it is done at most once. */
const EffectSchema = defineEntity({
  name: 'Effect',
  tableName: 'effects',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    actionRunId: p.uuid(),
    position: p.integer(),
    kind: p.text().$type<EffectKind>(),
    body: p.json<EffectBody>(),
    /** What it changes, else what the run is about: its echo is found by it. */
    subject: p.text(),
    state: p.text().$type<EffectState>().default('queued'),
    attempts: p.integer().default(0),
    firstTriedAt: p.datetime().nullable(),
    receipt: p.json<Receipt>().nullable(),
    answer: p.json<EffectAnswer>().nullable(),
    problem: p.text().nullable(),
    error: p.text().nullable(),
    /** Rules that led to it, the one that asked for it last: what comes back of it does not start them again. */
    chain: p.json<string[]>(),
    /** Names of the events that were recognised as its echo. */
    echoes: p.json<string[]>().defaultRaw(`'[]'::jsonb`),
    finishedAt: p.datetime().nullable(),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'actionRunId', 'position'] }],
  indexes: [
    { properties: ['accountId', 'subject', 'firstTriedAt'] },
    { properties: ['accountId', 'finishedAt'] },
    { name: 'effects_open', expression: `create index "effects_open" on "effects" ("account_id", "id") where state in ('queued', 'sending', 'in_doubt')` },
  ],
  ...tenantRules('effects'),
});
export class Effect extends EffectSchema.class {}
EffectSchema.setClass(Effect);

/** With it whoever gets our calls can tell that they are ours. */
const SigningKeySchema = defineEntity({
  name: 'SigningKey',
  tableName: 'signing_keys',
  properties: {
    ...tenantColumns(),
    sealed: p.blob(),
    /** The last four characters, to tell keys apart. */
    hint: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
  uniques: [...tenantUniques, { properties: ['accountId'] }],
  ...tenantRules('signing_keys'),
});
export class SigningKey extends SigningKeySchema.class {}
SigningKeySchema.setClass(SigningKey);
