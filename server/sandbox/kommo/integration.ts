/** What the platform remembers of the integration: its subscriptions, tokens, installation and deeds. */

export interface Webhook {
  id: number;
  destination: string;
  created_at: number;
  updated_at: number;
  created_by: number;
  sort: number;
  disabled: boolean;
  settings: string[];
  /** Sandbox: Unix milliseconds of invalid answers, for the 100-in-2-hours rule. */
  failures: number[];
}

/** One body on its way to one destination; kept until it is taken or given up. */
export interface Delivery {
  id: number;
  webhook_id: number;
  request_id: string;
  body: string;
  /** Attempts already made. */
  attempts: number;
  /** Unix milliseconds of the next attempt. */
  due_at: number;
}

export interface AuthorizationCode {
  code: string;
  user_id: number;
  expires_at: number;
  used: boolean;
}

export interface TokenPair {
  id: number;
  user_id: number;
  access: string;
  refresh: string;
  scopes: string[];
  /** Unix seconds; the access token's end and the refresh token's end. */
  expires_at: number;
  refresh_expires_at: number;
  /** The pair whose refresh token made this one. It is revoked when this one is first refreshed. */
  parent: number | null;
  /** False: the refresh token has been revoked. The access token lives on until it expires. */
  refreshable: boolean;
  revoked: boolean;
}

export interface WidgetInstall {
  code: string;
  /** `install` = off, `not_configured` = installed without settings, `installed`. */
  status: 'install' | 'not_configured' | 'installed';
  settings: Record<string, unknown>;
  /** What the integration asks for, as set in its form; absent: everything. */
  scopes?: string[];
}

/** One request the product made to us. Tokens, codes and secrets are redacted. */
export interface LedgerEntry {
  at: string;
  method: string;
  path: string;
  body: unknown;
  status: number;
}
