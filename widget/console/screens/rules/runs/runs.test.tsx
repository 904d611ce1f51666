import { fireEvent, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { type AnyRun, choices, effect, parts, rule, run, uuid, version } from '../../../../testing/rules.ts';
import { openAt } from '../../../../testing/screens.ts';
import { FakeServer } from '../../../../testing/server.ts';

let server: FakeServer;
let unmount = (): void => {};
let stored: AnyRun[];
let versions: object[];

beforeEach(async () => {
  stored = [run(12), run(11, { state: 'skipped', reason: 'cooldown', actions: [] }), run(10, { state: 'near', actions: [] })];
  versions = [version(2, { name: 'New name', priority: 200 }), version(1)];
  server = await new FakeServer().start();
  server.answer = ({ method, path, body }) => {
    const [place = '', search = ''] = path.split('?');
    const query = new URLSearchParams(search);
    if (place === '/rules/parts') return { status: 200, body: { items: parts } };
    if (place === '/rules/choices') return { status: 200, body: choices };
    if (place === '/rules/runs') {
      const fits = (key: string, value: string): boolean => !query.get(key) || query.get(key) === value;
      const found = stored.filter(({ state, ruleId }) => fits('state', state) && fits('ruleId', ruleId));
      return { status: 200, body: { items: found, nextCursor: null } };
    }
    if (place.startsWith('/rules/runs/')) {
      const found = stored.find(({ id }) => place.endsWith(id));
      return found && { status: 200, body: found };
    }
    if (place === '/rules') return { status: 200, body: { items: [rule(1)], nextCursor: null } };
    if (place === `/rules/${uuid(1)}/versions`) return { status: 200, body: { items: versions } };
    if (place === `/rules/${uuid(1)}/restore/1`) return { status: 200, body: rule(1, { version: 3 }) };
    if (place === `/rules/${uuid(1)}/run`) return { status: 202, body: { key: 'k', asked: body } };
    if (place === `/effects/${uuid(902)}/retry`) return { status: 200, body: effect({ id: uuid(902), state: 'queued' }) };
    if (place === `/rules/${uuid(1)}`) return { status: 200, body: rule(1, method === 'GET' ? { trigger: { on: 'manual' } } : {}) };
    if (place === `/rules/${uuid(2)}`) return { status: 200, body: rule(2, { name: 'The rule before' }) };
    if (place === '/crm/leads') return { status: 200, body: { items: [{ crmId: '1001', name: 'Grinder' }], nextCursor: null } };
    return undefined;
  };
});
afterEach(async () => {
  unmount();
  document.body.replaceChildren();
  await server.stop();
});

const open = (place: string) => {
  const opened = openAt(server, place);
  unmount = opened.unmount;
  return opened;
};
const asked = (): string[] => server.calls.filter(({ path }) => path.startsWith('/rules/runs?')).map(({ path }) => path);

test('the log says what came of each event, and why a rule was kept back', async () => {
  const { screen, root } = open('rules/runs');
  const table = await screen.findByRole('table', { name: 'Runs, newest first' });
  for (const words of ['Done', 'Kept back: too soon', 'Came close', 'Lead moved to another stage', 'Grinder <b>']) expect(table.textContent).toContain(words);
  expect(root.querySelector('.souffleur-table b')).toBeNull();
});

test('filters stand in the address and in the request', async () => {
  const { screen } = open(`rules/runs?state=near&lead=1001&rule=${uuid(1)}`);
  await screen.findByRole('table');
  expect(asked()[0]).toBe(`/rules/runs?limit=50&ruleId=${uuid(1)}&state=near&leadId=1001`);
  await waitFor(() =>
    expect((screen.getByRole('combobox', { name: 'Rule' }) as HTMLSelectElement).selectedOptions[0]?.textContent).toBe('Call back big leads'),
  );
  fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  await waitFor(() => expect(asked().at(-1)).toBe('/rules/runs?limit=50'));
});

test('new runs come on top by themselves', async () => {
  const { screen } = open('rules/runs');
  await screen.findByRole('table');
  await waitFor(() => expect(server.lines).toBe(1));
  stored = [run(13, { ruleName: 'Just now' }), ...stored];
  server.live({ kind: 'rule.run', ruleId: uuid(1), runId: uuid(13), state: 'running' });
  await screen.findByRole('link', { name: 'Just now' });
});

test('a run shows each condition with its answer in words, and what became of every action', async () => {
  const { screen, root } = open(`rules/runs/${uuid(12)}`);
  await waitFor(() => expect(root.querySelector('.souffleur-held-tree')?.textContent).toContain('the lead is in Offer sent, Negotiation'));
  const lines = [...root.querySelectorAll('.souffleur-held-tree .souffleur-held-line')].map(({ textContent }) => textContent);
  expect(lines[0]).toBe('heldAll of these');
  expect(lines[1]).toContain('held');
  expect(lines[1]).toContain('found: Offer sent');
  expect(lines.find((line) => line?.includes('price'))).toContain('found: 4,200');
  expect(lines.at(-1)).toMatch(/^not asked/);
  const actions = screen.getByText('Created the task “Call Mary”').closest('ol') as HTMLElement;
  for (const words of ['task in Kommo', 'No. 556677', 'write “We will call you.”', 'The reply window of the channel has closed', '3 attempts', 'Answer: 403'])
    expect(actions.textContent).toContain(words);
  expect(screen.getByRole('link', { name: 'Lead moved to another stage' }).getAttribute('href')).toBe(`#souffleur/hooks/${uuid(77)}`);
  expect(screen.getByRole('link', { name: /Grinder/ }).getAttribute('href')).toBe(`${window.location.origin}/leads/detail/1001`);
  expect(screen.getByRole('link', { name: 'Version 2' }).getAttribute('href')).toBe(`#souffleur/rules/${uuid(1)}?tab=versions`);
});

test('what failed is tried once more; what is in doubt only after a question', async () => {
  const failed = effect({ id: uuid(902), state: 'failed', problem: 'in_doubt', error: 'English.', receipt: null });
  stored = [run(12, { state: 'failed', actions: [{ ...(run(12).actions[0] as AnyRun['actions'][number]), state: 'failed', effects: [failed] }] })];
  const { screen } = open(`rules/runs/${uuid(12)}`);
  expect((await screen.findByText(/whether it happened is not known/)).textContent).not.toContain('English');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  const question = await screen.findByRole('alertdialog', { name: 'Try it again?' });
  expect(server.of('POST', `/effects/${uuid(902)}/retry`)).toEqual([]);
  fireEvent.click(within(question).getByRole('button', { name: 'Try again' }));
  await screen.findByText('It is tried once more.');
});

test('a run that was kept back says why, and what led there', async () => {
  stored = [run(11, { state: 'skipped', reason: 'loop', actions: [], chain: [uuid(2), uuid(1)] })];
  const { screen } = open(`rules/runs/${uuid(11)}`);
  await screen.findByText('Kept back: a loop');
  expect(screen.getByRole('link', { name: 'The rule before' }).getAttribute('href')).toBe(`#souffleur/rules/${uuid(2)}`);
});

test('without the version of then the answers stand alone', async () => {
  versions = [];
  const { root } = open(`rules/runs/${uuid(10)}`);
  await waitFor(() => expect(root.querySelectorAll('.souffleur-held-flat li')).toHaveLength(3));
  await waitFor(() => expect(root.querySelector('.souffleur-held-flat')?.textContent).toContain('Stage'));
});

test('a rule has its own runs beside it', async () => {
  const { screen } = open(`rules/${uuid(1)}?tab=runs`);
  await screen.findByRole('table');
  expect(asked()[0]).toContain(`ruleId=${uuid(1)}`);
  expect(screen.queryByRole('combobox', { name: 'Rule' })).toBeNull();
});

test('versions say what changed, and an old one comes back after a question', async () => {
  const { screen } = open(`rules/${uuid(1)}?tab=versions`);
  const changed = await screen.findByText('Changed: Name and Priority');
  expect(changed.closest('details')?.textContent).toContain('New name');
  fireEvent.click(screen.getByRole('button', { name: 'Restore' }));
  const question = await screen.findByRole('alertdialog', { name: 'Restore version 1?' });
  expect(server.of('POST', `/rules/${uuid(1)}/restore/1`)).toEqual([]);
  fireEvent.click(within(question).getByRole('button', { name: 'Restore' }));
  await screen.findByText('Version 1 is back. The rule is off.');
});

test('a rule by hand runs for the lead that was chosen and named', async () => {
  const { screen } = open(`rules/${uuid(1)}?tab=runs`);
  fireEvent.click(await screen.findByRole('button', { name: 'Run for a lead' }));
  const dialog = await screen.findByRole('dialog', { name: 'Run “Call back big leads” now' });
  const run_ = within(dialog).getByRole('button', { name: 'Run it now' });
  expect(run_).toHaveProperty('disabled', true);
  fireEvent.click(await within(dialog).findByRole('button', { name: /Grinder/ }));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Run it now' }));
  await screen.findByText('The rule was started for Grinder.');
  expect(server.of('POST', `/rules/${uuid(1)}/run`)[0]?.body).toEqual({ leadId: '1001' });
});
