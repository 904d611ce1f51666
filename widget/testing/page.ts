/** A bare CRM page under a strict content security policy, on an origin of its own, for the browser test. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';

import { unzipSync } from 'fflate';

const require = createRequire(import.meta.url);
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src *";
const TYPES: Record<string, string> = { js: 'text/javascript', json: 'application/json', png: 'image/png' };

const HTML = `<!doctype html><meta charset="utf-8"><title>Lead</title>
<div id="card_holder"><div id="widgets_block"><div class="card-widgets__elements"></div></div></div>
<script src="/require.js"></script><script src="/host.js"></script>`;

/** The part of Kommo that the lifecycle needs; `window.host` drives it. */
const HOST = `
window.APP = { lang_id: 'en', data: { current_card: { id: 1001, element_type: 2 } } };
window.host = {};
require(['/widget/script.js'], (Widget) => {
  fetch('/widget/i18n/en.json').then((response) => response.json()).then((langs) => {
    Widget.prototype.get_settings = () => ({ widget_code: 'souffleur' });
    Widget.prototype.render_template = ({ caption }) => {
      const block = document.createElement('div');
      block.className = 'card-widgets__widget';
      block.dataset.code = 'souffleur';
      const root = document.createElement('div');
      root.className = 'souffleur-root';
      block.append(root);
      document.querySelector('.card-widgets__elements').append(block);
    };
    Widget.prototype.$authorizedAjax = ({ url }) => {
      const answer = fetch(url, { method: 'POST' }).then((response) => response.json());
      const ajax = { done: (then) => (answer.then(then), ajax), fail: () => ajax };
      return ajax;
    };
    const widget = new Widget();
    widget.langs = langs;
    window.host.call = (name) => widget.callbacks[name]();
    window.host.ready = true;
  });
});`;

/** Serves the page and the archive's files; stop it with `close()`. */
export const servePage = async (archive: Uint8Array): Promise<Server> => {
  const files = unzipSync(archive);
  const requireJs = await readFile(require.resolve('requirejs/require.js'));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    const send = (type: string, body: string | Uint8Array): void =>
      void response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY }).end(body);
    const file = files[path.slice('/widget/'.length)];
    if (path === '/') send('text/html', HTML);
    else if (path === '/require.js') send('text/javascript', requireJs);
    else if (path === '/host.js') send('text/javascript', HOST);
    else if (path.startsWith('/widget/') && file) send(TYPES[path.split('.').at(-1) ?? ''] ?? 'text/plain', file);
    // Every browser asks for an icon; its absence is not the page's fault.
    else response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};
