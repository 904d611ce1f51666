import { fireEvent, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';

import type { Plugin, PluginTrial } from '../../../../server/features/plugins/schema.ts';
import { openAt } from '../../../testing/screens.ts';
import { FakeServer, problem } from '../../../testing/server.ts';

type AnyPlugin = z.output<typeof Plugin>;
const plugin = (id: string, kind: AnyPlugin['kind'], title: string, change: Partial<AnyPlugin> = {}): AnyPlugin => ({
  id,
  kind,
  title: { en: title },
  description: { en: `${title} in a sentence.` },
  icon: 'flag',
  pluginVersion: '1.2.0',
  hosts: [],
  permissions: { hosts: [], may: ['read_facts', 'call_hosts'] },
  state: 'loaded',
  reason: null,
  enabled: true,
  pausedUntil: null,
  consentNeeded: [],
  faults: [],
  settingsSchema: { type: 'object', properties: {} },
  settings: {},
  version: 4,
  updatedAt: null,
  ...change,
});

const webhook: Partial<AnyPlugin> = {
  hosts: ['hooks.example.com'],
  enabled: false,
  settingsSchema: {
    type: 'object',
    properties: { retries: { type: 'integer', minimum: 0, maximum: 5, label: { en: 'Repeats' } } },
    required: ['retries'],
  },
  settings: { retries: 2 },
};

let server: FakeServer;
let unmount = (): void => {};
let stored: AnyPlugin[];
let trial: z.output<typeof PluginTrial>;

beforeEach(async () => {
  stored = [
    plugin('kommo', 'crm', 'Kommo', { hosts: ['@crm'] }),
    plugin('stage-is', 'condition', 'Stage'),
    plugin('call-webhook', 'action', 'Webhook', webhook),
    plugin('broken', 'action', 'Broken one', { state: 'failed', reason: 'It does not export a plugin.', settingsSchema: null }),
  ];
  trial = { code: 'refused', message: 'There is no such sheet.', input: { text: 'x' }, answer: null, ms: 120 };
  server = await new FakeServer().start();
  server.answer = ({ method, path, body }) => {
    const [place = ''] = path.split('?');
    if (place === '/plugins') return { status: 200, body: { items: stored } };
    const [, noun, id, action] = place.split('/');
    const one = noun === 'plugins' ? stored.find((known) => known.id === id) : undefined;
    if (!one) return undefined;
    const put = (change: Partial<AnyPlugin>) => {
      const next = { ...one, ...change };
      stored = stored.map((known) => (known === one ? next : known));
      return { status: 200, body: next };
    };
    if (action === 'enable') return put({ enabled: true, consentNeeded: [] });
    if (action === 'disable') return put({ enabled: false });
    if (action === 'resume') return put({ pausedUntil: null });
    if (action === 'test') return { status: 200, body: trial };
    if (action === 'settings') {
      const { settings, version } = body as { settings: Record<string, unknown>; version: number };
      if (version !== one.version) return problem(409, 'version_conflict', { yours: settings, theirs: one.settings, version: one.version });
      return put({ settings, version: version + 1 });
    }
    return method === 'GET' ? { status: 200, body: one } : undefined;
  };
});
afterEach(async () => {
  unmount();
  document.body.replaceChildren();
  await server.stop();
});

const open = (place = 'plugins', role: 'admin' | 'rep' = 'admin') => {
  const opened = openAt(server, place, role);
  unmount = opened.unmount;
  return opened;
};

test('lists plugins by what they are for, with what is wrong first', async () => {
  const { screen } = open();
  const actions = await screen.findByRole('table', { name: 'Actions of rules' });
  expect(screen.getByRole('table', { name: 'Conditions of rules' }).textContent).toContain('Stage in a sentence.');
  expect(screen.getByRole('table', { name: 'CRM' }).textContent).toContain('Connects to: your CRM');
  expect(actions.textContent).toContain('It does not export a plugin.');
  expect(screen.getByText(/1 plugin needs a look/).textContent).toContain('Broken one');
  expect(screen.getByRole('switch', { name: /Broken one/ })).toHaveProperty('disabled', true);
});

test('is searched and filtered, in the address', async () => {
  const { screen } = open('plugins?state=off');
  await screen.findByRole('link', { name: 'Webhook' });
  expect(screen.queryByRole('link', { name: 'Kommo' })).toBeNull();
  fireEvent.input(screen.getByRole('searchbox', { name: 'Search' }), { target: { value: 'zz' } });
  await screen.findByText('Nothing matches');
  fireEvent.click(screen.getAllByRole('button', { name: 'Clear filters' })[0] as HTMLElement);
  fireEvent.input(await screen.findByRole('searchbox', { name: 'Search' }), { target: { value: 'stage' } });
  await waitFor(() => expect(screen.queryByRole('link', { name: 'Kommo' })).toBeNull());
  expect(screen.getByRole('link', { name: 'Stage' })).toBeTruthy();
});

test('hosts and rights are shown before a plugin is switched on; off means off at once', async () => {
  const { screen } = open();
  fireEvent.click(await screen.findByRole('switch', { name: /Webhook/ }));
  const consent = await screen.findByRole('alertdialog', { name: 'Switch Webhook on?' });
  expect(consent.textContent).toContain('hooks.example.com');
  expect(server.of('POST', '/plugins/call-webhook/enable')).toEqual([]);
  fireEvent.click(within(consent).getByRole('button', { name: 'Allow and switch on' }));
  await screen.findByText('Webhook is on.');
  expect(server.of('POST', '/plugins/call-webhook/enable')[0]?.body).toEqual({ hosts: ['hooks.example.com'] });
  fireEvent.click(screen.getByRole('switch', { name: /Stage/ }));
  await screen.findByText(/Stage is off/);
});

test('one that asks for more waits for a yes, and says what is new', async () => {
  stored = [plugin('call-webhook', 'action', 'Webhook', { hosts: ['a.example.com', 'b.example.com'], consentNeeded: ['b.example.com'] })];
  const { screen } = open('plugins/call-webhook');
  fireEvent.click(await screen.findByRole('button', { name: 'See what it asks for' }));
  const consent = await screen.findByRole('alertdialog');
  expect(within(consent).getByText(/b\.example\.com/).textContent).toContain('(new)');
  expect(consent.textContent).toContain('Calls the hosts named above');
  expect(within(consent).getByText(/a\.example\.com/).textContent).not.toContain('(new)');
});

test('a paused one says until when, shows its faults as text and goes on', async () => {
  const faults = [{ at: '2026-11-20T20:00:00.000Z', call: 'run', message: '<img src=x> timed out' }];
  stored = [plugin('call-webhook', 'action', 'Webhook', { ...webhook, enabled: true, pausedUntil: '2999-01-01T00:00:00.000Z', faults })];
  const { screen, root } = open('plugins/call-webhook');
  await screen.findByText(/Paused until/);
  expect(root.querySelector('.souffleur-faults')?.textContent).toContain('<img src=x> timed out');
  expect(root.querySelector('.souffleur-faults img')).toBeNull();
  expect(screen.getByText('1.2.0')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Go on now' }));
  await screen.findByText('Webhook goes on.');
  expect(screen.queryByText(/Paused until/)).toBeNull();
});

test('its settings are a form of its own schema; of two who save the second compares', async () => {
  const { screen } = open('plugins/call-webhook');
  fireEvent.input(await screen.findByRole('spinbutton', { name: 'Repeats' }), { target: { value: '3' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('The settings are saved.');
  await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true));
  expect(server.of('PUT', '/plugins/call-webhook/settings')[0]?.body).toEqual({ settings: { retries: 3 }, version: 4 });
  stored = stored.map((one) => ({ ...one, version: 9, settings: { retries: 5 } }));
  fireEvent.input(await screen.findByRole('spinbutton', { name: 'Repeats' }), { target: { value: '1' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  const conflict = await screen.findByRole('alertdialog', { name: 'Somebody saved other values meanwhile' });
  expect(conflict.textContent).toContain('5');
  fireEvent.click(within(conflict).getByRole('button', { name: 'Save mine' }));
  await waitFor(() => expect(server.of('PUT', '/plugins/call-webhook/settings').at(-1)?.body).toEqual({ settings: { retries: 1 }, version: 9 }));
});

test('a test says what came of it', async () => {
  const { screen } = open('plugins/call-webhook');
  fireEvent.click(await screen.findByRole('button', { name: 'Test it' }));
  const refused = await screen.findByText('It answered that it cannot do this.');
  expect(refused.parentElement?.textContent).toContain('There is no such sheet.');
  trial = { code: 'ok', message: 'English.', input: null, answer: { holds: true, found: ['vip'], window: null }, ms: 9 };
  fireEvent.click(screen.getByRole('button', { name: 'Test it' }));
  const fine = (await screen.findByText('It works.')).parentElement;
  for (const words of ['the condition holds', 'It found: vip.', 'at any time']) expect(fine?.textContent).toContain(words);
  expect(fine?.textContent).not.toContain('English');
});

test('the CRM an account is connected through stays on', async () => {
  const usual = server.answer;
  server.answer = (call, response) => (call.path.endsWith('/disable') ? problem(409, 'plugin_in_use') : usual(call, response));
  const { screen } = open();
  fireEvent.click(await screen.findByRole('switch', { name: /Kommo/ }));
  await screen.findByText(/Disconnect the account first/);
  expect((screen.getByRole('switch', { name: /Kommo/ }) as HTMLInputElement).checked).toBe(true);
});

test('one that did not load says why, and cannot be set', async () => {
  const { screen } = open('plugins/broken');
  await screen.findByText('It could not be loaded');
  expect(screen.queryByRole('button', { name: 'Test it' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Switch on' })).toBeNull();
});

test('a rep has no such page', async () => {
  const { screen } = open('plugins', 'rep');
  expect(await screen.findByText('There is no such page')).toBeTruthy();
});
