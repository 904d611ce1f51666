import { fireEvent, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { openConsole } from '../testing/console.tsx';
import { session } from '../testing/fixtures.ts';
import { FakeServer, problem } from '../testing/server.ts';

let server: FakeServer;
let unmount = (): void => {};

const members = [
  { id: session().member.id, crmUserId: '1', name: 'Nadia Ferro', role: 'admin', language: 'en', active: true },
  { id: 'a2', crmUserId: '2', name: '<b>Rui</b>', role: 'rep', language: 'pt', active: false },
];
const section = {
  section: 'sync',
  values: { pipelines: [], days: 90 },
  schema: {
    type: 'object',
    properties: {
      pipelines: { type: 'array', items: { type: 'string' }, default: [] },
      days: { type: 'integer', minimum: 1, maximum: 3650, default: 90 },
    },
  },
  version: 4,
  updatedAt: '2026-11-20T10:00:00Z',
  updatedBy: session().member.id,
};

beforeEach(async () => {
  window.history.replaceState(null, '', '/settings/widgets/souffleur/#souffleur/members');
  server = await new FakeServer().start();
  server.answer = ({ method, path }) => {
    if (path.startsWith('/members')) return { status: 200, body: { items: members, nextCursor: null } };
    if (path === '/settings/sync' && method === 'GET') return { status: 200, body: section };
    if (path === '/crm/pipelines') return { status: 200, body: { items: [{ id: 'p', crmId: '77', name: 'Sales' }] } };
    return undefined;
  };
});
afterEach(async () => {
  unmount();
  document.body.replaceChildren();
  await server.stop();
});

const open = (role: 'admin' | 'rep' = 'admin') => {
  const opened = openConsole(server, role);
  unmount = opened.unmount;
  return opened;
};

describe('the frame', () => {
  test('shows account and member, and the screens of the role', async () => {
    const { screen, root } = open('rep');
    await screen.findByRole('heading', { name: 'Members' });
    expect(root.querySelector('.souffleur-top')?.textContent).toContain('Nadia Ferro');
    expect(root.querySelector('.souffleur-top')?.textContent).toContain('Sales rep');
    const places = [...root.querySelectorAll('.souffleur-nav-link')].map(({ textContent }) => textContent);
    expect([places.includes('Members'), places.includes('Settings')]).toEqual([true, false]);
  });

  test('a place the role may not see is no place, and leads back', async () => {
    window.history.replaceState(null, '', '#souffleur/settings/sync');
    const { screen } = open('rep');
    await screen.findByText('There is no such page');
    expect(server.of('GET', '/settings/sync')).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'To the start page' }));
    await waitFor(() => expect(screen.queryByText('There is no such page')).toBeNull());
  });

  test('says when it cannot sign in, and tries again', async () => {
    server.answer = ({ path }) => (path === '/live' ? problem(500, 'internal_error') : undefined);
    const root = document.createElement('div');
    document.body.append(root);
    const { default: mount } = await import('./main.tsx');
    let tries = 0;
    unmount = mount({ root, language: 'ru', baseUrl: server.url, exchange: () => Promise.reject(new Error(`no ${(tries += 1)}`)) });
    await waitFor(() => expect(root.querySelector('[role=alert]')?.textContent).toContain('Консоль недоступна'));
    fireEvent.click(root.querySelector('button') ?? root);
    await waitFor(() => expect(tries).toBeGreaterThan(1));
  });

  test('leaves nothing behind', async () => {
    const before = document.adoptedStyleSheets.length;
    const { screen, root } = open();
    await screen.findByRole('heading', { name: 'Members' });
    await waitFor(() => expect(server.lines).toBe(1));
    window.history.pushState(null, '', '#souffleur/members');
    unmount();
    unmount = () => {};
    expect([root.childElementCount, document.adoptedStyleSheets.length, window.location.hash]).toEqual([0, before, '']);
    await waitFor(() => expect(server.lines).toBe(0));
  });
});

describe('members', () => {
  test('are listed with role, language and state, as text', async () => {
    const { screen } = open();
    const table = await screen.findByRole('table', { name: 'Members of the account' });
    expect(table.textContent).toContain('Nadia Ferro (you)');
    expect(table.textContent).toContain('<b>Rui</b>');
    expect(table.textContent).toContain('Portuguese');
    expect(table.textContent).toContain('Inactive');
    expect(table.querySelector('.souffleur-row b')).toBeNull();
  });

  test('come again when the CRM was synced', async () => {
    const { screen } = open();
    await screen.findByRole('table');
    await waitFor(() => expect(server.lines).toBe(1));
    server.live({ kind: 'sync.updated', syncId: 's', state: 'done' });
    await waitFor(() => expect(server.of('GET', '/members?inactive=true')).toHaveLength(2));
  });

  test('a failure is a sentence with a retry', async () => {
    const usual = server.answer;
    server.answer = ({ path }) => (path.startsWith('/members') ? problem(403, 'forbidden') : undefined);
    const { screen } = open();
    await screen.findByText(/Your role does not allow this/);
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    server.answer = usual;
  });
});

describe('settings', () => {
  const openSync = async () => {
    window.history.replaceState(null, '', '#souffleur/settings/sync');
    const opened = open();
    const days = await opened.screen.findByLabelText<HTMLInputElement>('Days back');
    return { ...opened, days };
  };

  test('are drawn with their choices, and say who changed them', async () => {
    const { screen } = await openSync();
    expect(screen.getByLabelText('Sales')).toHaveProperty('checked', false);
    expect(screen.getByText(/Last changed .* by Nadia Ferro/)).toBeTruthy();
  });

  test('are saved with the version they were made from', async () => {
    const { screen, days } = await openSync();
    const usual = server.answer;
    server.answer = (call, response) =>
      call.method === 'PUT' ? { status: 200, body: { ...section, values: { pipelines: ['77'], days: 30 }, version: 5 } } : usual(call, response);
    fireEvent.input(days, { target: { value: '30' } });
    fireEvent.click(screen.getByLabelText('Sales'));
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('Settings saved');
    expect(server.of('PUT', '/settings/sync')[0]?.body).toEqual({ values: { pipelines: ['77'], days: 30 }, version: 4 });
    expect(screen.getByLabelText<HTMLInputElement>('Days back').value).toBe('30');
  });

  test('a conflict shows both sides and saves the chosen one over the newer version', async () => {
    const { screen, days } = await openSync();
    const usual = server.answer;
    server.answer = (call, response) => {
      if (call.method !== 'PUT') return usual(call, response);
      const { version } = call.body as { version: number };
      if (version === 7) return { status: 200, body: { ...section, values: { pipelines: [], days: 30 }, version: 8 } };
      return problem(409, 'version_conflict', { yours: {}, theirs: { pipelines: ['77'], days: 60 }, version: 7 });
    };
    fireEvent.input(days, { target: { value: '30' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    const dialog = await screen.findByRole('alertdialog');
    const side = (name: string) => dialog.querySelector(`[aria-label="${name}"]`)?.textContent;
    expect(side('Yours')).toContain('Days back30');
    expect(side('Saved now')).toContain('Days back60');
    expect(side('Saved now')).toContain('Sales');
    fireEvent.click(screen.getByRole('button', { name: 'Save mine' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(server.of('PUT', '/settings/sync').map(({ body }) => (body as { version: number }).version)).toEqual([4, 7]);
  });
});
