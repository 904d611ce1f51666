/**
 * The widget's one-time token (security A1): a JWT that the CRM signs with our integration secret. Pure.
 * Written out instead of taken from a library, because every field here is stricter than the standard asks.
 * Claims: developers.kommo.com/docs/one-time-tokens
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

import { accountHost } from '../../egress/account-host.ts';

export interface TokenRules {
  /** UTF-8 bytes of it are the key. */
  secret: string;
  clientId: string;
  redirectUri: string;
  domains: readonly string[];
}

export interface OneTimeToken {
  crmAccountId: string;
  crmUserId: string;
  host: string;
  subdomain: string;
  jti: string;
  expiresAt: Date;
  /** Only the JSON value true counts. */
  admin: boolean;
}

export type Verdict = { token: OneTimeToken } | { reason: string };

const MAX_BYTES = 8192;
const LEEWAY = 5;
const MAX_LIFE = 3600;
/** Claims that only the Salesbot's token has: it must never pass here (security A3). */
const BOT_CLAIMS = ['entity_id', 'entity_type', 'bot_type'];

/** Unpadded base64url whose spare bits are zero: one text per value. */
function strictBytes(part: string): Buffer | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined;
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

function strictObject(bytes: Buffer | undefined): Record<string, unknown> | undefined {
  if (!bytes) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const isId = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value < 1e11;

/** The reasons are for the audit log; outside all of them are the same 401. */
export function verifyOneTimeToken(text: string | undefined, rules: TokenRules, now: Date): Verdict {
  if (!text) return { reason: 'missing' };
  if (text.length > MAX_BYTES) return { reason: 'too_long' };
  const parts = text.split('.');
  const [head = '', body = '', mark = ''] = parts;
  if (parts.length !== 3) return { reason: 'malformed' };
  const header = strictObject(strictBytes(head));
  const given = strictBytes(mark);
  if (!header || !given) return { reason: 'malformed' };
  // `kid`, `jku`, `jwk` and `x5u` are never looked at: the key is ours alone to choose.
  if (header.alg !== 'HS256' || (header.typ !== undefined && header.typ !== 'JWT')) return { reason: 'algorithm' };
  if ('crit' in header) return { reason: 'critical_header' };
  const expected = createHmac('sha256', rules.secret).update(`${head}.${body}`).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { reason: 'signature' };
  const claims = strictObject(strictBytes(body));
  return claims ? verifyClaims(claims, rules, Math.floor(now.getTime() / 1000)) : { reason: 'malformed' };
}

function verifyClaims(claims: Record<string, unknown>, rules: TokenRules, now: number): Verdict {
  const { iss, aud, jti, iat, nbf, exp, account_id: account, user_id: user, subdomain, client_uuid: client } = claims;
  if (BOT_CLAIMS.some((name) => name in claims)) return { reason: 'other_token_kind' };
  if (!isTime(iat) || !isTime(nbf) || !isTime(exp)) return { reason: 'times' };
  if (exp <= iat || exp <= nbf || exp - Math.min(iat, nbf) > MAX_LIFE) return { reason: 'life' };
  if (nbf > now + LEEWAY || iat > now + LEEWAY) return { reason: 'not_yet' };
  if (exp <= now - LEEWAY) return { reason: 'expired' };
  const ours = new URL(rules.redirectUri);
  // The platform writes scheme and host; whether a port belongs to it is not documented.
  if (aud !== ours.origin && aud !== `${ours.protocol}//${ours.hostname}`) return { reason: 'audience' };
  if (client !== rules.clientId) return { reason: 'client' };
  if (typeof subdomain !== 'string' || typeof iss !== 'string' || !iss.startsWith('https://')) return { reason: 'issuer' };
  const issuer = accountHost(iss.slice('https://'.length), rules.domains);
  if (!issuer || issuer.subdomain !== subdomain) return { reason: 'issuer' };
  if (!isId(account) || !isId(user)) return { reason: 'ids' };
  if (typeof jti !== 'string' || !/^[\x21-\x7e]{8,128}$/.test(jti)) return { reason: 'jti' };
  return {
    token: {
      crmAccountId: String(account),
      crmUserId: String(user),
      host: issuer.host,
      subdomain,
      jti,
      expiresAt: new Date(exp * 1000),
      admin: claims.is_admin === true,
    },
  };
}
