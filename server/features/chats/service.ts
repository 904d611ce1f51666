import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { conflict, notFound } from '../../errors.ts';
import { type ServerEvent } from '../../http/route.ts';
import { storable } from '../../http/json-body.ts';
import { spentToday } from '../../llm/ledger.ts';
import { Account } from '../accounts/entities.ts';
import { Agent } from '../agents/entities.ts';
import { Chat, ChatMessage } from './entities.ts';
import { type ChatMessageShape, type ChatShape, presentChat, presentMessage } from './present.ts';

/** Questions a chat takes. */
const TURNS = 50;
/** A question is answered or given up within this (ms): the model has 60 s, its passages a few. */
const ANSWER_MS = 90_000;
/** Of a talk, as the replies to real ones are written from. */
const LAST_MESSAGES = 30;

type Deps = Pick<ScopedCradle, 'em' | 'oneTrip' | 'accountId' | 'caller' | 'clock' | 'replyTrial' | 'log'>;

interface Asked {
  agent: Agent;
  language: string;
  /** Oldest first; the last one asks. */
  messages: ChatMessage[];
  question: ChatMessage;
}

/** Trying an agent: a member asks as a customer would, the agent answers as it would. */
export class ChatService {
  readonly #deps: Deps;

  constructor({ em, oneTrip, accountId, caller, clock, replyTrial, log }: Deps) {
    this.#deps = { em, oneTrip, accountId, caller, clock, replyTrial, log };
  }

  /** @throws AppError 404 for an agent that is not there. */
  async create(agentId: string): Promise<ChatShape> {
    const { em, accountId, caller } = this.#deps;
    return em.fork().transactional(async (tx) => {
      if (!(await tx.findOne(Agent, { id: agentId }))) throw notFound('agent');
      const chat = tx.create(Chat, { accountId, agentId, memberId: caller?.memberId ?? null });
      await tx.flush();
      return presentChat(chat);
    });
  }

  async get(id: string): Promise<ChatShape> {
    return presentChat(await this.#find(this.#deps.em.fork(), id));
  }

  /** Oldest first: a chat is never longer than a page. */
  async messages(id: string): Promise<ChatMessageShape[]> {
    const em = this.#deps.em.fork();
    await this.#find(em, id);
    return (await em.find(ChatMessage, { chatId: id }, { orderBy: { id: 'asc' } })).map(presentMessage);
  }

  /** Without a text the last question is answered again. @throws AppError 404, 409 before the first event; 502 when the model fails. */
  async *ask(id: string, text: string | undefined, signal: AbortSignal): AsyncIterable<ServerEvent> {
    const { agent, language, messages, question } = await this.#keep(id, text);
    yield { event: 'start', data: { message: presentMessage(question), agent: { id: agent.id, version: agent.version, name: agent.settings.name } } };
    const said = messages.map((message) => ({ id: message.id, direction: message.direction, text: message.text, attachment: null, authorName: null }));
    let answered = false;
    try {
      for await (const event of this.#deps.replyTrial.run({ agent, said, language, signal })) {
        if (event.kind === 'delta') yield { event: 'delta', data: event.delta };
        else {
          const { hits, language: spoken, ...result } = event.result;
          const answer = await this.#answer(id, agent, result);
          answered = true;
          yield { event: 'done', data: { ...answer, language: spoken, knowledge: hits, memory: [], scripts: [] } };
        }
      }
    } finally {
      if (!answered) await this.#giveUp(id);
    }
  }

  /** Takes the question and the chat's turn in one commit: one answer at a time. */
  async #keep(id: string, text: string | undefined): Promise<Asked> {
    const { em, accountId, clock } = this.#deps;
    const spent = await this.#spentToday();
    return em.fork().transactional(async (tx) => {
      await tx.execute('select 1 from chats where id = ? for update', [id]);
      const chat = await this.#find(tx, id);
      const agent = await tx.findOne(Agent, { id: chat.agentId });
      if (!agent) throw notFound('agent');
      const messages = await tx.find(ChatMessage, { chatId: id }, { orderBy: { id: 'asc' } });
      const now = clock.now();
      if (chat.answeringUntil && chat.answeringUntil > now)
        throw conflict('chat_busy', 'The agent is still answering in this chat. Wait for it, or begin another chat.');
      const last = messages.at(-1);
      const unanswered = last?.direction === 'in' ? last : undefined;
      if (text === undefined && !unanswered) throw conflict('nothing_to_answer', 'Every message of this chat has its answer. Send another.');
      if (text !== undefined && messages.filter(({ direction }) => direction === 'in').length >= TURNS)
        throw conflict('chat_full', `A test chat ends after ${TURNS} messages. Begin another one.`);
      const budget = agent.settings.dailyBudget;
      if (budget !== null && spent >= budget)
        throw conflict('budget_spent', "The agent's budget for today is spent: raise it, or try again tomorrow.", { gate: 'budget_spent' });
      chat.answeringUntil = new Date(now.getTime() + ANSWER_MS);
      const question =
        text === undefined && unanswered
          ? unanswered
          : tx.create(ChatMessage, { id: newId(), accountId, chatId: id, direction: 'in', text: storable(text ?? ''), sentences: [], trace: [], at: now });
      await tx.flush();
      const { language } = await tx.findOneOrFail(Account, { id: accountId });
      const said = question === unanswered ? messages : [...messages, question];
      return { agent, language, messages: said.slice(-LAST_MESSAGES), question };
    });
  }

  async #answer(
    chatId: string,
    agent: Agent,
    result: Pick<ChatMessage, 'text' | 'sentences' | 'model' | 'cost' | 'trace'> & { tokens: ChatMessageShape['tokens'] },
  ): Promise<ChatMessageShape> {
    const { em, accountId, clock } = this.#deps;
    const { tokens, ...rest } = result;
    return em.fork().transactional(async (tx) => {
      const row = { ...rest, id: newId(), accountId, chatId, direction: 'out' as const, agentVersion: agent.version, at: clock.now() };
      const answer = tx.create(ChatMessage, { ...row, tokensIn: tokens.in, tokensOut: tokens.out });
      await tx.nativeUpdate(Chat, { id: chatId }, { answeringUntil: null });
      await tx.flush();
      return presentMessage(answer);
    });
  }

  async #giveUp(id: string): Promise<void> {
    const { em, log } = this.#deps;
    await em
      .fork()
      .nativeUpdate(Chat, { id }, { answeringUntil: null })
      .catch((error: unknown) => log.error({ error, chat: id }, 'could not free a test chat'));
  }

  async #spentToday(): Promise<number> {
    const { oneTrip, accountId, clock } = this.#deps;
    const [rows] = await oneTrip.transaction<[{ spent: number }[]]>({ accountId }, [spentToday(accountId, clock.now())]);
    return rows[0]?.spent ?? 0;
  }

  async #find(em: EntityManager, id: string): Promise<Chat> {
    const chat = await em.findOne(Chat, { id });
    if (!chat) throw notFound('chat');
    return chat;
  }
}
