import { createHmac, randomUUID } from 'node:crypto';

import { type SandboxState } from '../state.ts';
import { type User } from '../types.ts';

const ONE_TIME_SECONDS = 1800;

export interface Integration {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
}

interface TokenOverrides {
  claims?: Record<string, unknown>;
  /** Claims to leave out. */
  omit?: readonly string[];
  secret?: string;
  /** `none` leaves the signature empty. */
  alg?: 'HS256' | 'none';
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * The widget's disposable token. `aud` is scheme and host of the redirect URI; the documentation shows
 * no port, so a port is kept only where it is not the scheme's own. `is_admin` is there for admins,
 * as the vendor's own client library expects.
 */
export const signOneTimeToken = (state: SandboxState, integration: Integration, user: User, overrides: TokenOverrides = {}): string => {
  const now = state.now();
  const { account } = state.data;
  const claims: Record<string, unknown> = {
    iss: state.baseUrl,
    aud: new URL(integration.redirectUri).origin,
    jti: randomUUID(),
    iat: now,
    nbf: now,
    exp: now + ONE_TIME_SECONDS,
    account_id: account.id,
    user_id: user.id,
    subdomain: account.subdomain,
    client_uuid: integration.clientId,
    ...(user.is_admin ? { is_admin: true } : {}),
    ...overrides.claims,
  };
  for (const name of overrides.omit ?? []) delete claims[name];
  const alg = overrides.alg ?? 'HS256';
  const input = `${base64url({ typ: 'JWT', alg })}.${base64url(claims)}`;
  if (alg === 'none') return `${input}.`;
  return `${input}.${createHmac('sha256', overrides.secret ?? integration.clientSecret)
    .update(input)
    .digest('base64url')}`;
};

/** Tokens a backend must refuse (and a few it must take), by name. */
export const TOKEN_VARIANTS = {
  good: () => ({}),
  expired: (now: number) => ({ claims: { iat: now - 2 * ONE_TIME_SECONDS, nbf: now - 2 * ONE_TIME_SECONDS, exp: now - ONE_TIME_SECONDS } }),
  not_yet: (now: number) => ({ claims: { nbf: now + 600 } }),
  wrong_secret: () => ({ secret: 'not-the-secret-of-this-integration-0000' }),
  alg_none: () => ({ alg: 'none' }),
  wrong_aud: () => ({ claims: { aud: 'https://other.example' } }),
  wrong_iss: () => ({ claims: { iss: 'https://other.kommo.com' } }),
  wrong_client: () => ({ claims: { client_uuid: '00000000-0000-4000-8000-000000000000' } }),
  other_account: () => ({ claims: { account_id: 1, subdomain: 'other', iss: 'https://other.kommo.com' } }),
  no_user: () => ({ omit: ['user_id'] }),
  no_admin_claim: () => ({ omit: ['is_admin'] }),
  with_admin_claim: () => ({ claims: { is_admin: true } }),
  admin_as_text: () => ({ claims: { is_admin: 'true' } }),
  long_life: (now: number) => ({ claims: { exp: now + 86_400 } }),
  salesbot: () => ({ claims: { entity_id: 1, entity_type: 2, bot_type: 'salesbot' } }),
} as const satisfies Record<string, (now: number) => TokenOverrides>;

type TokenVariant = keyof typeof TOKEN_VARIANTS;

export const isTokenVariant = (name: unknown): name is TokenVariant => typeof name === 'string' && Object.hasOwn(TOKEN_VARIANTS, name);
