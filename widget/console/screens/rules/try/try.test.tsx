import { fireEvent, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { readDefinition } from '../../../../state/rules.ts';
import { inConsole } from '../../../../testing/console.tsx';
import { type AnyRehearsal, AT, choices, definition, hit, parts, rehearsal, result, uuid } from '../../../../testing/rules.ts';
import '../../../../testing/screens.ts';
import { FakeServer, problem } from '../../../../testing/server.ts';
import TryPanel from './panel.tsx';

let server: FakeServer;
let unmount = (): void => {};
let answer: AnyRehearsal;

const holds = rehearsal({
  result: result({
    holds: true,
    conditions: [{ path: 'all.0', condition: 'stage-is', holds: true, found: 'Offer sent' }],
    would: [
      { position: 0, action: 'create-task', says: 'Create the task “Call Mary”, due tomorrow', error: null },
      { position: 1, action: 'send-message', says: '', error: 'There is no open talk.' },
    ],
    event: { name: 'lead.stage_changed', subject: 'lead:1001', at: AT, data: {} },
  }),
});
const past = rehearsal({
  kind: 'replay',
  result: result({
    fires: 9,
    subjects: 7,
    kept: { cooldown: 3, stopped: 0, loop: 1, unknown: 0 },
    hits: Array.from({ length: 30 }, (_, index) => hit(index + 1)),
    cost: { messages: 9, modelCalls: 0, micros: 0, priced: true },
    perDay: [
      { day: '2026-11-19', fires: 4 },
      { day: '2026-11-20', fires: 5 },
    ],
  }),
});

beforeEach(async () => {
  answer = holds;
  server = await new FakeServer().start();
  server.answer = ({ path }) => {
    const [place = '', search = ''] = path.split('?');
    if (place === '/rules/parts') return { status: 200, body: { items: parts } };
    if (place === '/rules/choices') return { status: 200, body: choices };
    if (place === '/crm/leads') {
      const q = new URLSearchParams(search).get('q') ?? '';
      return {
        status: 200,
        body: {
          items: [
            { crmId: '1001', name: 'Grinder' },
            { crmId: '1002', name: 'Espresso' },
          ].filter(({ name }) => name.includes(q)),
          nextCursor: null,
        },
      };
    }
    if (place === '/crm/leads/777') return { status: 200, body: { crmId: '777', name: 'Old lead' } };
    if (place === '/rules/events')
      return { status: 200, body: { items: [{ id: uuid(70), name: 'lead.stage_changed', subject: 'lead:55', leadCrmId: '55', leadName: null, at: AT }] } };
    if (place.endsWith('/cancel')) return { status: 200, body: (answer = { ...answer, state: 'cancelled', result: null }) };
    if (place.startsWith('/rules/')) return { status: place.includes('rehearsals') ? 200 : 202, body: answer };
    return undefined;
  };
});
afterEach(async () => {
  unmount();
  document.body.replaceChildren();
  await server.stop();
});

const open = (props: { ruleId?: string; on?: string } = {}) => {
  const { ruleId, on = 'stage_changed' } = props;
  const opened = inConsole(<TryPanel ruleId={ruleId} definition={readDefinition(definition({ trigger: { on } }))} />, server);
  unmount = opened.unmount;
  return { ...opened, screen: within(document.body) };
};
const sent = (path: string): Record<string, unknown> => server.of('POST', path)[0]?.body as Record<string, unknown>;
const press = (screen: ReturnType<typeof within>, name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('on a real lead: found by name or number, then each condition and action in words', async () => {
  const { screen } = open({ ruleId: uuid(1) });
  press(screen, 'Try it');
  await screen.findByText('Choose a lead first.');
  fireEvent.input(screen.getByRole('searchbox', { name: 'Lead' }), { target: { value: '777' } });
  fireEvent.click(await screen.findByRole('button', { name: /Old lead/ }));
  press(screen, 'Try it');
  await screen.findByText('The rule would run');
  expect(sent(`/rules/${uuid(1)}/dry-run`)).toMatchObject({ leadId: '777', definition: { name: 'Call back big leads', stop: false } });
  expect(screen.getByText('Create the task “Call Mary”, due tomorrow')).toBeTruthy();
  expect(screen.getByText('There is no open talk.')).toBeTruthy();
  await waitFor(() => expect(document.querySelector('.souffleur-held-tree')?.textContent).toContain('found: Offer sent'));
});

test('on an event that came, with what was known then', async () => {
  const { screen } = open();
  press(screen, 'A past event');
  fireEvent.click(await screen.findByRole('radio', { name: /Lead 55/ }));
  press(screen, 'Try it');
  await screen.findByText('The rule would run');
  expect(sent('/rules/dry-run')).toMatchObject({ eventId: uuid(70) });
  expect(sent('/rules/dry-run')).not.toHaveProperty('example');
});

test('on an example of the fields that matter', async () => {
  answer = rehearsal({ result: result({ holds: false }) });
  const { screen } = open({ on: 'message_received' });
  press(screen, 'An example');
  fireEvent.input(screen.getByRole('textbox', { name: 'Text' }), { target: { value: 'How much?' } });
  fireEvent.click(await screen.findByRole('button', { name: /Espresso/ }));
  press(screen, 'Try it');
  await screen.findByText('The rule would not run');
  expect(sent('/rules/dry-run')['leadId']).toBe('1002');
  const example = sent('/rules/dry-run')['example'];
  expect(example).toMatchObject({ name: 'message.received', data: { text: 'How much?', direction: 'in', author: { kind: 'customer' } } });
});

test('a rule by hand has no past events and no example', () => {
  const { screen } = open({ on: 'manual' });
  expect(screen.queryByRole('button', { name: 'A past event' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'An example' })).toBeNull();
});

test('what the server refuses is said', async () => {
  const usual = server.answer;
  server.answer = (call, response) =>
    call.path.endsWith('dry-run') ? problem(422, 'invalid', { errors: [{ path: 'definition.actions', message: 'Add an action.' }] }) : usual(call, response);
  const { screen } = open();
  fireEvent.click(await screen.findByRole('button', { name: /Grinder/ }));
  press(screen, 'Try it');
  expect(await screen.findByText('Add an action.')).toBeTruthy();
});

test('the past: followed while it runs, then whom, when, how often and what it costs', async () => {
  answer = { ...past, state: 'running', looked: 20, total: 80, result: null };
  const { screen, live } = open({ ruleId: uuid(1) });
  press(screen, 'On the past');
  press(screen, 'Replay');
  const bar = await screen.findByRole('progressbar', { name: 'Replay' });
  expect(bar.getAttribute('aria-valuenow')).toBe('25');
  expect(sent(`/rules/${uuid(1)}/replay`)).toMatchObject({ days: 30 });
  answer = past;
  live.say({ kind: 'rehearsal.updated', rehearsalId: uuid(500), state: 'done' });
  const figures = await screen.findByRole('group', { name: 'The replay in figures' });
  for (const words of ['9', '7', 'the model is not asked']) expect(figures.textContent).toContain(words);
  expect(screen.getByText('3 times because it had run for the lead not long before')).toBeTruthy();
  expect(screen.getByRole('table', { name: 'Runs a day' }).textContent).toContain('5');
  const hits = screen.getByRole('table', { name: /Whom it would have reached/ });
  expect(within(hits).getAllByRole('link')).toHaveLength(25);
  press(screen, 'Show more');
  await waitFor(() => expect(within(hits).getAllByRole('link')).toHaveLength(30));
});

test('a replay can be cancelled', async () => {
  answer = { ...past, state: 'waiting', looked: 0, total: 0, result: null };
  const { screen } = open({ ruleId: uuid(1) });
  press(screen, 'On the past');
  press(screen, 'Replay');
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
  await screen.findByText('The replay was cancelled.');
  expect(screen.queryByRole('progressbar')).toBeNull();
});

test('a rule that was never saved has no past', () => {
  const { screen } = open();
  press(screen, 'On the past');
  expect(screen.getByText(/Save the rule first/)).toBeTruthy();
});
