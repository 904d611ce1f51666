import { fireEvent, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { openAt } from '../../../testing/screens.ts';
import { FakeServer, problem } from '../../../testing/server.ts';

const uuid = (end: number): string => `01a1fa9f-0000-7000-8000-${String(end).padStart(12, '0')}`;
const at = '2026-11-20T20:00:00.000Z';
const job = (end: number, change: object = {}) => ({
  id: uuid(end),
  name: 'reply',
  state: 'done',
  data: { accountId: 'a', messageId: 'm-1' },
  attempts: 1,
  maxAttempts: 4,
  createdAt: at,
  startAfter: at,
  startedAt: at,
  finishedAt: at,
  error: null,
  ...change,
});

let server: FakeServer;
let unmount = (): void => {};
let jobs: ReturnType<typeof job>[];

beforeEach(async () => {
  jobs = [
    job(3, { name: 'deliver', state: 'failed', error: 'The talk is <closed>.' }),
    job(2, { state: 'waiting', startedAt: null, finishedAt: null }),
    job(1),
  ];
  server = await new FakeServer().start();
  server.answer = ({ method, path }) => {
    const [, noun, id, act] = path.split('?')[0]?.split('/') ?? [];
    if (noun !== 'jobs') return undefined;
    if (!id) return { status: 200, body: { items: jobs, nextCursor: null } };
    const found = jobs.find((one) => one.id === id);
    if (!found) return problem(404, 'not_found');
    if (method === 'POST') jobs = jobs.map((one) => (one === found ? { ...one, state: act === 'retry' ? 'waiting' : 'cancelled', error: null } : one));
    return { status: 200, body: jobs.find((one) => one.id === id) };
  };
});
afterEach(async () => {
  unmount();
  document.body.replaceChildren();
  await server.stop();
});

const open = (place = 'jobs') => {
  const opened = openAt(server, place);
  unmount = opened.unmount;
  return opened;
};

test('are listed with what became of them; a failed one is tried again', async () => {
  const { screen } = open();
  const table = await screen.findByRole('table', { name: 'Jobs, newest first' });
  expect(table.textContent).toContain('Send a message');
  expect(table.textContent).toContain('The talk is <closed>.');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('The job is tried again.');
  expect(server.of('POST', `/jobs/${uuid(3)}/retry`)).toHaveLength(1);
  await waitFor(() => expect(screen.queryByText('The talk is <closed>.')).toBeNull());
});

test('one that waits is taken back after a question', async () => {
  const { screen } = open();
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
  await screen.findByRole('alertdialog', { name: 'Cancel this job?' });
  expect(server.of('POST', `/jobs/${uuid(2)}/cancel`)).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Cancel the job' }));
  await screen.findByText('The job is cancelled.');
});

test('filters go into the address and the request', async () => {
  const { screen } = open('jobs?state=failed');
  await screen.findByRole('table');
  const name = screen.getByLabelText<HTMLSelectElement>('Job');
  name.value = 'deliver';
  // The testing library's own `change` is an `input` under Preact.
  name.dispatchEvent(new Event('change', { bubbles: true }));
  await waitFor(() => expect(server.calls.map(({ path }) => path)).toContain('/jobs?limit=50&state=failed&name=deliver'));
  expect(window.location.hash).toContain('name=deliver');
});

test('one job tells what it is about, and its id for the log', async () => {
  const { screen } = open(`jobs/${uuid(3)}`);
  await screen.findByRole('heading', { name: 'Send a message' });
  expect(screen.getByText('m-1')).toBeTruthy();
  expect(screen.getByText(`Id for the server log: ${uuid(3)}`)).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toContain('The talk is <closed>.');
});

test('none yet, and one that is gone', async () => {
  jobs = [];
  const { screen } = open();
  expect(await screen.findByText('No jobs yet')).toBeTruthy();
  unmount();
  document.body.replaceChildren();
  const { screen: gone } = open(`jobs/${uuid(7)}`);
  expect(await gone.findByText('This is no longer there.')).toBeTruthy();
});
