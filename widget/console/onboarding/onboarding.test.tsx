import { cleanup, fireEvent, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type Answer, FakeServer, problem } from '../../testing/server.ts';
import { inConsole } from '../../testing/console.tsx';
import Onboarding from '../screens/onboarding.tsx';

const AGENT = '01970000-0000-7000-8000-0000000000c1';
const CHAT = '01970000-0000-7000-8000-0000000000c2';
const ORDER = ['connect', 'sync', 'agent', 'knowledge', 'try', 'live'];
const fine = [
  { check: 'connected', state: 'ok', code: 'works' },
  { check: 'scopes', state: 'ok', code: 'granted' },
];

let server: FakeServer;
/** Steps that differ from "to do". */
let steps: Record<string, object>;
let more: Answer;
let close = (): void => {};

const setup = () => {
  const all = ORDER.map((id) => ({ id, state: 'todo', problem: null, detail: {}, ...steps[id] }));
  const current = all.find(({ state }) => state !== 'done')?.id ?? null;
  return { done: current === null, dismissed: false, current, steps: all, template: 'shop_consultant', language: 'en', agentId: steps['agent'] ? AGENT : null };
};
const template = {
  id: 'shop_consultant',
  title: 'Advise in a shop',
  summary: 'For shops.',
  greeting: 'Hi',
  example: 'How much is delivery?',
  knowledge: [{ title: 'Delivery', prompt: 'Where and for how much.' }],
};
const agent = { id: AGENT, version: 1, name: 'Sam', instructions: 'Be brief.', mode: 'off' };
const done = (detail: object = {}) => ({ state: 'done', detail });

beforeEach(async () => {
  steps = {};
  more = () => undefined;
  server = await new FakeServer().start();
  server.answer = (call, response) => {
    const own = more(call, response);
    if (own) return own;
    if (call.path.startsWith('/onboarding/templates')) return { status: 200, body: { items: [template] } };
    if (call.path === '/onboarding/agent') steps = { ...steps, agent: done({ name: 'Sam', mode: 'off' }) };
    if (call.path.startsWith('/onboarding')) return { status: 200, body: setup() };
    if (call.path === `/agents/${AGENT}`) return { status: 200, body: agent };
    if (call.path.startsWith('/knowledge')) return { status: 200, body: { items: [] } };
    return undefined;
  };
});
afterEach(async () => {
  cleanup();
  close();
  await server.stop();
});

const open = (language = 'en') => {
  const drawn = inConsole(<Onboarding />, server, { language });
  close = drawn.parts.api.close;
  return drawn;
};

describe('the steps', () => {
  test('the first that is not done is open; how far it is is said', async () => {
    steps = { connect: done({ checks: fine }), sync: done({ read: 12 }) };
    const { findByRole, getByText } = open();
    expect((await findByRole('button', { name: /Choose what the agent is for/ })).getAttribute('aria-expanded')).toBe('true');
    getByText('2 of 6 steps done');
    expect(server.of('GET', '/onboarding?check=true')).toHaveLength(1);
  });

  test.each([
    ['access_lost', 'Kommo no longer accepts our access.', 'Connect again'],
    ['plan', 'Your Kommo plan does not allow this.', 'Check again'],
    ['not_admin', 'An administrator has to connect Kommo.', 'Connect again'],
    ['kommo_unreachable', 'Kommo does not answer.', 'Check again'],
  ])('%s is said in plain words, with the way to mend it', async (code, words, way) => {
    steps = { connect: { state: 'problem', problem: code, detail: { checks: fine } } };
    const { findByText, getByRole } = open();
    await findByText(words);
    expect(getByRole('button', { name: way })).toHaveProperty('disabled', false);
  });

  test('what Kommo lacks is named, in the language of the member', async () => {
    const scopes = { check: 'scopes', state: 'problem', code: 'missing_scopes', lacks: ['crm', 'notifications'] };
    steps = { connect: { state: 'problem', problem: 'scope_missing', detail: { checks: [fine[0], scopes] } } };
    const { findByText, getAllByText } = open('ru');
    await findByText('Kommo выдал не все разрешения.');
    expect(getAllByText(/Не хватает: crm и notifications\./)).toHaveLength(2);
  });

  test('"check again" asks Kommo and shows that it is mended', async () => {
    steps = { connect: { state: 'problem', problem: 'plan', detail: { checks: fine } } };
    const { findByRole } = open();
    const again = await findByRole('button', { name: 'Check again' });
    steps = { connect: done({ checks: fine }) };
    fireEvent.click(again);
    await findByRole('button', { name: 'Continue' });
    expect(server.of('GET', '/onboarding?check=true')).toHaveLength(2);
  });

  test('what Kommo said stays until Kommo is asked again, and coming back from its page asks', async () => {
    steps = { connect: { state: 'problem', problem: 'plan', detail: { checks: fine } } };
    const { findByText, queryByText, live } = open();
    await findByText('Your Kommo plan does not allow this.');
    steps = { connect: done({ checks: [fine[0]] }) };
    live.say({ kind: 'sync.updated' });
    await waitFor(() => expect(server.of('GET', '/onboarding').length).toBeGreaterThan(0));
    await findByText('Your Kommo plan does not allow this.');
    window.dispatchEvent(new Event('focus'));
    await waitFor(() => expect(queryByText('Your Kommo plan does not allow this.')).toBeNull());
  });

  test('a server that fails is said, and tried again', async () => {
    more = ({ path }) => (path.startsWith('/onboarding?') ? problem(500, 'internal_error') : undefined);
    const { findByRole, findByText } = open();
    const retry = await findByRole('button', { name: 'Try again' });
    more = () => undefined;
    fireEvent.click(retry);
    expect(await findByText('0 of 6 steps done')).toBeTruthy();
  });

  test('hidden by whoever does not want it', async () => {
    const { findByRole } = open();
    fireEvent.click(await findByRole('button', { name: 'Hide the set-up' }));
    await waitFor(() => expect(server.of('POST', '/onboarding/dismiss')[0]?.body).toEqual({ dismissed: true }));
  });
});

describe('the agent', () => {
  test('is made of the template that was chosen, and can be changed at once', async () => {
    steps = { connect: done(), sync: done() };
    const { findByRole, findByLabelText } = open();
    fireEvent.click(await findByRole('radio', { name: /Advise in a shop/ }));
    fireEvent.click(await findByRole('button', { name: 'Create the agent' }));
    const instructions = (await findByLabelText('Instructions')) as HTMLTextAreaElement;
    expect(server.of('POST', '/onboarding/agent')[0]?.body).toEqual({ template: 'shop_consultant', language: 'en', replace: false });
    expect(instructions.value).toBe('Be brief.');
    fireEvent.input(instructions, { target: { value: 'Be kind.' } });
    fireEvent.click(await findByRole('button', { name: 'Save' }));
    await waitFor(() => expect(server.of('PATCH', `/agents/${AGENT}`)[0]?.body).toEqual({ name: 'Sam', instructions: 'Be kind.', version: 1 }));
  });

  test('changed by hand is replaced only after a question', async () => {
    steps = { connect: done(), sync: done() };
    more = ({ path, body }) => (path === '/onboarding/agent' && !(body as { replace: boolean }).replace ? problem(409, 'agent_changed') : undefined);
    const { findByRole } = open();
    fireEvent.click(await findByRole('button', { name: 'Create the agent' }));
    fireEvent.click(await findByRole('button', { name: 'Replace' }));
    await waitFor(() => expect(server.of('POST', '/onboarding/agent').at(-1)?.body).toMatchObject({ replace: true }));
  });
});

describe('knowledge', () => {
  const paste = async () => {
    steps = { connect: done(), sync: done(), agent: done({ name: 'Sam', mode: 'off' }) };
    const screen = open();
    await screen.findByRole('button', { name: 'Delivery' });
    return screen;
  };

  test('pasted becomes an article with the proposed title and what it should say', async () => {
    const { getByRole, getByLabelText, getByText } = await paste();
    fireEvent.click(getByRole('button', { name: 'Delivery' }));
    getByText('Where and for how much.');
    fireEvent.input(getByLabelText('Text'), { target: { value: 'To Kazan 490.' } });
    fireEvent.click(getByRole('button', { name: 'Add to knowledge' }));
    await waitFor(() =>
      expect(server.of('POST', '/knowledge/articles')[0]?.body).toEqual({ title: 'Delivery', body: 'To Kazan 490.', language: 'en', categoryId: null }),
    );
  });

  test('nothing is not added', async () => {
    const { getByRole, findByText } = await paste();
    fireEvent.click(getByRole('button', { name: 'Add to knowledge' }));
    await findByText('Write or paste some text first.');
    expect(server.of('POST', '/knowledge/articles')).toEqual([]);
  });
});

describe('the chat', () => {
  const tryIt = async (stream: string) => {
    steps = { connect: done(), sync: done(), agent: done({ name: 'Sam', mode: 'off' }), knowledge: done({ articles: 1 }) };
    more = ({ path, method }, response) => {
      if (path === '/chats') return { status: 201, body: { id: CHAT } };
      if (path !== `/chats/${CHAT}/messages` || method !== 'POST') return undefined;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(stream);
      return 'taken';
    };
    const screen = open();
    fireEvent.click(await screen.findByRole('button', { name: 'How much is delivery?' }));
    return screen;
  };
  const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  const question = { id: 'q', direction: 'in', text: 'How much is delivery?' };
  const answer = {
    id: 'a',
    direction: 'out',
    text: 'It costs 490. We <b>love</b> it.',
    sentences: [
      { text: 'It costs 490.', marked: false, evidence: [{ kind: 'knowledge', id: 'k', quote: 'Delivery costs 490.', title: 'Delivery' }] },
      { text: 'We <b>love</b> it.', marked: true, reason: 'no_evidence', evidence: [] },
    ],
    model: 'demo',
    tokens: { in: 9, out: 3 },
    cost: 70,
  };

  test('shows what each sentence rests on, what rests on nothing, and what it cost', async () => {
    const { findByRole, getByText, container } = await tryIt(
      event('start', { message: question }) + event('delta', { from: 0, text: 'It costs' }) + event('done', answer),
    );
    fireEvent.click(await findByRole('button', { name: 'It costs 490.' }));
    getByText('Delivery costs 490.');
    getByText(/Sentences without a source: 1\./);
    getByText('demo');
    expect(container.querySelector('.souffleur-chat-lines b')).toBeNull();
    expect(server.of('POST', `/chats/${CHAT}/messages`)[0]?.body).toEqual({ text: 'How much is delivery?' });
  });

  test('a model that fails keeps the question, and "try again" has it answered', async () => {
    const { findByRole, findByText, getAllByText } = await tryIt(
      event('start', { message: question }) + event('error', { code: 'llm_timeout', status: 502, detail: '' }),
    );
    await findByText('The AI model took too long. Your question is kept.');
    more = ({ path }, response) => {
      if (path !== `/chats/${CHAT}/messages`) return undefined;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(event('start', { message: question }) + event('done', answer));
      return 'taken';
    };
    fireEvent.click(await findByRole('button', { name: 'Try again' }));
    await findByRole('button', { name: 'It costs 490.' });
    expect(server.of('POST', `/chats/${CHAT}/messages`).at(-1)?.body).toEqual({});
    expect(getAllByText('How much is delivery?')).toHaveLength(1);
  });
});

describe('going live', () => {
  test('names what is missing and leads there', async () => {
    steps = {
      connect: done(),
      sync: done(),
      agent: done({ name: 'Sam', mode: 'off' }),
      try: done({ answers: 1 }),
      live: { detail: { missing: ['knowledge'] } },
    };
    const { findByRole, getAllByRole } = open();
    fireEvent.click(await findByRole('button', { name: /^Go live with drafts/ }));
    await findByRole('button', { name: /^Add the first knowledge$/ });
    expect((getAllByRole('button', { name: 'Go live with drafts' }).at(-1) as HTMLButtonElement).disabled).toBe(true);
    expect(server.of('POST', '/onboarding/live')).toEqual([]);
  });

  test('says that it is live and where to look', async () => {
    steps = Object.fromEntries(ORDER.map((id) => [id, done(id === 'agent' ? { name: 'Sam', mode: 'draft' } : {})]));
    const { findByText, findByRole } = open();
    await findByText('The agent is live in draft mode.');
    expect((await findByRole('link', { name: /Open leads in Kommo/ })).getAttribute('href')).toBe('https://lighthouse.kommo.com/leads/');
  });
});
