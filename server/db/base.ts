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

/** Of the clock, a millisecond; 32 bits of them last three days. */
const TICKS = 16;
const ROUND = 0x1_0000_0000;
let made = 0;

/** Rows of the same millisecond keep the order in which they were made, whichever process made them: hooks tell whole seconds. */
function nextInLine(): number {
  const now = Math.floor((performance.timeOrigin + performance.now()) * TICKS) % ROUND;
  made = now > made || made - now > ROUND / 2 ? now : made + 1;
  return made;
}

/** Sorts by time. With `at`, by that time instead of now: for rows that tell of the past. */
export const newId = (at?: Date): string => (at ? v7({ msecs: at.getTime(), seq: nextInLine() }) : v7());

/** Smaller than every id made at this time or later, larger than every earlier one: ids serve as the index of time. */
export const firstIdAt = (at: Date): string => {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0').slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

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
