import { fireEvent, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { openAt } from '../../../testing/screens.ts';
import { FakeServer, problem } from '../../../testing/server.ts';

const uuid = (end: number): string => `01a1fa9f-0000-7000-8000-${String(end).padStart(12, '0')}`;
const hook = (end: number, change: object = {}) => ({
  id: uuid(end),
  source: 'kommo',
  state: 'done',
  error: null,
  problem: null,
  receivedAt: '2026-11-20T20:00:00.000Z',
  processedAt: '2026-11-20T20:00:00.120Z',
  bytes: 900,
  attempts: 1,
  retryAt: null,
  events: [
    {
      name: 'lead.created',
      subject: `lead:${end}`,
      at: '2026-11-20T20:00:00.000Z',
      key: 'k',
      duplicate: false,
      data: { name: '<img src=x onerror=alert(1)>' },
    },
  ],
  caused: [],
  ...change,
});
const broken = (end: number) => hook(end, { state: 'failed', problem: 'parse_failed', error: 'The body is JSON, but no object.', events: [] });
const summary = {
  since: '',
  total: 1200,
  byState: { done: 1198, failed: 2 },
  medianMs: 85,
  waiting: 0,
  oldestWaitingAt: null,
  failed: 2,
  lastReceivedAt: null,
};

let server: FakeServer;
let unmount = (): void => {};
let stored: ReturnType<typeof hook>[];

beforeEach(async () => {
  stored = [hook(3), broken(2), hook(1)];
  server = await new FakeServer().start();
  server.answer = ({ method, path }) => {
    const [place = '', query = ''] = path.split('?');
    if (place === '/hook-events/summary') return { status: 200, body: summary };
    if (place === '/hook-events/retry') return { status: 202, body: { retried: 2, skipped: 0 } };
    if (place === '/hook-events') {
      const states = new URLSearchParams(query).get('state')?.split(',');
      return { status: 200, body: { items: stored.filter(({ state }) => !states || states.includes(state)), nextCursor: null } };
    }
    const [, , id, part] = place.split('/');
    const found = place.startsWith('/hook-events/') && stored.find((one) => one.id === id);
    if (!found) return place.startsWith('/activity') ? problem(404, 'not_found') : undefined;
    if (part === 'body')
      return {
        status: 200,
        body: {
          headers: { 'content-type': 'x' },
          kind: 'form',
          text: 'a=%D0%9C␀',
          base64: '',
          fields: [{ key: 'leads[add][0][name]', value: 'М␀' }],
          fieldsLeftOut: 3,
        },
      };
    if (part === 'retry') return method === 'POST' ? { status: 202, body: { ...found, state: 'received', problem: null, error: null } } : undefined;
    return { status: 200, body: found };
  };
});
afterEach(async () => {
  unmount();
  document.body.replaceChildren();
  await server.stop();
});

const open = (place = 'hooks', role: 'admin' | 'rep' = 'admin') => {
  const opened = openAt(server, place, role);
  unmount = opened.unmount;
  return opened;
};
const asked = (): string[] => server.calls.filter(({ path }) => path.startsWith('/hook-events?')).map(({ path }) => path);

test('lists what came, with figures and plain words for what failed', async () => {
  const { screen, root } = open();
  const table = await screen.findByRole('table', { name: 'Hooks, newest first' });
  expect(table.textContent).toContain('Lead created');
  expect(table.textContent).toContain('The body could not be read');
  expect(root.querySelector('.souffleur-figures')?.textContent).toContain('1,200');
  expect(screen.queryByRole('checkbox')).toBeNull();
});

test('filters stand in the address and in the request; what needs attention is a click away', async () => {
  const { screen } = open('hooks?lead=1001&kind=lead');
  await screen.findByRole('table');
  expect(asked()[0]).toContain('kind=lead&lead=1001');
  fireEvent.click(screen.getByRole('button', { name: /Need attention/ }));
  await waitFor(() => expect(window.location.hash).toContain('state=failed%2Cquarantined'));
  await waitFor(() => expect(asked().at(-1)).toContain('state=failed%2Cquarantined'));
  fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  await waitFor(() => expect(window.location.hash).not.toContain('lead'));
});

test('new ones appear by themselves, unless it is paused', async () => {
  const { screen } = open();
  await screen.findByRole('table');
  await waitFor(() => expect(server.lines).toBe(1));
  stored = [hook(4, { events: [{ name: 'call.missed', subject: 'call:4', at: '', key: null, duplicate: false }] }), ...stored];
  server.live({ kind: 'hook.received' });
  await screen.findByText('Call missed', { selector: 'a' });
  fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
  stored = [hook(5, { events: [{ name: 'note.added', subject: 'note:5', at: '', key: null, duplicate: false }] }), ...stored];
  server.live({ kind: 'hook.updated', hookId: uuid(5), state: 'done' });
  fireEvent.click(await screen.findByRole('button', { name: 'Resume' }));
  await screen.findByText('Note added', { selector: 'a' });
});

test('some or all failed ones are tried again; all only after a question', async () => {
  const { screen } = open('hooks?state=failed');
  fireEvent.click(await screen.findByRole('checkbox', { name: /Select Not read/ }));
  fireEvent.click(await screen.findByRole('button', { name: 'Try these again' }));
  await screen.findByText('2 hooks are worked on again.');
  expect(server.of('POST', '/hook-events/retry')[0]?.body).toEqual({ ids: [uuid(2)] });
  fireEvent.click(screen.getByRole('button', { name: 'Try all failed again' }));
  const question = await screen.findByRole('alertdialog', { name: 'Try 2 failed hooks again?' });
  expect(server.of('POST', '/hook-events/retry')).toHaveLength(1);
  fireEvent.click([...question.querySelectorAll('button')].find((button) => button.textContent === 'Try again') as HTMLElement);
  await waitFor(() => expect(server.of('POST', '/hook-events/retry')[1]?.body).toEqual({ filter: {} }));
});

test('arrows walk through the rows', async () => {
  const { screen } = open();
  await screen.findByRole('table');
  const links = [...document.querySelectorAll<HTMLElement>('.souffleur-row-link')];
  links[0]?.focus();
  fireEvent.keyDown(links[0] as HTMLElement, { key: 'ArrowDown' });
  expect(document.activeElement).toBe(links[1]);
  fireEvent.keyDown(links[1] as HTMLElement, { key: 'End' });
  expect(document.activeElement).toBe(links[2]);
  fireEvent.keyDown(links[2] as HTMLElement, { key: 'k' });
  expect(document.activeElement).toBe(links[1]);
});

test('says how hooks are made to arrive, or that the filters find nothing', async () => {
  stored = [];
  const { screen } = open();
  await screen.findByText('No hooks yet');
  expect(screen.getByRole('button', { name: 'Check the connection' })).toBeTruthy();
  unmount();
  document.body.replaceChildren();
  const { screen: filtered } = open('hooks?state=failed');
  await filtered.findByText('Nothing matches');
});

test('a failure has a sentence and a way to try again', async () => {
  const usual = server.answer;
  server.answer = ({ path }) => (path.startsWith('/hook-events') ? problem(400, 'bad_cursor') : undefined);
  const { screen } = open();
  await screen.findByText('This could not be loaded');
  server.answer = usual;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('table')).toBeTruthy();
});

test('one hook says what it said, as text', async () => {
  const { screen, root } = open(`hooks/${uuid(3)}`);
  await screen.findByRole('heading', { name: 'Lead created' });
  expect(root.querySelector('.souffleur-said')?.textContent).toContain('<img src=x onerror=alert(1)>');
  expect(root.querySelector('.souffleur-said img')).toBeNull();
  expect(screen.getByRole('link', { name: /Lead 3/ }).getAttribute('href')).toBe(`${window.location.origin}/leads/detail/3`);
});

test('what it caused is a tree with ways out', async () => {
  const at = '2026-11-20T20:00:00.000Z';
  const leaf = { at, children: [] };
  const delivery = { kind: 'delivery', id: 'd', label: 'talks_api', state: 'sent', ...leaf };
  const draft = { kind: 'draft', id: 'f', label: 'Luma', state: 'sent', at, children: [delivery] };
  const message = {
    kind: 'message',
    id: 'm',
    label: 'Hello <b>',
    state: 'in',
    at,
    children: [draft, { kind: 'job', id: uuid(9), label: 'reply', state: 'done', ...leaf }],
  };
  const lead = { kind: 'lead', id: 'l', crmId: '77', label: 'Grinder', ...leaf };
  stored = [hook(3, { caused: [{ kind: 'event', id: '0', label: 'message.received', state: 'new', at, children: [message, lead] }] })];
  const { screen, root } = open(`hooks/${uuid(3)}?tab=caused`);
  const tree = await screen.findByRole('list', { name: 'What it caused' });
  for (const words of ['Message received', 'Hello <b>', 'Luma', 'through the talk', 'sent']) expect(tree.textContent).toContain(words);
  expect(root.querySelectorAll('.souffleur-tree .souffleur-tree .souffleur-tree .souffleur-tree')).toHaveLength(1);
  expect(screen.getByRole('link', { name: /Grinder/ }).getAttribute('href')).toBe(`${window.location.origin}/leads/detail/77`);
  expect(screen.getByRole('link', { name: 'Write a reply' }).getAttribute('href')).toBe(`#souffleur/jobs/${uuid(9)}`);
});

test('the rules it started are told down to what left us', async () => {
  const at = '2026-11-20T20:00:00.000Z';
  const effect = { kind: 'effect', id: 'e', label: 'add_task', state: 'done', at, children: [] };
  const action = { kind: 'action_run', id: 'a', label: 'Create the task “Call”', state: 'done', at, children: [effect] };
  const run = { kind: 'rule_run', id: 'r', label: 'Call new leads', state: 'skipped', at, children: [action] };
  stored = [hook(3, { caused: [{ kind: 'event', id: '0', label: 'lead.created', state: 'new', at, children: [run] }] })];
  const { screen } = open(`hooks/${uuid(3)}?tab=caused`);
  const tree = await screen.findByRole('list', { name: 'What it caused' });
  for (const words of ['Rule', 'Call new leads', 'skipped', 'Action', 'Create the task “Call”', 'Effect', 'A task created'])
    expect(tree.textContent).toContain(words);
});

test('the body is decoded, or as it came', async () => {
  const { screen } = open(`hooks/${uuid(3)}?tab=body`);
  expect((await screen.findByText('leads[add][0][name]')).nextElementSibling?.textContent).toBe('М␀');
  expect(screen.getByText('3 more fields are not shown.')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'As it came' }));
  expect((await screen.findByRole('region', { name: 'As it came' })).textContent).toBe('a=%D0%9C␀');
});

test('one failed hook says why and how to mend it, and is tried again', async () => {
  const { screen } = open(`hooks/${uuid(2)}`);
  await screen.findByText(/update Souffleur and try it again/);
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('1 hook is worked on again.');
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});

test('a rep has no such page', async () => {
  const { screen } = open('hooks', 'rep');
  await screen.findByText('There is no such page');
  expect(server.calls.filter(({ path }) => path.startsWith('/hook-events'))).toEqual([]);
});
