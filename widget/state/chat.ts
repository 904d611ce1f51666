import { signal, type ReadonlySignal } from '@preact/signals';

import { type Api } from '../api.ts';
import { ApiError, asApiError } from '../api/errors.ts';
import { dict, id, list, number, readPage, text } from './read.ts';
import { readSentence, type Sentence } from './shapes.ts';

export interface ChatMessage {
  id: string;
  direction: 'in' | 'out';
  text: string;
  sentences: Sentence[];
  model: string;
  tokens: { in: number; out: number };
  cost: number;
}

export interface Chat {
  readonly messages: ReadonlySignal<readonly ChatMessage[]>;
  /** The answer while it is written; undefined when nothing is. */
  readonly writing: ReadonlySignal<string | undefined>;
  /** Why the last question has no answer. */
  readonly failure: ReadonlySignal<ApiError | undefined>;
  /** Reads an earlier chat, or does nothing without one. */
  load(): Promise<void>;
  ask(words: string): Promise<void>;
  /** Has the last question answered again. */
  retry(): Promise<void>;
  /** Forgets this chat; the next question begins another. */
  restart(): void;
}

const readMessage = (value: unknown): ChatMessage => {
  const from = dict(value);
  const tokens = dict(from['tokens']);
  return {
    id: id(from['id'], 'message'),
    direction: from['direction'] === 'out' ? 'out' : 'in',
    text: text(from['text']),
    sentences: list(from['sentences']).map(readSentence),
    model: text(from['model']),
    tokens: { in: number(tokens['in']), out: number(tokens['out']) },
    cost: number(from['cost']),
  };
};

interface Options {
  api: Api;
  agentId: string;
  /** A chat to go on with. */
  chatId: string | null;
  onAnswer: () => void;
}

/** A test chat with an agent. */
export const createChat = ({ api, agentId, chatId, onAnswer }: Options): Chat => {
  const messages = signal<readonly ChatMessage[]>([]);
  const writing = signal<string | undefined>();
  const failure = signal<ApiError | undefined>();
  let chat = chatId;

  const begin = async (): Promise<string> => {
    chat ??= id(dict(await api.write('POST', '/chats', { agentId }))['id'], 'chat');
    return chat;
  };

  const heard = (event: string, data: unknown): boolean => {
    if (event === 'start') {
      const question = readMessage(dict(data)['message']);
      messages.value = [...messages.value.filter((message) => message.id !== question.id && message.id !== MINE), question];
    }
    if (event === 'delta') writing.value = (writing.value ?? '').slice(0, number(dict(data)['from'])) + text(dict(data)['text']);
    if (event === 'error')
      throw new ApiError({ code: text(dict(data)['code']) || 'unknown', status: number(dict(data)['status']), detail: text(dict(data)['detail']) });
    if (event !== 'done') return false;
    messages.value = [...messages.value, readMessage(data)];
    return true;
  };

  const send = async (words: string | undefined): Promise<void> => {
    if (writing.value !== undefined) return;
    writing.value = '';
    failure.value = undefined;
    let answered = false;
    try {
      const path = `/chats/${await begin()}/messages`;
      await api.stream(path, words === undefined ? {} : { text: words }, (event, data) => {
        answered = heard(event, data) || answered;
      });
      if (!answered) throw new ApiError({ code: 'offline' });
    } catch (error) {
      failure.value = asApiError(error);
    } finally {
      writing.value = undefined;
    }
    if (answered) onAnswer();
  };

  return {
    messages,
    writing,
    failure,
    async load() {
      if (!chat) return;
      messages.value = await api.get(`/chats/${chat}/messages`).then(
        (page) => readPage(page, readMessage),
        () => [],
      );
    },
    ask(words) {
      // Shown at once; the server's own takes its place.
      messages.value = [
        ...messages.value.filter((message) => message.id !== MINE),
        { id: MINE, direction: 'in', text: words, sentences: [], model: '', tokens: { in: 0, out: 0 }, cost: 0 },
      ];
      return send(words);
    },
    async retry() {
      const last = messages.value.at(-1);
      // The question never reached the server: it is asked anew.
      await send(last?.id === MINE ? last.text : undefined);
    },
    restart() {
      chat = null;
      messages.value = [];
      failure.value = undefined;
    },
  };
};

/** A question that the server has not confirmed. */
const MINE = 'mine';
