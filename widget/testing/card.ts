import { within } from '@testing-library/preact';

import { createApi } from '../api.ts';
import { mountCard } from '../card/mount.tsx';
import { type Crm } from '../crm.ts';
import { session } from './fixtures.ts';
import { type FakeServer } from './server.ts';

/** The right panel with our root, as Kommo's `render_template` makes it. */
export const drawPanel = (): HTMLElement => {
  document.body.innerHTML = '<div id="widgets_block"><div class="card-widgets__widget" data-code="souffleur"><div class="souffleur-root"></div></div></div>';
  return document.querySelector<HTMLElement>('.souffleur-root') ?? document.body;
};

/** Opens the card of lead 1001 against a server. */
export const openCard = (server: FakeServer, texts?: unknown) => {
  const root = drawPanel();
  const crm: Crm = {
    lead: () => '1001',
    texts: () => texts,
    drawPanel: () => {},
    panel: () => root,
    removePanel: () => document.body.replaceChildren(),
    drawInSettings: () => undefined,
    drawInWorkArea: () => undefined,
    load: () => Promise.reject(new Error('The card loads nothing more.')),
    consoleUrl: () => '/settings/widgets/souffleur/',
    exchange: async () => session(),
  };
  const api = createApi({ baseUrl: server.url, exchange: crm.exchange, firstWait: 5 });
  const unmount = mountCard(crm, api, '1001');
  return { root, unmount, screen: within(document.body) };
};
