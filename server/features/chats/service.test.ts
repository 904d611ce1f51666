import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type TestDatabase, testDatabase } from '../../db/testing.ts';
import { type ServerEvent } from '../../http/route.ts';
import { LlmCall } from '../../llm/entities.ts';
import { LlmError } from '../../llm/errors.ts';
import { type LlmEvent, type LlmRequest } from '../../llm/types.ts';
import { ActivityService } from '../activity/service.ts';
import { AgentSettings } from '../agents/schema.ts';
import { AgentService } from '../agents/service.ts';
import { Delivery } from '../talks/entities.ts';
import { Draft } from '../replies/entities.ts';
import { openShelf, type Shelf } from '../knowledge/testing.ts';
import { ReplySteps } from '../replies/steps.ts';
import { ReplyTrial } from '../replies/trial.ts';
import { Chat } from './entities.ts';
import { ChatService } from './service.ts';

let db: TestDatabase;
let shelf: Shelf;
let clock: Date;
/** What the model says next; a thrown error is its failure. */
let pieces: (string | Error)[];
let asked: LlmRequest[];
/** Called before each piece. */
let onPiece: () => Promise<void> | void;

async function* stream(request: LlmRequest): AsyncGenerator<LlmEvent> {
  asked.push(request);
  for (const piece of pieces) {
    await onPiece();
    request.signal.throwIfAborted();
    if (piece instanceof Error) throw piece;
    yield { type: 'text', text: piece };
  }
  yield { type: 'done', usage: { in: 100, out: 20 }, estimated: false, finish: 'stop', model: 'm' };
}
const embed = () => Promise.reject(new LlmError('unreachable'));
const llm = { stream, embed, embeddingModel: 'e', cost: async () => ({ micros: 70, priced: true }) };

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  clock = new Date('2026-11-20T12:00:00Z');
  pieces = ['Delivery to Kazan costs 490 ₽ [1].', ' We like it there.'];
  asked = [];
  onPiece = () => undefined;
  shelf = await openShelf(db, llm, () => clock);
});

const build = () => {
  const { em, accountId, ledger, knowledge } = shelf;
  const base = { em, accountId, caller: undefined, clock: { now: () => clock }, log: pino({ level: 'silent' }), oneTrip: db.oneTrip };
  const activity = new ActivityService({ ...base, live: { publish: async () => undefined } } as unknown as ScopedCradle);
  const agents = new AgentService({ ...base, activity, config: { llm: { model: 'm' } }, llm } as unknown as ScopedCradle);
  const replySteps = new ReplySteps({ llm, knowledge, agents } as unknown as ScopedCradle);
  const replyTrial = new ReplyTrial({ ...base, replySteps, agents, ledger } as unknown as ScopedCradle);
  return { agents, chats: new ChatService({ ...base, replyTrial } as unknown as ScopedCradle) };
};

const begin = async (settings: Partial<AgentSettings> = {}) => {
  const { agents, chats } = build();
  const agent = await agents.create(AgentSettings.parse({ name: 'Luma', instructions: 'Be kind.', ...settings }));
  return { agent, chats, agents, chat: await chats.create(agent.id) };
};
const all = async (events: AsyncIterable<ServerEvent>): Promise<ServerEvent[]> => {
  const seen: ServerEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
};
const going = (): AbortSignal => new AbortController().signal;

describe('a question', () => {
  it('is answered by the steps of a real reply: passages, words, a check of each sentence, the price', async () => {
    await shelf.articles.create({
      title: 'Delivery',
      body: 'Delivery to Kazan costs 490 ₽ and takes 3 days.',
      language: 'en',
      categoryId: null,
      validUntil: null,
    });
    const { agent, chats, chat } = await begin();
    const events = await all(chats.ask(chat.id, 'How much is delivery to Kazan?', going()));
    expect(events.map(({ event }) => event)).toEqual(['start', 'delta', 'delta', 'done']);
    expect(events[0]?.data).toMatchObject({
      message: { direction: 'in', text: 'How much is delivery to Kazan?' },
      agent: { id: agent.id, version: 1, name: 'Luma' },
    });
    expect(events[3]?.data).toMatchObject({
      direction: 'out',
      text: 'Delivery to Kazan costs 490 ₽. We like it there.',
      language: 'en',
      model: 'm',
      agentVersion: 1,
      tokens: { in: 100, out: 20 },
      cost: 70,
      sentences: [{ marked: false, evidence: [{ kind: 'knowledge', quote: expect.stringContaining('490') }] }, {}],
      knowledge: [{ source: { title: 'Delivery' } }],
      memory: [],
      scripts: [],
    });
    const { trace } = (events[3] ?? { data: {} }).data as { trace: { step: string }[] };
    expect(trace.map(({ step }) => step)).toEqual(['context', 'passages', 'first token', 'generated', 'verified']);
    expect(asked[0]?.system).toContain('Be kind.');
    expect((await chats.messages(chat.id)).map(({ direction }) => direction)).toEqual(['in', 'out']);
  });

  it('leaves nothing for a customer, and is paid for', async () => {
    const { chats, chat } = await begin();
    await all(chats.ask(chat.id, 'Hello, who are you?', going()));
    expect(await shelf.em.fork().count(Draft, {})).toBe(0);
    expect(await shelf.em.fork().count(Delivery, {})).toBe(0);
    expect(await shelf.em.fork().find(LlmCall, { kind: 'chat' })).toMatchObject([
      { model: 'm', tokensIn: 100, tokensOut: 20, cost: 70, ok: true, error: null },
    ]);
    expect(await shelf.spentToday()).toBe(70);
  });

  it('sees what was said before in the same chat and in no other', async () => {
    const { agent, chats, chat } = await begin();
    const other = await chats.create(agent.id);
    await all(chats.ask(other.id, 'The canary sings.', going()));
    await all(chats.ask(chat.id, 'My name is Ada.', going()));
    await all(chats.ask(chat.id, 'What is my name?', going()));
    const prompt = String(asked.at(-1)?.messages[0]?.content);
    expect(prompt).toContain('customer: My name is Ada.');
    expect(prompt).not.toContain('canary');
  });

  it('in Russian is answered in Russian, whatever the account speaks', async () => {
    const { chats, chat } = await begin();
    await all(chats.ask(chat.id, 'Сколько стоит доставка в Казань?', going()));
    expect(asked[0]?.system).toContain('Write in Russian.');
  });
});

describe('a model', () => {
  it.each([
    ['llm_unreachable', new LlmError('unreachable')],
    ['llm_timeout', new LlmError('timeout')],
    ['llm_bad_answer', new LlmError('bad_answer')],
  ])('that fails says so (%s), and the question is answered when it is asked again', async (code, failure) => {
    const { chats, chat } = await begin();
    pieces = ['Half an ', failure];
    await expect(all(chats.ask(chat.id, 'Do you deliver?', going()))).rejects.toMatchObject({ status: 502, code });
    expect(await shelf.em.fork().find(LlmCall, { kind: 'chat' })).toMatchObject([{ ok: false, error: code, cost: 0 }]);
    pieces = ['Yes.'];
    await all(chats.ask(chat.id, undefined, going()));
    expect((await chats.messages(chat.id)).map(({ text }) => text)).toEqual(['Do you deliver?', 'Yes.']);
  });

  it('that says nothing is a failure', async () => {
    const { chats, chat } = await begin();
    pieces = ['  '];
    await expect(all(chats.ask(chat.id, 'Hi there', going()))).rejects.toMatchObject({ code: 'llm_empty' });
  });

  it('is stopped and the chat is free when the asker leaves', async () => {
    const { chats, chat } = await begin();
    for await (const { event } of chats.ask(chat.id, 'Do you deliver?', going())) if (event === 'delta') break;
    expect(await shelf.em.fork().findOneOrFail(Chat, { id: chat.id })).toMatchObject({ answeringUntil: null });
    expect(await shelf.em.fork().find(LlmCall, { kind: 'chat' })).toMatchObject([{ ok: false, error: 'interrupted' }]);
  });
});

describe('limits', () => {
  it('one answer at a time; a turn that was never given back ends by itself', async () => {
    const { chats, chat } = await begin();
    let refused: unknown;
    onPiece = async () => {
      onPiece = () => undefined;
      refused = await all(chats.ask(chat.id, 'And this?', going())).catch((error: unknown) => error);
    };
    await all(chats.ask(chat.id, 'Do you deliver?', going()));
    expect(refused).toMatchObject({ status: 409, code: 'chat_busy' });
    await shelf.em.fork().nativeUpdate(Chat, { id: chat.id }, { answeringUntil: new Date(clock.getTime() + 90_000) });
    clock = new Date(clock.getTime() + 90_000);
    expect(await all(chats.ask(chat.id, 'And this?', going()))).toHaveLength(4);
  });

  it('fifty questions, then another chat', async () => {
    const { chats, chat } = await begin();
    for (let turn = 0; turn < 50; turn += 1) await all(chats.ask(chat.id, `Question ${turn}`, going()));
    await expect(all(chats.ask(chat.id, 'One more', going()))).rejects.toMatchObject({ status: 409, code: 'chat_full' });
    await expect(all(chats.ask(chat.id, undefined, going()))).rejects.toMatchObject({ code: 'nothing_to_answer' });
  });

  it('the budget of the agent: what is spent is spent, here as anywhere', async () => {
    const { chats, chat } = await begin({ dailyBudget: 70 });
    await all(chats.ask(chat.id, 'Do you deliver?', going()));
    await expect(all(chats.ask(chat.id, 'And today?', going()))).rejects.toMatchObject({ status: 409, code: 'budget_spent' });
    expect(asked).toHaveLength(1);
  });

  it('chats and agents that are not there, or another account’s', async () => {
    const { chat, agent } = await begin();
    shelf = await openShelf(db, llm, () => clock);
    const { chats: foreign } = build();
    await expect(foreign.get(chat.id)).rejects.toMatchObject({ status: 404 });
    await expect(foreign.messages(chat.id)).rejects.toMatchObject({ status: 404 });
    await expect(foreign.create(agent.id)).rejects.toMatchObject({ status: 404 });
    await expect(all(foreign.ask(chat.id, 'Hi', going()))).rejects.toMatchObject({ status: 404 });
    await expect(foreign.create(newId())).rejects.toMatchObject({ status: 404 });
    expect(asked).toEqual([]);
  });
});
