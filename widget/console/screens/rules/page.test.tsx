import { fireEvent, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { choices, parts, rehearsal, result, rule, run, uuid, version } from '../../../testing/rules.ts';
import { openAt } from '../../../testing/screens.ts';
import { FakeServer } from '../../../testing/server.ts';

let server: FakeServer;
let unmount = (): void => {};

beforeEach(async () => {
  server = await new FakeServer().start();
  server.answer = ({ path }) => {
    const [place = ''] = path.split('?');
    if (place === '/rules/parts') return { status: 200, body: { items: parts } };
    if (place === '/rules/choices') return { status: 200, body: choices };
    if (place === '/rules/check') return { status: 200, body: { problems: [], conflicts: [] } };
    if (place === '/rules/runs') return { status: 200, body: { items: [run(12)], nextCursor: null } };
    if (place === '/crm/leads') return { status: 200, body: { items: [{ crmId: '1001', name: 'Grinder' }], nextCursor: null } };
    if (place.endsWith('/dry-run')) return { status: 200, body: rehearsal({ result: result({ holds: true }) }) };
    if (place.endsWith('/versions')) return { status: 200, body: { items: [version(1)] } };
    if (place === `/rules/${uuid(1)}`) return { status: 200, body: rule(1) };
    return undefined;
  };
});
afterEach(async () => {
  unmount();
  document.body.replaceChildren();
  await server.stop();
});

const open = (place: string, role: 'admin' | 'rep' = 'admin') => {
  const opened = openAt(server, place, role);
  unmount = opened.unmount;
  const tabs = async (): Promise<(string | null)[]> =>
    within(await opened.screen.findByRole('navigation', { name: 'Parts of the rule' }))
      .getAllByRole('link')
      .map(({ textContent }) => textContent);
  const go = (name: string): void => void fireEvent.click(opened.screen.getByRole('link', { name }));
  return { ...opened, tabs, go };
};

test('each part of a rule has the same head: back, name, state, then the parts', async () => {
  const { screen, tabs, go } = open(`rules/${uuid(1)}`);
  for (const name of ['Rule', 'Try it', 'Runs', 'Versions']) {
    await screen.findByRole('link', { name });
    go(name);
    await waitFor(() => expect(screen.getByRole('link', { name }).getAttribute('aria-current')).toBe('page'));
    const title = await screen.findByRole('heading', { name: rule(1).name });
    await screen.findByRole('switch', { name: 'Enabled' });
    expect(await tabs()).toEqual(['Rule', 'Try it', 'Runs', 'Versions']);
    const nav = screen.getByRole('navigation', { name: 'Parts of the rule' });
    expect(title.compareDocumentPosition(nav) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  }
});

test('what is not saved can be tried, and what was found says when it is out of date', async () => {
  const { screen, go } = open(`rules/${uuid(1)}`);
  fireEvent.input(await screen.findByLabelText('Name'), { target: { value: 'Changed' } });
  go('Try it');
  await screen.findByRole('heading', { name: 'Changed' });
  fireEvent.click(await screen.findByRole('button', { name: /Grinder/ }));
  fireEvent.click(screen.getByRole('button', { name: 'Try it' }));
  await screen.findByText('The rule would run');
  expect(server.of('POST', `/rules/${uuid(1)}/dry-run`)[0]?.body).toMatchObject({ definition: { name: 'Changed' }, leadId: '1001' });
  expect(screen.queryByText(/has been changed since/)).toBeNull();
  go('Rule');
  fireEvent.input(await screen.findByLabelText('Name'), { target: { value: 'Changed again' } });
  go('Try it');
  await screen.findByText(/has been changed since/);
  go('Runs');
  await screen.findByRole('alertdialog');
});

test('a rep looks at the rule, its runs and versions; nothing is asked that a rep may not ask', async () => {
  const { screen, tabs, go } = open(`rules/${uuid(1)}?tab=try`, 'rep');
  await screen.findByText(/You can look at the rule/);
  expect(await tabs()).toEqual(['Rule', 'Runs', 'Versions']);
  expect(screen.queryByText('It can run')).toBeNull();
  go('Versions');
  await screen.findByText('The first version.');
  expect(screen.queryByRole('button', { name: 'Restore' })).toBeNull();
  expect(server.calls.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/session'))).toEqual([]);
});

test('a new rule is tried once it is whole; it has no past yet', async () => {
  const { screen, tabs, go } = open('rules/new');
  expect(await tabs()).toEqual(['Rule', 'Try it']);
  await screen.findByLabelText('Name');
  go('Try it');
  await screen.findByText('Try it when it is finished');
  fireEvent.click(screen.getByRole('button', { name: 'Back to the rule' }));
  await waitFor(() => expect(screen.getByRole('link', { name: 'Rule' }).getAttribute('aria-current')).toBe('page'));
  screen.getByText('A rule does something: add an action.');
});
