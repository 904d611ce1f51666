/** Tables of the tenant itself: who installed us, who signs in, what we hold to reach the CRM, what was done. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';

const CURRENT_ACCOUNT = `nullif(current_setting('app.account_id', true), '')::uuid`;

const AccountSchema = defineEntity({
  name: 'Account',
  tableName: 'accounts',
  properties: {
    id: p.uuid().primary(),
    crm: p.string(),
    crmId: p.string(),
    subdomain: p.string(),
    /** The only host this account is ever called at (security D7). */
    host: p.string(),
    name: p.text(),
    mode: p.string().$type<'off' | 'draft' | 'auto'>().default('draft'),
    language: p.string().default('en'),
    currency: p.string().default('USD'),
    timezone: p.string().default('UTC'),
    /** Grows with every change of the account's rules: what was compiled from them is good for one number. */
    rulesVersion: p.integer().default(0),
    /** The account's data key, wrapped by the master key. */
    dataKey: p.blob(),
    installedAt: p.datetime(),
    uninstalledAt: p.datetime().nullable(),
    ...timestamps(),
  },
  uniques: [{ properties: ['crm', 'crmId'] }],
  indexes: [{ properties: ['host'] }],
  rowLevelSecurity: 'force',
  policies: [
    { name: 'accounts_account', using: `id = ${CURRENT_ACCOUNT}`, check: `id = ${CURRENT_ACCOUNT}` },
    { name: 'accounts_operator', roles: ['souffleur_operator'], using: 'true', check: 'true' },
  ],
});
export class Account extends AccountSchema.class {}
AccountSchema.setClass(Account);

const MemberSchema = defineEntity({
  name: 'Member',
  tableName: 'members',
  properties: {
    ...tenantColumns(),
    crmUserId: p.string(),
    name: p.text(),
    role: p.string().$type<'rep' | 'admin'>().default('rep'),
    language: p.string().default('en'),
    /** False: gone or switched off in the CRM; cannot sign in. */
    active: p.boolean().default(true),
    ...timestamps(),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'crmUserId'] }],
  ...tenantRules('members'),
});
export class Member extends MemberSchema.class {}
MemberSchema.setClass(Member);

const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    ...tenantColumns(),
    memberId: p.uuid(),
    /** SHA-256 of the token, hex. */
    hash: p.string(),
    /** The CRM said so when the token was exchanged. */
    admin: p.boolean(),
    createdAt: p.datetime(),
    /** Written at most every half minute. */
    lastSeenAt: p.datetime(),
    expiresAt: p.datetime(),
  },
  uniques: [...tenantUniques, { properties: ['hash'] }],
  indexes: [{ properties: ['expiresAt'] }, { properties: ['accountId', 'memberId'] }],
  ...tenantRules('sessions'),
});
export class Session extends SessionSchema.class {}
SessionSchema.setClass(Session);

const UsedTokenSchema = defineEntity({
  name: 'UsedToken',
  tableName: 'used_tokens',
  properties: { ...tenantColumns(), jti: p.string(), expiresAt: p.datetime() },
  uniques: [...tenantUniques, { properties: ['accountId', 'jti'] }],
  indexes: [{ properties: ['expiresAt'] }],
  ...tenantRules('used_tokens'),
});
export class UsedToken extends UsedTokenSchema.class {}
UsedTokenSchema.setClass(UsedToken);

const OauthStateSchema = defineEntity({
  name: 'OauthState',
  tableName: 'oauth_states',
  properties: {
    ...tenantColumns(),
    /** `connect`: an admin grants access. `sign_in`: a person shows who they are. `code`: who that was, for the console to trade in. */
    purpose: p.string().$type<'connect' | 'sign_in' | 'code'>().default('connect'),
    /** Null while nobody knows who signs in. */
    memberId: p.uuid().nullable(),
    /** SHA-256 of the state, hex; used up by deleting the row. */
    hash: p.string(),
    /** SHA-256 of the cookie of the browser that began, hex; empty until it has come by. */
    browserHash: p.string().nullable(),
    expiresAt: p.datetime(),
  },
  uniques: [...tenantUniques, { properties: ['hash'] }],
  indexes: [{ properties: ['expiresAt'] }],
  ...tenantRules('oauth_states'),
});
export class OauthState extends OauthStateSchema.class {}
OauthStateSchema.setClass(OauthState);

const ConnectionSchema = defineEntity({
  name: 'Connection',
  tableName: 'connections',
  properties: {
    ...tenantColumns(),
    state: p.string().$type<'connected' | 'reauthorize' | 'disconnected'>(),
    /** Sealed; null once wiped. */
    accessToken: p.blob().nullable(),
    refreshToken: p.blob().nullable(),
    /** End of the access token's life. */
    expiresAt: p.datetime(),
    scopes: p.json<string[]>(),
    /** The CRM user whose rights the tokens carry. */
    crmUserId: p.string(),
    /** Grows with every new pair: tells "mine is old" from "refresh it". */
    generation: p.integer().default(1),
    refreshedAt: p.datetime(),
    /** One process is refreshing until then; the others wait for it. */
    refreshingUntil: p.datetime().nullable(),
    /** Why it is not connected, in plain words. */
    problem: p.text().nullable(),
    ...timestamps(),
  },
  uniques: [...tenantUniques, { properties: ['accountId'] }],
  indexes: [{ properties: ['refreshedAt'] }],
  ...tenantRules('connections'),
});
export class Connection extends ConnectionSchema.class {}
ConnectionSchema.setClass(Connection);

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  properties: {
    id: p.uuid().primary(),
    /** Whose chain: an account, or the nil UUID for what could not be tied to one. No foreign key: it outlives the account. */
    chainId: p.uuid().fieldName('account_id'),
    /** 1, 2, 3 … without a gap. */
    seq: p.integer(),
    at: p.datetime(),
    actor: p.text(),
    action: p.string(),
    target: p.text(),
    result: p.string(),
    /** Canonical JSON; never the text of a message, never a secret. */
    detail: p.text(),
    /** SHA-256 over the previous hash and everything above, hex. */
    hash: p.string(),
  },
  uniques: [{ properties: ['chainId', 'seq'] }],
  ...tenantRules('audit_entries'),
});
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);

const IdempotencyKeySchema = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    ...tenantColumns(),
    key: p.string(),
    route: p.string(),
    /** SHA-256 of who asked and of the body, hex. */
    digest: p.string(),
    /** Null while the first request is still running. */
    status: p.integer().nullable(),
    answer: p.text().nullable(),
    createdAt: p.datetime(),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'key'] }],
  indexes: [{ properties: ['createdAt'] }],
  ...tenantRules('idempotency_keys'),
});
export class IdempotencyKey extends IdempotencyKeySchema.class {}
IdempotencyKeySchema.setClass(IdempotencyKey);
