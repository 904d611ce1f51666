import { randomBytes, randomUUID } from 'node:crypto';

import { type SandboxState } from '../state.ts';
import { type TokenPair } from '../integration.ts';

export const ACCESS_SECONDS = 86_400;
const REFRESH_SECONDS = 90 * 86_400;
const CODE_SECONDS = 20 * 60;

export const SCOPES: readonly string[] = [
  'push_notifications',
  'files',
  'crm',
  'files_delete',
  'notifications',
  'list_external_messages',
  'send_external_messages',
];

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Looks like the platform's RS256 token. Nobody can check the signature (the key is not published), so
 * it is random bytes of the right length; the platform itself knows its tokens by their text.
 */
const accessToken = (state: SandboxState, clientId: string, userId: number, scopes: readonly string[]): string => {
  const now = state.now();
  const jti = randomUUID().replaceAll('-', '');
  const { account } = state.data;
  const claims = {
    aud: clientId,
    jti,
    iat: now,
    nbf: now,
    exp: now + ACCESS_SECONDS,
    sub: String(userId),
    grant_type: '',
    account_id: account.id,
    base_domain: 'kommo.com',
    version: 2,
    scopes,
    user_flags: 0,
    hash_uuid: account.uuid,
    api_domain: 'api-c.kommo.com',
  };
  return `${base64url({ typ: 'JWT', alg: 'RS256', jti })}.${base64url(claims)}.${randomBytes(256).toString('base64url')}`;
};

export const issuePair = (state: SandboxState, clientId: string, userId: number, parent: TokenPair | undefined): TokenPair => {
  // A change of the integration's scopes reaches only who authorizes anew.
  const scopes = parent?.scopes ?? state.data.widget.scopes ?? SCOPES;
  const pair: TokenPair = {
    id: state.nextId('pair'),
    user_id: userId,
    access: accessToken(state, clientId, userId, scopes),
    refresh: `def50200${randomBytes(160).toString('hex')}`,
    scopes: [...scopes],
    expires_at: state.now() + ACCESS_SECONDS,
    refresh_expires_at: state.now() + REFRESH_SECONDS,
    parent: parent?.id ?? null,
    refreshable: true,
    revoked: false,
  };
  // A repeated refresh of one pair leaves only the latest child alive: parallel refreshers lose.
  if (parent) for (const other of state.data.pairs.values()) if (other.parent === parent.id) other.refreshable = false;
  state.data.pairs.set(pair.id, pair);
  state.touch();
  return pair;
};

/**
 * The old refresh token works until the new one is first used, so that an answer lost on the way costs
 * nothing. `undefined` = revoked, expired or unknown.
 */
export const refreshPair = (state: SandboxState, clientId: string, refresh: string): TokenPair | undefined => {
  const pair = [...state.data.pairs.values()].find((candidate) => candidate.refresh === refresh);
  if (!pair || pair.revoked || !pair.refreshable || pair.refresh_expires_at <= state.now()) return undefined;
  const parent = pair.parent === null ? undefined : state.data.pairs.get(pair.parent);
  if (parent) parent.refreshable = false;
  return issuePair(state, clientId, pair.user_id, pair);
};

/** The live pair an access token belongs to. */
export const findAccess = (state: SandboxState, access: string): TokenPair | undefined => {
  const pair = [...state.data.pairs.values()].findLast((candidate) => candidate.access === access);
  return pair && !pair.revoked && pair.expires_at > state.now() ? pair : undefined;
};

export const revokeAll = (state: SandboxState): void => {
  for (const pair of state.data.pairs.values()) pair.revoked = true;
  state.data.codes.clear();
  state.touch();
};

export const issueCode = (state: SandboxState, userId: number): string => {
  const code = `def50200${randomBytes(120).toString('hex')}`;
  state.data.codes.set(code, { code, user_id: userId, expires_at: state.now() + CODE_SECONDS, used: false });
  state.touch();
  return code;
};
