import { fireEvent, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { openAt } from '../../../testing/screens.ts';
import { FakeServer, problem } from '../../../testing/server.ts';

const at = '2026-11-20T20:00:00.000Z';
const stage = (name: string, state: string, read = 0, more: object = {}) => ({ stage: name, state, read, changed: 0, problem: null, ...more });
const sync = (id: string, change: object = {}) => ({
  id,
  kind: 'full',
  state: 'done',
  stage: null,
  stages: [stage('account', 'done', 7), stage('leads', 'done', 200)],
  recovered: 0,
  requests: 24,
  startedAt: at,
  finishedAt: at,
  createdAt: at,
  duration: 4_700,
  error: null,
  memberId: null,
  jobId: null,
  ...change,
});
const probes = [
  { id: 'account', title: { en: 'Read the account' }, effect: 'read', inputSchema: { type: 'object', properties: {} } },
  {
    id: 'add_note',
    title: { en: 'Write a note' },
    effect: 'write',
    inputSchema: { type: 'object', required: ['leadId'], properties: { leadId: { type: 'string', minLength: 1 } } },
  },
];

let server: FakeServer;
let unmount = (): void => {};
let syncs: ReturnType<typeof sync>[];
let connection: object;
let result: object;

beforeEach(async () => {
  syncs = [sync('s1')];
  connection = { crm: 'kommo', host: 'demo.kommo.com', state: 'connected', scopes: [], problem: null, expiresAt: at, refreshedAt: at };
  result = {
    request: { method: 'GET', path: '/api/v4/account' },
    status: 200,
    answer: { name: '<script>x</script>' },
    ms: 12,
    diagnosis: { code: 'ok', ok: true },
  };
  server = await new FakeServer().start();
  server.answer = ({ method, path }) => {
    const [place = ''] = path.split('?');
    if (place === '/crm/connection') return { status: 200, body: connection };
    if (place === '/crm/connect') return { status: 200, body: { url: 'https://www.kommo.com/oauth?x=1' } };
    if (place === '/crm/syncs') return { status: 200, body: { items: syncs, nextCursor: null } };
    if (place === '/crm/sync') return { status: 202, body: { jobId: 'j', syncId: 's2' } };
    if (place.startsWith('/crm/syncs/')) {
      if (method === 'POST') syncs = syncs.map((one) => (place.includes(one.id) ? { ...one, state: 'cancelled' } : one));
      return { status: 200, body: syncs.find((one) => place.includes(one.id)) };
    }
    if (place === '/crm/usage')
      return {
        status: 200,
        body: {
          perSecond: 7,
          allowedNow: 7,
          hold: null,
          from: at,
          to: at,
          items: [
            { hour: at, feature: 'sync', requests: 40, limited: 1, failed: 0, waitedMs: 5 },
            { hour: '2026-11-20T11:00:00.000Z', feature: 'replies', requests: 10, limited: 0, failed: 0, waitedMs: 0 },
          ],
        },
      };
    if (place === '/crm/diagnosis')
      return {
        status: 200,
        body: {
          checkedAt: at,
          sendingWay: 'draft_only',
          checks: [
            { check: 'connected', state: 'ok', code: 'works' },
            { check: 'scopes', state: 'problem', code: 'missing_scopes', lacks: ['chats', 'crm'] },
            { check: 'plan', state: 'problem', code: 'payment_required' },
          ],
        },
      };
    if (place === '/crm/probes') return { status: 200, body: { items: probes } };
    if (place.startsWith('/crm/probes/')) return { status: 200, body: result };
    return undefined;
  };
});
afterEach(async () => {
  unmount();
  vi.restoreAllMocks();
  document.body.replaceChildren();
  await server.stop();
});

const open = (place = 'connection') => {
  const opened = openAt(server, place);
  unmount = opened.unmount;
  return opened;
};

test('shows the connection, what is wrong with it and how to mend that', async () => {
  const { screen } = open();
  await screen.findByText('demo.kommo.com');
  await screen.findByText('Permissions are missing');
  expect(screen.getByText(/Missing: chats and crm\./)).toBeTruthy();
  expect(screen.getByText('The plan does not cover this')).toBeTruthy();
  expect(screen.getByText(/a person sends them from the lead card/)).toBeTruthy();
});

test('shows what the requests were spent on, by hour and purpose', async () => {
  const { screen, root } = open();
  await screen.findByRole('img', { name: 'Requests by hour, at most 40 in one hour' });
  expect(root.querySelectorAll('.souffleur-hour')).toHaveLength(24);
  expect(root.querySelectorAll('.souffleur-hour-limited')).toHaveLength(1);
  expect(screen.getByRole('list', { name: 'Requests by purpose' }).textContent).toMatch(/Sync40 80%.*Replies to customers10 20%/);
  expect(screen.getByText(/50 were made\. Kommo turned 1 away/)).toBeTruthy();
});

test('connects again in a window of its own and notices that it worked', async () => {
  connection = { ...connection, state: 'reauthorize' };
  const page = { location: { href: '' }, opener: {}, close: () => {} };
  vi.spyOn(window, 'open').mockReturnValue(page as unknown as Window);
  const { screen } = open();
  fireEvent.click(await screen.findByRole('button', { name: 'Connect again' }));
  await waitFor(() => expect(page.location.href).toBe('https://www.kommo.com/oauth?x=1'));
  expect(page.opener).toBeNull();
  connection = { ...connection, state: 'connected' };
  await screen.findByText('Connected', {}, { timeout: 5_000 });
});

test('starts a sync, shows how far it is, and stops it after a question', async () => {
  const { screen } = open();
  await screen.findByRole('table', { name: 'Earlier runs' });
  syncs = [sync('s2', { state: 'running', duration: null, stages: [stage('account', 'done', 7), stage('leads', 'running', 150, { changed: 3 })] }), ...syncs];
  fireEvent.click(screen.getByRole('button', { name: 'Sync everything' }));
  const bar = await screen.findByRole('progressbar');
  expect(server.of('POST', '/crm/sync')[0]?.body).toEqual({ kind: 'full' });
  expect(bar.getAttribute('aria-valuenow')).toBe('50');
  expect(screen.getByText('150 read, 3 new or changed')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Sync everything' })).toHaveProperty('disabled', true);
  fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Stop it' }));
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
});

test('a run of the past opens with its stages and problems', async () => {
  syncs = [sync('s1', { state: 'failed', error: 'Kommo said no.', stages: [stage('tags', 'failed', 0, { problem: 'No right to read.' })] })];
  const { screen } = open();
  await screen.findByRole('table', { name: 'Earlier runs' });
  fireEvent.click(screen.getByRole('button', { name: 'Everything' }));
  const dialog = await screen.findByRole('dialog', { name: 'Everything' });
  expect(dialog.textContent).toContain('Kommo said no.');
  expect(dialog.textContent).toContain('No right to read.');
});

test('one broken part does not take the others', async () => {
  const usual = server.answer;
  server.answer = (call, response) => (call.path.startsWith('/crm/diagnosis') ? problem(404, 'not_found') : usual(call, response));
  const { screen } = open();
  expect(await screen.findByText('This is no longer there.')).toBeTruthy();
  expect(await screen.findByRole('img', { name: /Requests by hour/ })).toBeTruthy();
});

test('a call by hand shows what was asked and answered, as text, and what it means', async () => {
  const { screen, root } = open('test?call=account');
  fireEvent.click(await screen.findByRole('button', { name: 'Make the call' }));
  await screen.findByText('It works');
  expect(screen.getByRole('region', { name: 'Request' }).textContent).toBe('GET /api/v4/account');
  expect(screen.getByRole('region', { name: 'Answer' }).textContent).toContain('<script>x</script>');
  expect(root.querySelector('script')).toBeNull();
  expect(server.of('POST', '/crm/probes/account')[0]?.body).toEqual({ input: {} });
});

test('a call that writes is checked, asked about and confirmed', async () => {
  const { screen } = open('test?call=add_note');
  fireEvent.click(await screen.findByRole('button', { name: 'Make the call…' }));
  await screen.findByText('Fill this in.');
  fireEvent.input(screen.getByLabelText('Lead number'), { target: { value: '1001' } });
  fireEvent.click(screen.getByRole('button', { name: 'Make the call…' }));
  await screen.findByRole('alertdialog', { name: 'Write into Kommo?' });
  expect(server.of('POST', '/crm/probes/add_note')).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Write it' }));
  await waitFor(() => expect(server.of('POST', '/crm/probes/add_note')[0]?.body).toEqual({ input: { leadId: '1001' }, confirm: true }));
});

test.each([
  ['empty', true],
  ['unauthorized', false],
  ['invalid_scope', false],
  ['payment_required', false],
  ['forbidden', false],
  ['blocked', false],
  ['not_found', false],
  ['not_allowed_now', false],
  ['limited', false],
  ['server', false],
  ['unreachable', false],
])('has plain words and a way to mend it for %s', async (code, ok) => {
  result = { request: null, status: null, answer: null, ms: 0, diagnosis: { code, ok } };
  const { screen, root } = open('test?call=account');
  fireEvent.click(await screen.findByRole('button', { name: 'Make the call' }));
  await screen.findByText('Nothing was sent.');
  const note = root.querySelector('.souffleur-note');
  expect(note?.className).toContain(ok ? 'good' : 'bad');
  expect(note?.querySelector('strong')?.textContent).not.toBe(code);
  expect(note?.querySelector('p')?.textContent?.length).toBeGreaterThan(30);
});
