import { render, within } from '@testing-library/preact';
import { type ComponentChildren } from 'preact';

import { createApi } from '../api.ts';
import { ConsoleContext, type Console } from '../console/context.ts';
import { createFormat } from '../console/format.ts';
import { createI18n } from '../console/i18n.ts';
import mountConsole from '../console/main.tsx';
import { QuestionHost } from '../console/parts/dialog.tsx';
import { ToastHost } from '../console/parts/toasts.tsx';
import { createRouter } from '../console/router.ts';
import { createDialogs } from '../state/dialogs.ts';
import { type LiveHub, type LiveKind, type Heard } from '../state/live-hub.ts';
import { readSession } from '../state/shapes.ts';
import { createToasts } from '../state/toasts.ts';
import { session } from './fixtures.ts';
import { type FakeServer } from './server.ts';

/** A live line that a test speaks into. */
export const quietLive = (): LiveHub & { say: (message: Heard) => void } => {
  const listeners = new Set<{ kinds: readonly LiveKind[]; hear: (message: Heard | undefined) => void }>();
  return {
    connected: { value: true } as LiveHub['connected'],
    on(kinds, hear) {
      const listener = { kinds, hear };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    say(message) {
      for (const { kinds, hear } of listeners) if ((kinds as readonly string[]).includes(message.kind)) hear(message);
    },
    close: () => {},
  };
};

/** What a part or a screen of the console needs around it, against a fake server; the parts it was given are returned. */
export const inConsole = (children: ComponentChildren, server: FakeServer, { role = 'admin' as 'admin' | 'rep', language = 'en' } = {}) => {
  const known = readSession({ ...session(), member: { ...session().member, role } });
  const live = quietLive();
  const parts: Console = {
    api: createApi({ baseUrl: server.url, exchange: async () => session(), firstWait: 5 }),
    router: createRouter(),
    session: known,
    i18n: createI18n(language),
    format: createFormat(language, known.account.timezone, known.account.currency),
    toasts: createToasts(60_000),
    dialogs: createDialogs(),
    live,
    place: 'own',
    crmUrl: 'https://lighthouse.kommo.com',
  };
  const drawn = render(
    <ConsoleContext.Provider value={parts}>
      <div class="souffleur-root">
        {children}
        <ToastHost />
        <QuestionHost />
      </div>
    </ConsoleContext.Provider>,
  );
  return { ...drawn, parts, live };
};

/** The whole console as Kommo's page gets it. */
export const openConsole = (server: FakeServer, role: 'admin' | 'rep' = 'admin') => {
  const root = document.createElement('div');
  root.className = 'souffleur-root';
  document.body.append(root);
  const exchange = async (): Promise<unknown> => ({ ...session(), member: { ...session().member, role } });
  const unmount = mountConsole({ root, language: 'en', exchange, baseUrl: server.url });
  return { root, unmount, screen: within(document.body) };
};
