/** How a person wants to see the sandbox: kept in one cookie, changed by the query of any page. */
import { type Context } from 'koa';

import { type User } from '../kommo/types.ts';

export const LANGUAGES = ['en', 'ru', 'es', 'pt'] as const;
export type PageLanguage = (typeof LANGUAGES)[number];

/** `doc`: init and bind_actions follow a truthy render. `client`: the order seen in Kommo's shipped client. */
export const MODES = ['doc', 'client'] as const;
export type LifecycleMode = (typeof MODES)[number];

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface View {
  user: User;
  lang: PageLanguage;
  theme: Theme;
  mode: LifecycleMode;
  /** The widget's panel block is opened for newcomers; `?open=0` leaves it as Kommo shows it. */
  open: boolean;
}

const COOKIE = 'sandbox_view';
const KEYS = ['lang', 'theme', 'mode', 'open'] as const;

const pick = <T extends string>(allowed: readonly T[], asked: string | null | undefined): T | undefined => allowed.find((value) => value === asked);

/** Reads the query over the cookie and keeps the result. */
export const readView = (ctx: Context, user: User): View => {
  const kept = new URLSearchParams(ctx.cookies.get(COOKIE) ?? '');
  const query = new URLSearchParams(ctx.querystring);
  const asked = (key: (typeof KEYS)[number]): string | null => query.get(key) ?? kept.get(key);
  const view: View = {
    user,
    lang: pick(LANGUAGES, asked('lang')) ?? pick(LANGUAGES, user.lang) ?? 'en',
    theme: pick(THEMES, asked('theme')) ?? 'light',
    mode: pick(MODES, asked('mode')) ?? 'client',
    open: asked('open') !== '0',
  };
  if (KEYS.some((key) => query.has(key))) {
    const next = new URLSearchParams();
    for (const key of KEYS) if (asked(key) !== null) next.set(key, asked(key) ?? '');
    ctx.cookies.set(COOKIE, next.toString(), { httpOnly: true, sameSite: 'lax', overwrite: true });
  }
  return view;
};
