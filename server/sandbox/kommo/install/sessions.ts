import { createHmac, timingSafeEqual } from 'node:crypto';

import { type SandboxState } from '../state.ts';
import { type User } from '../types.ts';

/** The part of a request and answer that a login needs. */
interface CookieJar {
  cookies: {
    get(name: string): string | undefined;
    set(name: string, value: string, options: { httpOnly: boolean; sameSite: 'lax'; overwrite: boolean }): unknown;
  };
}

const COOKIE = 'session_id';

/** Who is signed in to the CRM in which browser: a signed user id, so that a restart signs nobody out. */
export class Sessions {
  readonly #state: SandboxState;
  readonly #secret: string;

  constructor(state: SandboxState, secret: string) {
    this.#state = state;
    this.#secret = secret;
  }

  logIn(jar: CookieJar, user: User): void {
    jar.cookies.set(COOKIE, this.#sign(String(user.id)), { httpOnly: true, sameSite: 'lax', overwrite: true });
  }

  /** `undefined` without a valid login cookie. */
  find(jar: CookieJar): User | undefined {
    const cookie = jar.cookies.get(COOKIE) ?? '';
    const [id = ''] = cookie.split('.');
    const given = Buffer.from(cookie);
    const expected = Buffer.from(this.#sign(id));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return this.#state.user(Number(id));
  }

  /** Signs in as `admin`, `rep` or the user of that id; `undefined` when there is none, and nothing changes. */
  signIn(jar: CookieJar, name: string): User | undefined {
    const user = this.named(name);
    if (user) this.logIn(jar, user);
    return user;
  }

  /** The signed-in user. A browser that comes for the first time is signed in as the administrator. */
  enter(jar: CookieJar): User {
    const known = this.find(jar);
    if (known) return known;
    const admin = this.admin();
    this.logIn(jar, admin);
    return admin;
  }

  /** The signed-in user, or the administrator where nobody signed in. */
  userOf(jar: CookieJar): User {
    return this.find(jar) ?? this.admin();
  }

  admin(): User {
    const admin = [...this.#state.data.users.values()].find(({ is_admin }) => is_admin);
    if (!admin) throw new Error('the account has no administrator');
    return admin;
  }

  /** `admin`, `rep`, or a user's id. */
  named(name: string): User | undefined {
    if (name === 'admin') return this.admin();
    const users = [...this.#state.data.users.values()];
    return name === 'rep' ? users.find(({ is_admin, is_active }) => !is_admin && is_active) : users.find(({ id }) => String(id) === name);
  }

  #sign(id: string): string {
    return `${id}.${createHmac('sha256', this.#secret).update(`session ${id}`).digest('base64url')}`;
  }
}
