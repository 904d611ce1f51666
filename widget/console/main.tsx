/**
 * The entry of the console's bundle. Inside Kommo the widget's script calls it with the CRM's sign-in; our own page
 * at `/console` calls it with nothing but an element.
 */
import { render } from 'preact';

import { createApi } from '../api.ts';
import { ApiError } from '../api/errors.ts';
import { SERVER_URL } from '../server-url.ts';
import { OURS_ALONE } from '../ui/guest.ts';
import { adoptSheet, dropSheet } from '../ui/sheet.ts';
import { languageOf } from './i18n.ts';
import { createRouter } from './router.ts';
import { screens } from './screens.ts';
import { Start, createStart, type StartProps } from './start.tsx';
import { consoleStyles } from './styles.ts';
import { createTheme } from './theme.ts';

export interface MountOptions {
  root: HTMLElement;
  language: string;
  /** Trades the CRM's one-time token for our session at `url`. Absent: our own page, where people sign in with Kommo. */
  exchange?: (url: string) => Promise<unknown>;
  /** Where the API is; the widget's own server unless told. */
  baseUrl?: string;
}

const CODE = /^#code=([\w.-]{20,200})$/;

/** The one-use code of the sign-in, taken out of the address at once so that it is neither shared nor reloaded. */
const takeCode = (): string | undefined => {
  const code = CODE.exec(window.location.hash)?.[1];
  if (code) window.history.replaceState(null, '', window.location.pathname);
  return code;
};

const byCode = (code: string | undefined) => {
  let left = code;
  return async (url: string): Promise<unknown> => {
    const mine = left;
    left = undefined;
    if (!mine) throw new ApiError({ code: 'signed_out' });
    const response = await fetch(`${url}/console`, {
      method: 'POST',
      body: JSON.stringify({ code: mine }),
      headers: { 'Content-Type': 'application/json' },
      // The cookie that says that this code came to this browser; our own page only.
      credentials: 'same-origin',
      cache: 'no-store',
    });
    if (!response.ok) throw new ApiError({ code: 'signed_out' });
    return response.json() as Promise<unknown>;
  };
};

/** Draws the console into an element; returns what takes it away again: nodes, listeners, timers, requests, style sheet. */
export default function mountConsole({ root, language, exchange, baseUrl = SERVER_URL }: MountOptions): () => void {
  const place = exchange ? 'crm' : 'own';
  const api = createApi({ baseUrl, ...(exchange ? { language: languageOf(language), exchange } : { exchange: byCode(takeCode()) }) });
  const router = createRouter();
  const theme = place === 'own' ? createTheme() : undefined;
  const props: StartProps = { api, router, place, screens, language: languageOf(language), theme };
  const start = createStart(props);
  const gone = new AbortController();
  for (const type of OURS_ALONE) root.addEventListener(type, (event) => event.stopPropagation(), { signal: gone.signal });
  adoptSheet(consoleStyles);
  render(<Start start={start} {...props} />, root);
  return () => {
    gone.abort();
    start.leave();
    render(null, root);
    api.close();
    router.close();
    theme?.close();
    dropSheet();
  };
}
