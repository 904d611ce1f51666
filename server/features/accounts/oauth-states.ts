/** The `state` of an OAuth dance: 256 random bits, once, ten minutes, bound to the browser that began (security A6). */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { type Clock } from '../../clock.ts';
import { type Config } from '../../config.ts';
import { newId } from '../../db/base.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { OauthState } from './entities.ts';
import { hashToken, newToken, readToken } from './opaque-token.ts';
import { type Caller } from './sessions.ts';

const LIFE_MS = 10 * 60_000;
/** In front of a state that belongs to no account yet. */
const OPEN = /^open\.(\d{13})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;
/** A code only crosses from one page of ours to the next. */
const CODE_LIFE_MS = 60_000;

export type Purpose = 'connect' | 'sign_in';

export class OauthStates {
  readonly #config: Config;
  readonly #tenancy: Tenancy;
  readonly #clock: Clock;

  constructor({ config, tenancy, clock }: { config: Config; tenancy: Tenancy; clock: Clock }) {
    this.#config = config;
    this.#tenancy = tenancy;
    this.#clock = clock;
  }

  /**
   * The address an admin's browser opens to connect. It leads over a page of ours, because only a visit there
   * can leave the cookie that binds the dance to this browser: the widget calls us from the CRM's origin.
   */
  async begin({ accountId, memberId }: Caller): Promise<string> {
    return this.#startOf(await this.#insert(accountId, 'connect', memberId, LIFE_MS));
  }

  /** The same for a person who wants into the console of an account; who it is comes out at the end. */
  async beginSignIn(accountId: string): Promise<string> {
    return this.#startOf(await this.#insert(accountId, 'sign_in', null, LIFE_MS));
  }

  /**
   * What a signed-in browser carries in the address to its console: once, one minute. The cookie goes with it, so
   * that nobody can be signed in as somebody else by a link.
   */
  async issueCode(accountId: string, memberId: string): Promise<{ code: string; cookie: string }> {
    const { token: cookie, hash } = newToken(accountId);
    return { code: await this.#insert(accountId, 'code', memberId, CODE_LIFE_MS, hash), cookie };
  }

  /** Uses the code up; nothing for one that is unknown, used, old or another browser's. */
  async takeCode(code: string | undefined, cookie: string | undefined): Promise<{ accountId: string; memberId: string } | undefined> {
    const row = await this.#take(code, ['code']);
    return row?.memberId && isBrowserOf(row, cookie) && row.expiresAt > this.#clock.now() ? { accountId: row.accountId, memberId: row.memberId } : undefined;
  }

  /** The consent page and the cookie to leave; nothing for a state that is unknown, old, or already in another browser. */
  async bind(state: string): Promise<{ url: string; cookie: string; maxAge: number } | undefined> {
    const key = readToken(state);
    if (!key) return undefined;
    const { token: cookie, hash: browserHash } = newToken(key.accountId);
    const unbound = { hash: key.hash, purpose: { $ne: 'code' as const }, browserHash: null, expiresAt: { $gt: this.#clock.now() } };
    const bound = await this.#tenancy.forAccount(key.accountId).nativeUpdate(OauthState, unbound, { browserHash });
    return bound === 1 ? { url: this.#consent(state), cookie, maxAge: LIFE_MS / 1000 } : undefined;
  }

  /**
   * The same for a browser whose account we do not know yet, or lost: nothing is stored, the state carries its own
   * end and our mark over it and the cookie. The cookie goes with the first return, so that it serves once.
   */
  beginOpen(): { url: string; cookie: string; maxAge: number } {
    const until = String(this.#clock.now().getTime() + LIFE_MS);
    const [nonce, cookie] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    return { url: this.#consent(`open.${until}.${nonce}.${this.#mark(until, nonce, cookie)}`), cookie, maxAge: LIFE_MS / 1000 };
  }

  readonly isOpen = (state: string): boolean => OPEN.test(state);

  /** Is this open state ours, still good, and this browser's? */
  consumeOpen(state: string, cookie: string | undefined): boolean {
    const [, until = '', nonce = '', given = ''] = OPEN.exec(state) ?? [];
    const expected = Buffer.from(this.#mark(until, nonce, cookie ?? ''));
    const mark = Buffer.from(given);
    return mark.length === expected.length && timingSafeEqual(mark, expected) && Number(until) > this.#clock.now().getTime();
  }

  #mark(until: string, nonce: string, cookie: string): string {
    return createHmac('sha256', this.#config.kommo.clientSecret).update(`souffleur open state|${until}|${nonce}|${cookie}`).digest('base64url');
  }

  /** The account it began for, and why; nothing when anything is off. Whatever comes of it, the state is gone. */
  async consume(state: string, cookie: string | undefined): Promise<{ accountId: string; purpose: Purpose } | undefined> {
    const row = await this.#take(state, ['connect', 'sign_in']);
    if (!row) return undefined;
    const valid = isBrowserOf(row, cookie) && row.expiresAt > this.#clock.now();
    return valid ? { accountId: row.accountId, purpose: row.purpose === 'sign_in' ? 'sign_in' : 'connect' } : undefined;
  }

  /** Of several who take the same row one gets it. */
  async #take(token: string | undefined, purposes: OauthState['purpose'][]): Promise<OauthState | undefined> {
    const key = readToken(token);
    if (!key) return undefined;
    const em = this.#tenancy.forAccount(key.accountId);
    const row = await em.findOne(OauthState, { hash: key.hash, purpose: { $in: purposes } });
    return row && (await em.nativeDelete(OauthState, { id: row.id })) > 0 ? row : undefined;
  }

  async #insert(accountId: string, purpose: OauthState['purpose'], memberId: string | null, life: number, browserHash?: string): Promise<string> {
    const { token, hash } = newToken(accountId);
    const expiresAt = new Date(this.#clock.now().getTime() + life);
    await this.#tenancy
      .forAccount(accountId)
      .insert(OauthState, { id: newId(), accountId, purpose, memberId, hash, expiresAt, browserHash: browserHash ?? null });
    return token;
  }

  #startOf(state: string): string {
    return `${this.#config.publicUrl}/oauth/kommo/start?state=${state}`;
  }

  #consent(state: string): string {
    const { sandbox, kommo } = this.#config;
    const url = new URL('/oauth', sandbox?.origin ?? `https://www.${kommo.domains[0]}`);
    url.search = new URLSearchParams({ client_id: kommo.clientId, state, mode: 'popup' }).toString();
    return url.href;
  }
}

function isBrowserOf({ browserHash }: OauthState, cookie: string | undefined): boolean {
  const given = Buffer.from(hashToken(cookie ?? ''));
  const expected = Buffer.from(browserHash ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
