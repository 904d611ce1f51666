import { fireEvent } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import ru from '../i18n/ru.json' with { type: 'json' };
import { openCard } from '../testing/card.ts';
import { draft, draftId, newerDraftId, otherTalkId, talk, talkId } from '../testing/fixtures.ts';
import { FakeServer, problem } from '../testing/server.ts';

let server: FakeServer;
let unmount: (() => void) | undefined;

const open = (texts?: unknown) => {
  const card = openCard(server, texts);
  unmount = card.unmount;
  return card;
};

beforeEach(async () => {
  server = await new FakeServer().start();
});

afterEach(async () => {
  unmount?.();
  unmount = undefined;
  await server.stop();
});

test('loads, then shows the agent, its model, the mode and the draft', async () => {
  const { screen } = open();
  expect(screen.getByRole('status', { name: 'Loading…' })).toBeTruthy();
  expect(await screen.findByText('Lighthouse advisor')).toBeTruthy();
  expect(screen.getByText('offline demo model', { selector: '.souffleur-model' })).toBeTruthy();
  expect(screen.getByRole('radio', { name: 'Draft' })).toHaveProperty('checked', true);
  expect(screen.getByText('Check 1 sentence before sending')).toBeTruthy();
  expect(screen.getByText('No source found')).toBeTruthy();
});

test('a sentence opens its evidence by pointer, key and click, and Escape closes it', async () => {
  const { screen } = open();
  const sentence = await screen.findByRole('button', { name: 'Delivery to Leeds is £4.90.' });
  fireEvent.mouseEnter(sentence);
  fireEvent.mouseLeave(sentence);
  expect(screen.queryByText('Leeds: £4.90')).toBeNull();
  fireEvent.mouseEnter(sentence);
  expect(await screen.findByText('Leeds: £4.90')).toBeTruthy();
  expect(screen.getByText('Delivery in the UK')).toBeTruthy();
  expect(sentence.getAttribute('aria-expanded')).toBe('true');
  fireEvent.keyDown(sentence, { key: 'Escape' });
  await vi.waitFor(() => expect(screen.queryByText('Leeds: £4.90')).toBeNull());
  fireEvent.keyDown(sentence, { key: 'Enter' });
  expect(await screen.findByText('Leeds: £4.90')).toBeTruthy();
});

test('sends the draft once and shows what was sent', async () => {
  const sent = draft({ state: 'sending', updatedAt: '2026-11-20T10:01:00.000Z' });
  server.answer = ({ path }) => (path === `/drafts/${draftId}/send` ? { status: 202, body: sent } : undefined);
  const { screen } = open();
  const button = await screen.findByRole('button', { name: 'Send' });
  fireEvent.click(button);
  fireEvent.click(button);
  expect(await screen.findByText('Sending…')).toBeTruthy();
  server.change({ ...sent, state: 'sent', updatedAt: '2026-11-20T10:01:01.000Z' });
  expect(await screen.findByText('Sent')).toBeTruthy();
  expect(server.of('POST', `/drafts/${draftId}/send`).map((call) => call.body)).toEqual([{}]);
});

test('an edit goes out with Ctrl+Enter, and a newer draft does not overwrite it', async () => {
  server.answer = ({ path }) =>
    path.endsWith('/send')
      ? { status: 202, body: draft({ id: newerDraftId, state: 'sent', sentText: 'My words', updatedAt: '2026-11-20T10:05:00.000Z' }) }
      : undefined;
  const { screen } = open();
  fireEvent.click(await screen.findByRole('button', { name: 'Edit' }));
  const field = await screen.findByRole('textbox', { name: 'Your version of the reply' });
  fireEvent.input(field, { target: { value: 'My words' } });
  server.change(draft({ id: newerDraftId, text: 'Newer' }));
  expect(await screen.findByText('A newer suggestion has arrived. Your text is kept.')).toBeTruthy();
  expect(field).toHaveProperty('value', 'My words');
  fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true });
  expect(await screen.findByText('My words')).toBeTruthy();
  expect(server.of('POST', `/drafts/${newerDraftId}/send`)[0]?.body).toEqual({ text: 'My words' });
});

test('a gate at sending is named, and a reason passes it', async () => {
  server.answer = ({ path, body }) => {
    if (!path.endsWith('/send')) return undefined;
    if ((body as { overrideReason?: string }).overrideReason) return { status: 202, body: draft({ state: 'sent', updatedAt: '2026-11-20T10:05:00.000Z' }) };
    return problem(409, 'window_closed', { gate: 'window_closed' });
  };
  const { screen } = open();
  fireEvent.click(await screen.findByRole('button', { name: 'Send' }));
  expect(await screen.findByText('Not sent yet: the channel’s reply window has closed')).toBeTruthy();
  const anyway = screen.getByRole('button', { name: 'Send anyway' });
  expect(anyway).toHaveProperty('disabled', true);
  fireEvent.input(screen.getByRole('textbox', { name: 'Why send it anyway?' }), { target: { value: 'He asked by phone' } });
  await vi.waitFor(() => expect(anyway).toHaveProperty('disabled', false));
  fireEvent.click(anyway);
  expect(await screen.findByText('Sent')).toBeTruthy();
  expect(server.of('POST', `/drafts/${draftId}/send`).at(-1)?.body).toEqual({ overrideReason: 'He asked by phone' });
});

test('a rewrite streams in and its copies on the live line change nothing', async () => {
  const text = 'Hello! It costs £4.90.';
  server.answer = ({ path }, response) => {
    if (path !== `/talks/${talkId}/drafts`) return undefined;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (event: string, data: unknown): void => void response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    send('draft', draft({ id: newerDraftId, state: 'streaming', text: '', sentences: [] }));
    send('delta', { draftId: newerDraftId, from: 0, text: text.slice(0, 6) });
    server.live({ kind: 'draft.delta', talkId, draftId: newerDraftId, from: 0, text: text.slice(0, 6) });
    send('delta', { draftId: newerDraftId, from: 6, text: text.slice(6) });
    server.live({ kind: 'draft.delta', talkId, draftId: newerDraftId, from: 6, text: text.slice(6) });
    finish = () => {
      send('draft', draft({ id: newerDraftId, text, sentences: [], updatedAt: '2026-11-20T10:06:00.000Z' }));
      response.end();
    };
    return 'taken';
  };
  let finish = (): void => {};
  const { screen, root } = open();
  fireEvent.click(await screen.findByRole('button', { name: 'Rewrite' }));
  fireEvent.input(await screen.findByRole('textbox', { name: 'What should be different?' }), { target: { value: 'shorter' } });
  fireEvent.click(screen.getByRole('button', { name: 'Rewrite' }));
  await vi.waitFor(() => expect(root.querySelector('.souffleur-streaming')?.textContent).toBe(text));
  expect(screen.queryByRole('button', { name: 'Send' })).toBeNull();
  finish();
  expect(await screen.findByRole('button', { name: 'Send' })).toBeTruthy();
  expect(server.of('POST', `/talks/${talkId}/drafts`)[0]?.body).toEqual({ wish: 'shorter' });
});

test('a dismissal waits five seconds, can be taken back, and is made at once when the card closes', async () => {
  const { screen, unmount: close } = open();
  const dismissals = () => server.of('POST', `/drafts/${draftId}/dismiss`);
  server.answer = ({ path }) =>
    path.endsWith('/dismiss') ? { status: 200, body: draft({ state: 'dismissed', updatedAt: '2026-11-20T10:07:00.000Z' }) } : undefined;
  fireEvent.click(await screen.findByRole('button', { name: 'Dismiss' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Dismiss' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Wrong tone' }));
  expect(dismissals()).toHaveLength(0);
  close();
  unmount = undefined;
  await vi.waitFor(() => expect(dismissals().map((call) => call.body)).toEqual([{ reason: 'wrong_tone' }]));
});

test('the mode is what the server makes of it, with the reason when it allows less', async () => {
  server.answer = ({ method, path }) =>
    method === 'PATCH' && path === `/talks/${talkId}` ? { status: 200, body: talk({ mode: 'auto', effectiveMode: 'draft' }) } : undefined;
  const { screen } = open();
  fireEvent.click(await screen.findByRole('radio', { name: 'Auto' }));
  expect(await screen.findByText('The account or agent settings allow drafts only: you send.')).toBeTruthy();
  expect(screen.getByRole('radio', { name: 'Draft' })).toHaveProperty('checked', true);
  expect(screen.getByRole('radio', { name: 'Auto' })).toHaveProperty('disabled', true);
  expect(server.of('PATCH', `/talks/${talkId}`)[0]?.body).toEqual({ mode: 'auto' });
});

test('a mode that could not be changed goes back and says so', async () => {
  server.answer = ({ method }) => (method === 'PATCH' ? problem(403, 'forbidden') : undefined);
  const { screen } = open();
  fireEvent.click(await screen.findByRole('radio', { name: 'Auto' }));
  expect(await screen.findByText('Your role does not allow this. Ask an administrator of the account.')).toBeTruthy();
  expect(screen.getByRole('radio', { name: 'Draft' })).toHaveProperty('checked', true);
});

test('a pause says until when and why, and can be ended', async () => {
  server.talks = [talk({ pausedUntil: '2026-11-20T23:30:00.000Z', pauseReason: 'human_active' })];
  server.gate = 'human_active';
  server.answer = ({ path }) => (path.endsWith('/resume') ? { status: 200, body: talk() } : undefined);
  const { screen } = open();
  expect(await screen.findByText(/^Paused until .*: a colleague wrote to the customer$/)).toBeTruthy();
  expect(screen.getByText(/a colleague is talking to the customer/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Resume now' }));
  expect(await screen.findByRole('button', { name: 'Pause for 30 min' })).toBeTruthy();
});

test('without a talk it says what will happen; a first message brings the draft', async () => {
  server.talks = [];
  const { screen } = open(ru);
  expect(await screen.findByText('Ждём сообщения клиента')).toBeTruthy();
  await vi.waitFor(() => expect(server.lines).toBe(1));
  server.talks = [talk()];
  server.live({ kind: 'message.created', talkId, messageId: 'm', direction: 'in', leadCrmId: '1001' });
  expect(await screen.findByText('Проверьте 1 предложение перед отправкой')).toBeTruthy();
});

test('an unreachable server is said plainly, and "try again" works', async () => {
  let down = true;
  server.answer = () => (down ? problem(500, 'internal') : undefined);
  const { screen } = open();
  expect(await screen.findByText('The Souffleur server has a problem.')).toBeTruthy();
  down = false;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Lighthouse advisor')).toBeTruthy();
});

test.each([
  ['failed', 'llm_timeout', 'The AI model took too long. The customer’s message is kept.', 'Try again'],
  ['failed', 'send_failed', 'The channel did not take the message.', 'Send again'],
  ['withheld', 'newer_message', 'The reply was written but held back: the customer has written again since', 'Suggest another'],
] as const)('a draft %s by %s says so and offers a way on', async (state, reason, words, button) => {
  server.drafts = [draft({ state, reason })];
  const { screen } = open();
  expect(await screen.findByText(words)).toBeTruthy();
  expect(screen.getByRole('button', { name: button })).toBeTruthy();
});

test('a lead with two talks has a switch, and each talk its own draft', async () => {
  server.talks = [talk(), talk({ id: otherTalkId, origin: 'telegram' })];
  server.answer = ({ path }) => (path.startsWith(`/drafts?talkId=${otherTalkId}`) ? { status: 200, body: { items: [], nextCursor: null } } : undefined);
  const { screen } = open();
  fireEvent.click(await screen.findByRole('button', { name: 'Mary · telegram' }));
  expect(await screen.findByText('No suggestion yet')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Mary · waba' }));
  expect(await screen.findByText('Check 1 sentence before sending')).toBeTruthy();
});

test('answers of a wrong shape are text or nothing, never elements', async () => {
  const element = { type: 'img', props: { src: 'x', onerror: 'boom()' }, key: null, constructor: undefined };
  server.answer = ({ path }) => {
    if (path.startsWith('/talks?')) return { status: 200, body: { items: [{ ...talk(), agent: { id: 'a', name: element, model: [element], mode: 7 } }] } };
    if (path.startsWith('/drafts?'))
      return {
        status: 200,
        body: { items: [{ ...draft(), text: 'Plain', model: element, sentences: [{ text: element, marked: 'yes', evidence: element }, null, 7] }] },
      };
    return undefined;
  };
  const { screen, root } = open();
  expect(await screen.findByText('Plain')).toBeTruthy();
  expect(root.querySelector('img')).toBeNull();
  expect(root.textContent).not.toContain('[object');
});

test('a session that cannot be had is said, not hidden', async () => {
  server.answer = ({ path }) => (path.startsWith('/talks') || path === '/live' ? problem(401, 'unauthorized') : undefined);
  const { screen } = open();
  expect(await screen.findByText('Your session has ended, or Souffleur is not connected to this account yet.')).toBeTruthy();
});

test('tells of what the member has not read, live, and of nothing when there is nothing', async () => {
  let unread = 0;
  const item = { id: 'n1', kind: 'call_missed', at: '2026-11-20T10:00:00.000Z', readAt: null, title: 'Missed call', text: 'Elena <i>', link: null };
  server.answer = ({ path }) => {
    if (path === '/notifications/read') unread = 0;
    if (path === '/notifications/read') return { status: 204 };
    return path.startsWith('/notifications?') ? { status: 200, body: { items: unread ? [item] : [], nextCursor: null, unread } } : undefined;
  };
  const { screen } = open();
  await screen.findByText('Lighthouse advisor');
  expect(screen.queryByText(/new notification/)).toBeNull();
  unread = 1;
  await vi.waitFor(() => expect(server.lines).toBe(1));
  server.live({ kind: 'notification.created', notificationId: 'n1', memberId: 'm' });
  fireEvent.click(await screen.findByRole('button', { name: '1 new notification' }));
  expect(await screen.findByText(/^Elena <i>/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Mark as read' }));
  await vi.waitFor(() => expect(screen.queryByText(/new notification/)).toBeNull());
});
