import { render } from 'preact';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { session } from '../testing/fixtures.ts';
import { FakeServer } from '../testing/server.ts';
import { createApi } from '../api.ts';
import { createRouter } from './router.ts';
import { screens } from './screens.ts';
import { createStart, Start } from './start.tsx';

let server: FakeServer;
let leave = (): void => undefined;
let activity: unknown[] = [];
let unread = 1;

const line = (number: number, text: string, link?: object) => ({
  id: `0192aaaa-0000-7000-8000-00000000000${number}`,
  kind: 'lead.created',
  at: new Date().toISOString(),
  actor: { kind: 'system', id: null, name: null },
  sentence: [{ text: 'Created: ' }, { text, ...(link ? { link } : {}) }],
  hookEventId: null,
});
const replies = { made: 5, sent: 4, unchanged: 3, edited: 1, dismissed: 0, withheld: 0, failed: 0 };
const times = { ai: { answers: 3, median: 12, p90: 30 }, human: { answers: 0, median: null, p90: null } };
const board = () => ({
  period: 'week',
  replies,
  responseTimes: times,
  calls: { missed: 2, returned: 1, waiting: 1 },
  previous: { replies: { ...replies, sent: 2 }, responseTimes: times, calls: { missed: 4, returned: 0 } },
  buckets: [
    { at: '2020-11-18T00:00:00Z', made: 2, sent: 3, previous: { made: 1, sent: 1 } },
    { at: '2020-11-19T00:00:00Z', made: 3, sent: 1, previous: null },
    { at: '2999-11-20T00:00:00Z', made: 0, sent: 0, previous: { made: 0, sent: 7 } },
  ],
  agents: [],
  hooks: { received: 7, failed: 0, quarantined: 0, waiting: 0, median: 0.3 },
  activity,
});
const notice = () => ({
  id: '0192aaaa-0000-7000-8000-0000000000aa',
  kind: 'call_missed',
  at: new Date().toISOString(),
  readAt: unread ? null : new Date().toISOString(),
  title: 'Missed call',
  text: 'Elena <b>x</b>',
  link: { kind: 'lead', id: null, crmId: '24' },
});

beforeEach(async () => {
  activity = [];
  unread = 1;
  server = await new FakeServer().start();
  server.answer = ({ method, path }) => {
    if (path.startsWith('/dashboard')) return { status: 200, body: board() };
    if (path.startsWith('/activity')) return { status: 200, body: { items: activity, nextCursor: null } };
    if (path === '/notifications/read') unread = 0;
    if (path.startsWith('/notifications')) return method === 'POST' ? { status: 204 } : { status: 200, body: { items: [notice()], nextCursor: null, unread } };
    return path === '/agents' ? { status: 200, body: { items: [] } } : undefined;
  };
});
afterEach(async () => {
  leave();
  window.location.hash = '';
  document.body.replaceChildren();
  await server.stop();
});

function open(screen: string): HTMLElement {
  window.location.hash = `#souffleur/${screen}`;
  const root = document.body.appendChild(document.createElement('div'));
  const api = createApi({ baseUrl: server.url, exchange: async () => session() });
  const props = { api, router: createRouter(), place: 'crm' as const, screens, language: 'en' };
  const start = createStart(props);
  render(<Start start={start} {...props} />, root);
  leave = () => {
    start.leave();
    render(null, root);
    api.close();
    props.router.close();
  };
  return root;
}
const button = (root: ParentNode, name: RegExp): HTMLButtonElement | undefined =>
  [...root.querySelectorAll('button')].find((one) => name.test(one.getAttribute('aria-label') ?? one.textContent));

test('the dashboard compares, and tells the chart also as a table', async () => {
  const root = open('dashboard');
  await expect.poll(() => root.textContent).toContain('100% more than the 7 days before');
  expect(root.textContent).toContain('50% less than the 7 days before');
  expect(root.textContent).toContain('1 caller waits for a call back');
  const cells = [...root.querySelectorAll('.souffleur-chart tbody tr')].map((row) => [...row.querySelectorAll('td')].map(({ textContent }) => textContent));
  // What has not begun has no figure yet.
  expect(cells).toEqual([
    ['3', '1'],
    ['1', ''],
    ['', '7'],
  ]);
  button(root, /^Month$/)?.click();
  await expect.poll(() => server.calls.some(({ path }) => path === '/dashboard?period=month')).toBe(true);
});

test('a line of the log leads to its lead, and a name is never markup', async () => {
  activity = [line(1, '<img src=x onerror=alert(1)>', { kind: 'lead', id: null, crmId: '24' }), line(2, 'Odd', { kind: 'lead', id: null, crmId: '../x' })];
  const root = open('activity');
  await expect.poll(() => root.querySelector('.souffleur-log a')?.getAttribute('href')).toMatch(/\/leads\/detail\/24$/);
  expect(root.querySelector('img')).toBeNull();
  expect(root.querySelectorAll('.souffleur-log a')).toHaveLength(1);
});

test('what is new waits above the list until it is asked for', async () => {
  activity = [line(1, 'First')];
  const root = open('activity');
  await expect.poll(() => root.querySelectorAll('.souffleur-log-line').length).toBe(1);
  await expect.poll(() => server.lines).toBe(1);
  activity = [line(3, 'Third'), line(2, 'Second'), line(1, 'First')];
  server.live({ kind: 'activity.created', activityId: 'x' });
  await expect.poll(() => button(root, /2 new entries/), { timeout: 4000 }).toBeTruthy();
  expect(root.querySelectorAll('.souffleur-log-line')).toHaveLength(1);
  button(root, /2 new entries/)?.click();
  await expect.poll(() => root.querySelectorAll('.souffleur-log-line').length).toBe(3);
});

test('a filter without matches can be cleared', async () => {
  const root = open('activity?about=lead');
  await expect.poll(() => root.textContent).toContain('Nothing fits this filter');
  expect(server.calls.some(({ path }) => path.includes('kind=lead'))).toBe(true);
  button(root, /Clear filter/)?.click();
  await expect.poll(() => root.textContent).toContain('Nothing has happened yet');
});

test('the bell counts, opens, closes with Escape, and is read', async () => {
  const root = open('activity');
  await expect.poll(() => button(root, /1 unread/)).toBeTruthy();
  const bell = button(root, /1 unread/);
  bell?.click();
  await expect.poll(() => root.querySelector('.souffleur-bell-list')?.textContent).toContain('Elena <b>x</b>');
  bell?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  await expect.poll(() => root.querySelector('.souffleur-bell-list')).toBeNull();
  bell?.click();
  await expect.poll(() => button(root, /Mark all/)).toBeTruthy();
  button(root, /Mark all/)?.click();
  await expect.poll(() => button(root, /^Notifications$/)).toBeTruthy();
});
