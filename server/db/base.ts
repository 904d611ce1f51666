/**
 * What every tenant table has: a random id, the account it belongs to, and row security that shows
 * and accepts only rows of the account the transaction was opened for (security B2).
 *
 *     const LeadSchema = defineEntity({
 *       name: 'Lead', tableName: 'leads',
 *       properties: { ...tenantColumns(), crmId: p.string() },
 *       uniques: [...tenantUniques, { properties: ['accountId', 'crmId'] }],
 *       ...tenantRules('leads'),
 *     });
 */
import { p } from '@mikro-orm/core';
import { v7 } from 'uuid';

const CURRENT_ACCOUNT = `nullif(current_setting('app.account_id', true), '')::uuid`;

/** Sorts by time. With `at`, by that time instead of now: for rows that tell of the past. */
export const newId = (at?: Date): string => (at ? v7({ msecs: at.getTime() }) : v7());

export const tenantColumns = () => ({
  id: p
    .uuid()
    .primary()
    .onCreate(() => v7()),
  accountId: p.uuid(),
});

export const timestamps = () => ({
  createdAt: p.datetime().onCreate(() => new Date()),
  updatedAt: p
    .datetime()
    .onCreate(() => new Date())
    .onUpdate(() => new Date()),
});

/** The target of composite foreign keys: a child can only point inside its own account (security B3). */
export const tenantUniques = [{ properties: ['accountId', 'id'] as ['accountId', 'id'] }];

export const tenantRules = (table: string) => ({
  rowLevelSecurity: 'force' as const,
  policies: [
    { name: `${table}_account`, using: `account_id = ${CURRENT_ACCOUNT}`, check: `account_id = ${CURRENT_ACCOUNT}` },
    { name: `${table}_operator`, roles: ['souffleur_operator'], using: 'true', check: 'true' },
  ],
});
