import { fireEvent, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { AT, type AnyRule, choices, conflict, hit, parts, rehearsal, result, rule, template, uuid } from '../../../testing/rules.ts';
import { openAt } from '../../../testing/screens.ts';
import { FakeServer, problem } from '../../../testing/server.ts';

let server: FakeServer;
let unmount = (): void => {};
let stored: AnyRule[];
let deleted: AnyRule[];
let conflicts: object[];

beforeEach(async () => {
  stored = [rule(1, { priority: 100 }), rule(2, { name: 'First of all', priority: 900, enabled: false })];
  deleted = [];
  conflicts = [];
  server = await new FakeServer().start();
  server.answer = ({ method, path, body }) => {
    const [place = '', search = ''] = path.split('?');
    const query = new URLSearchParams(search);
    if (place === '/rules/parts') return { status: 200, body: { items: parts } };
    if (place === '/rules/choices') return { status: 200, body: choices };
    if (place === '/rules/conflicts') return { status: 200, body: { items: conflicts } };
    if (place === '/rules/templates') return { status: 200, body: { items: [template('missed', 'Missed call'), template('silent', 'Silent lead')] } };
    if (place === `/rules/rehearsals/${uuid(500)}` || place.endsWith('/estimate'))
      return { status: 202, body: rehearsal({ kind: 'estimate', result: result({ fires: 412, hits: [hit(31), hit(32)] }) }) };
    if (place === '/rules' && method === 'POST') {
      const copy = rule(9, { ...(body as Partial<AnyRule>), enabled: false });
      stored = [...stored, copy];
      return { status: 201, body: copy };
    }
    if (place === '/rules') {
      if (query.get('deleted')) return { status: 200, body: { items: deleted, nextCursor: null } };
      const found = stored.filter(
        ({ name, enabled }) => name.toLowerCase().includes(query.get('q') ?? '') && (!query.get('enabled') || String(enabled) === query.get('enabled')),
      );
      return { status: 200, body: { items: found, nextCursor: null } };
    }
    const [, , id, action] = place.split('/');
    const one = [...stored, ...deleted].find((known) => known.id === id);
    if (!one) return undefined;
    if (method === 'DELETE') {
      stored = stored.filter((known) => known !== one);
      deleted = [one];
      return { status: 204 };
    }
    if (action === 'restore') {
      deleted = [];
      stored = [...stored, one];
      return { status: 200, body: one };
    }
    if (action === 'enable' || action === 'disable') {
      if (one.trigger.time && action === 'enable' && !(body as { confirm: boolean }).confirm) return problem(409, 'confirm_first', { count: 412 });
      const next = { ...one, enabled: action === 'enable' };
      stored = stored.map((known) => (known === one ? next : known));
      return { status: 200, body: next };
    }
    return { status: 200, body: one };
  };
});
afterEach(async () => {
  unmount();
  document.body.replaceChildren();
  await server.stop();
});

const open = (place = 'rules', role: 'admin' | 'rep' = 'admin') => {
  const opened = openAt(server, place, role);
  unmount = opened.unmount;
  return opened;
};
const byTime = (end: number): AnyRule =>
  rule(end, { name: 'Silent leads', enabled: false, trigger: { on: 'time_based', time: { kind: 'silence', of: 'message_in', amount: 2, unit: 'days' } } });

test('lists rules in the order in which they run, with what they wait for and how often they ran', async () => {
  stored = [...stored, byTime(3)];
  const { screen } = open();
  const table = await screen.findByRole('table', { name: 'Rules in the order in which they run' });
  expect(
    within(table)
      .getAllByRole('link', { name: /.+/ })
      .map(({ textContent }) => textContent),
  ).toEqual(['First of all', 'Call back big leads', 'Silent leads']);
  for (const words of ['A lead moves to another stage', 'The customer has not written for 2 days', '3 today', '41 in 7 days'])
    expect(table.textContent).toContain(words);
});

test('says what is wrong with a rule and how to mend it; failures lead to the log', async () => {
  stored = [
    rule(1, {
      enabled: false,
      problem: { code: 'missing_reference', path: 'conditions.all.0.input.stages', message: 'English.', ref: 'stage', value: '1:99' },
      runs: { today: 0, week: 5, failed: 2, lastAt: null },
    }),
  ];
  const { screen } = open();
  expect((await screen.findByText(/A stage that the rule refers to is gone/)).parentElement?.textContent).toContain('1:99');
  expect(screen.getByText(/choose another/)).toBeTruthy();
  expect(screen.getByRole('link', { name: '2 failed' }).getAttribute('href')).toBe(`#souffleur/rules/runs?rule=${uuid(1)}&state=failed`);
});

test('a switch shows what the server says', async () => {
  const { screen } = open();
  fireEvent.click(await screen.findByRole('switch', { name: /First of all/ }));
  await screen.findByText('“First of all” is on.');
  expect(server.of('POST', `/rules/${uuid(2)}/enable`)[0]?.body).toEqual({ confirm: false });
  expect((screen.getByRole('switch', { name: /First of all/ }) as HTMLInputElement).checked).toBe(true);
  fireEvent.click(screen.getByRole('switch', { name: /First of all/ }));
  await screen.findByText('“First of all” is off.');
});

test('a rule by time is switched on only after a look at whom it reaches', async () => {
  stored = [byTime(3)];
  const { screen } = open();
  fireEvent.click(await screen.findByRole('switch', { name: /Silent leads/ }));
  const question = await screen.findByRole('alertdialog', { name: 'Switch “Silent leads” on?' });
  expect(question.textContent).toContain('This would fire for 412 existing leads now.');
  await within(question).findByRole('link', { name: /Lead of 31/ });
  expect(stored[0]?.enabled).toBe(false);
  fireEvent.click(within(question).getByRole('button', { name: 'Switch on' }));
  await waitFor(() => expect(stored[0]?.enabled).toBe(true));
  expect(server.of('POST', `/rules/${uuid(3)}/enable`).map(({ body }) => body)).toEqual([{ confirm: false }, { confirm: true }]);
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
});

test('what cannot be switched on says why', async () => {
  const usual = server.answer;
  const wrong = { code: 'plugin_off', path: 'actions.0', message: 'English.' };
  server.answer = (call, response) => (call.path.endsWith('/enable') ? problem(422, 'rule_problem', { errors: [wrong] }) : usual(call, response));
  const { screen } = open();
  fireEvent.click(await screen.findByRole('switch', { name: /First of all/ }));
  await screen.findByText(/A plugin in an action is off or does not work/);
  expect((screen.getByRole('switch', { name: /First of all/ }) as HTMLInputElement).checked).toBe(false);
});

test('deleting can be taken back at once, or later', async () => {
  const { screen } = open();
  fireEvent.click(await screen.findByRole('button', { name: 'Delete “First of all”' }));
  await screen.findByText('“First of all” was deleted.');
  expect(screen.queryByRole('link', { name: 'First of all' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  await screen.findByRole('link', { name: 'First of all' });
  deleted = [rule(8, { name: 'Old one' })];
  fireEvent.click(screen.getByRole('button', { name: 'Deleted rules' }));
  const bin = await screen.findByRole('dialog', { name: 'Deleted rules' });
  await within(bin).findByText('Old one');
  fireEvent.click(within(bin).getByRole('button', { name: 'Restore' }));
  await within(bin).findByText('Nothing was deleted');
});

test('a copy has all but the name, and is off', async () => {
  const { screen } = open();
  fireEvent.click(await screen.findByRole('button', { name: 'Duplicate “Call back big leads”' }));
  await screen.findByText(/The copy is off/);
  const sent = server.of('POST', '/rules')[0]?.body as AnyRule;
  expect(sent).toMatchObject({ name: 'Call back big leads (copy)', conditions: stored[0]?.conditions, cooldown: 3600 });
  expect(Object.keys(sent)).not.toContain('id');
  await screen.findByRole('link', { name: 'Call back big leads (copy)' });
});

test('filters stand in the address and in the request', async () => {
  const { screen } = open('rules?enabled=false');
  await screen.findByRole('link', { name: 'First of all' });
  expect(screen.queryByRole('link', { name: 'Call back big leads' })).toBeNull();
  fireEvent.input(screen.getByRole('searchbox', { name: 'Name' }), { target: { value: 'zzz' } });
  await screen.findByText('Nothing matches');
  expect(window.location.hash).toContain('q=zzz');
  fireEvent.click(screen.getAllByRole('button', { name: 'Clear filters' })[0] as HTMLElement);
  await screen.findByRole('link', { name: 'Call back big leads' });
});

test('without rules it offers ready-made ones, shown before they are used', async () => {
  stored = [];
  const { screen } = open();
  await screen.findByText('No rules yet');
  fireEvent.click(screen.getAllByRole('button', { name: 'Templates' })[1] as HTMLElement);
  fireEvent.click(await screen.findByRole('button', { name: /Missed call/ }));
  const preview = await screen.findByRole('dialog', { name: 'Missed call' });
  await waitFor(() => expect(preview.textContent).toContain('the lead is in Offer sent, Negotiation'));
  expect(preview.textContent).toContain('1 place is left for you');
  fireEvent.click(within(preview).getByRole('button', { name: 'Use this template' }));
  await waitFor(() => expect(window.location.hash).toBe('#souffleur/rules/new?template=missed'));
});

test('conflicts are sentences with ways to the rules', async () => {
  conflicts = [conflict([uuid(1), uuid(2)], 'Both move the lead.')];
  const { screen, root } = open();
  await screen.findByText('Both move the lead.');
  const links = [...root.querySelectorAll('.souffleur-conflict-links a')];
  expect(links.map(({ textContent }) => textContent)).toEqual(['Call back big leads', 'First of all']);
});

test('counters follow what happens', async () => {
  const { screen } = open();
  await screen.findAllByText('3 today');
  await waitFor(() => expect(server.lines).toBe(1));
  stored = stored.map((one) => ({ ...one, runs: { ...one.runs, today: 4, lastAt: AT } }));
  server.live({ kind: 'rule.run', ruleId: uuid(1), runId: uuid(5), state: 'done' });
  await screen.findAllByText('4 today');
});

test('a failure has a sentence', async () => {
  const usual = server.answer;
  server.answer = ({ path }) => (path.startsWith('/rules?') ? problem(400, 'bad_cursor') : undefined);
  const { screen } = open();
  await screen.findByText('This could not be loaded');
  server.answer = usual;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('table')).toBeTruthy();
});

test('a rep sees the rules, and only what a rep may do', async () => {
  stored = [...stored, rule(4, { name: 'By hand', trigger: { on: 'manual' }, enabled: true })];
  const { screen } = open('rules', 'rep');
  const table = await screen.findByRole('table');
  expect(table.textContent).toContain('Enabled');
  for (const name of ['New rule', 'Templates', 'Deleted rules', /^Duplicate/, /^Delete/]) expect(screen.queryByRole('button', { name })).toBeNull();
  expect(screen.queryByRole('switch')).toBeNull();
  screen.getByRole('button', { name: 'Run for a lead' });
  screen.getByRole('link', { name: 'Run log' });
});
