/** The CRM's token endpoint. Shapes and errors: developers.kommo.com/docs/oauth-20 */
import { z } from 'zod';

import { type Config } from '../../config.ts';
import { type CrmDoor } from '../../egress/crm-door.ts';
import { type Egress, EgressError, type EgressInit } from '../../egress/egress.ts';
import { Retry } from '../../sdk/errors.ts';
import { Secret } from './secret.ts';

export interface TokenPair {
  access: Secret;
  refresh: Secret;
  /** Seconds. */
  expiresIn: number;
}

export type TokenAnswer =
  | { kind: 'pair'; pair: TokenPair }
  /** 400 or 401: this code or refresh token will never work. */
  | { kind: 'refused'; hint: string }
  /** Overloaded or broken; nothing is known about the token. `lost`: it may have been used up all the same. */
  | { kind: 'unavailable'; lost: boolean };

const Pair = z.object({ access_token: z.string().min(1).max(16_384), refresh_token: z.string().min(1).max(16_384), expires_in: z.number().int().positive() });
const Hint = z.object({ hint: z.string().max(300).catch('no reason given') });
const Claims = z.object({
  account_id: z.number().int().positive(),
  sub: z.string().regex(/^[1-9]\d{0,18}$/),
  scopes: z.array(z.string().max(100)).max(50).catch([]),
});

export interface AccessClaims {
  crmAccountId: string;
  crmUserId: string;
  scopes: string[];
}

/** The key of these tokens is not published: decode, and trust only what came from the token endpoint. */
export function accessClaims(access: Secret): AccessClaims | undefined {
  try {
    const claims = Claims.parse(JSON.parse(Buffer.from(access.reveal().split('.')[1] ?? '', 'base64url').toString()));
    return { crmAccountId: String(claims.account_id), crmUserId: claims.sub, scopes: claims.scopes };
  } catch {
    return undefined;
  }
}

export class OauthClient {
  readonly #config: Config;
  readonly #egress: Egress;
  readonly #door: CrmDoor;

  constructor({ config, egress, crmDoor }: { config: Config; egress: Egress; crmDoor: CrmDoor }) {
    this.#config = config;
    this.#egress = egress;
    this.#door = crmDoor;
  }

  /** Before there is an account, whose turns could be taken. */
  exchange(host: string, code: string): Promise<TokenAnswer> {
    return this.#ask(host, { grant_type: 'authorization_code', code }, (url, init) => this.#egress.fetch(url, init));
  }

  refresh(accountId: string, host: string, token: Secret): Promise<TokenAnswer> {
    const use = { priority: 'reply', feature: 'setup' } as const;
    const grant = { grant_type: 'refresh_token', refresh_token: token.reveal() };
    return this.#ask(host, grant, (url, init) => this.#door.fetch({ accountId, use, url, init }));
  }

  /** `host` has passed the account host rule (security D7): our secret goes there. */
  async #ask(host: string, grant: Record<string, string>, send: (url: string, init: EgressInit) => Promise<Response>): Promise<TokenAnswer> {
    const { clientId, clientSecret, redirectUri } = this.#config.kommo;
    try {
      const answer = await send(`https://${host}/oauth2/access_token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, ...grant }),
      });
      const body: unknown = await answer.json().catch(() => undefined);
      const pair = Pair.safeParse(body);
      if (answer.ok && pair.success) {
        const { access_token: access, refresh_token: refresh, expires_in: expiresIn } = pair.data;
        return { kind: 'pair', pair: { access: new Secret(access), refresh: new Secret(refresh), expiresIn } };
      }
      if (answer.status === 400 || answer.status === 401) return { kind: 'refused', hint: Hint.safeParse(body).data?.hint ?? 'no reason given' };
      return { kind: 'unavailable', lost: answer.ok || answer.status >= 500 };
    } catch (error) {
      if (error instanceof EgressError) return { kind: 'unavailable', lost: error.sent };
      if (error instanceof Retry) return { kind: 'unavailable', lost: false };
      throw error;
    }
  }
}
