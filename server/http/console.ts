/**
 * The console outside the CRM: one page, one style, two scripts, all of them files. The bundle is the one of the widget's
 * archive (`npm run widget:build`); it is read when it is asked for, so that starting costs nothing.
 */
import { readFile, stat } from 'node:fs/promises';

import { type Router } from '@koa/router';
import { type Context } from 'koa';

import { stateOf } from './envelope.ts';

const BUNDLE = new URL('../../dist/widget/console.js', import.meta.url);

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Souffleur</title>
<link rel="stylesheet" href="/console/page.css"></head>
<body><div id="console" class="souffleur-root"></div><noscript>Souffleur needs JavaScript.</noscript>
<script src="/console/start.js"></script><script src="/console/console.js"></script></body></html>
`;

const STYLE = `html { color-scheme: light; background: #f5f5f5; }
html[data-color-scheme='dark'] { color-scheme: dark; background: #0f2231; }
body { margin: 0; font: 14px/20px 'PT Sans', 'Open Sans', 'Noto Sans', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
`;

/** Stands in for the CRM's module loader: the bundle is one anonymous AMD module. */
const START = `window.define = function (_needs, factory) {
  delete window.define;
  factory()({ root: document.getElementById('console'), language: navigator.language, baseUrl: '' });
};
`;

const MISSING = `document.getElementById('console').textContent = 'The console is not built on this server: run "npm run widget:build" once.';\n`;

/** The bundle as built last; read again only when the file changed. */
const createBundle = (file: URL) => {
  let last: { time: number; text: string } | undefined;
  return async (): Promise<string | undefined> => {
    const time = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    if (time === undefined) return undefined;
    if (last?.time !== time) last = { time, text: await readFile(file, 'utf8') };
    return last.text;
  };
};

export function mountConsole(router: Router, file = BUNDLE): void {
  const bundle = createBundle(file);
  const give = (path: string, type: string, body: () => Promise<string> | string): void =>
    void router.get(path, async (ctx: Context) => {
      stateOf(ctx).route = path;
      ctx.set('Content-Security-Policy', POLICY);
      ctx.body = await body();
      ctx.type = `${type}; charset=utf-8`;
    });
  give('/console', 'text/html', () => PAGE);
  give('/console/page.css', 'text/css', () => STYLE);
  give('/console/start.js', 'text/javascript', () => START);
  give('/console/console.js', 'text/javascript', async () => (await bundle()) ?? MISSING);
}
