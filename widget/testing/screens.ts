import { configure, within } from '@testing-library/preact';

import mountConsole from '../console/main.tsx';
import { session } from './fixtures.ts';
import { type FakeServer } from './server.ts';

// A place loads its screen, signs in and reads: more steps than one of a card, on a machine that has other work.
configure({ asyncUtilTimeout: 5_000 });

/** The whole console at one of its places, e.g. `hooks/7?tab=body`, as Kommo's page gets it. */
export const openAt = (server: FakeServer, place: string, role: 'admin' | 'rep' = 'admin') => {
  window.history.replaceState(null, '', `/settings/widgets/souffleur/#souffleur/${place}`);
  const root = document.createElement('div');
  root.className = 'souffleur-root';
  document.body.append(root);
  const exchange = async (): Promise<unknown> => ({ ...session(), member: { ...session().member, role } });
  const unmount = mountConsole({ root, language: 'en', exchange, baseUrl: server.url });
  return { root, unmount, screen: within(document.body) };
};
