import { useSignal } from '@preact/signals';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';

import { Details } from '../../card/details.tsx';
import { DraftText } from '../../card/draft-text.tsx';
import { createTexts, type Texts } from '../../i18n/translate.ts';
import { type Chat, type ChatMessage, createChat } from '../../state/chat.ts';
import { Button } from '../../ui/button.tsx';
import { ConsoleIcon } from '../../ui/console-icon.tsx';
import { useConsole, useTexts } from '../context.ts';
import { errorWords } from '../errors.ts';
import { type ApiError } from '../../api/errors.ts';

const cardTexts = import.meta.glob<Record<string, unknown>>('../../i18n/*.json', { eager: true, import: 'default' });

/** Evidence and marks are said as in the card. */
const useCardTexts = (): Texts => {
  const { format } = useConsole();
  return useMemo(() => createTexts(cardTexts[`../../i18n/${format.language}.json`]), [format.language]);
};

const Answer = ({ message, name }: { message: ChatMessage; name: string }) => {
  const t = useTexts('chat');
  const texts = useCardTexts();
  const marked = message.sentences.filter((sentence) => sentence.marked).length;
  return (
    <div class="souffleur-chat-line souffleur-chat-out">
      <span class="souffleur-chat-who">{name}</span>
      <DraftText draft={message} texts={texts} />
      {marked > 0 && (
        <p class="souffleur-chat-marked">
          <ConsoleIcon name="warning" size={14} />
          {t('marked', { n: marked })}
        </p>
      )}
      <Details draft={message} texts={texts} />
    </div>
  );
};

const Writing = ({ words, name }: { words: string; name: string }) => {
  const t = useTexts('chat');
  return (
    <div class="souffleur-chat-line souffleur-chat-out" aria-busy="true">
      <span class="souffleur-chat-who">{name}</span>
      <div class="souffleur-text">
        {words || <span class="souffleur-chat-thinking">{t('thinking')}</span>}
        <span class="souffleur-caret" aria-hidden="true" />
      </div>
    </div>
  );
};

const Failure = ({ error, chat }: { error: ApiError; chat: Chat }) => {
  const t = useTexts('chat');
  const known = [
    'budget_spent',
    'chat_busy',
    'chat_full',
    'llm_unreachable',
    'llm_timeout',
    'llm_unauthorized',
    'llm_payment_required',
    'llm_rate_limited',
    'llm_empty',
  ];
  const words = known.includes(error.code) ? t(`failed.${error.code}`) : error.code.startsWith('llm_') ? t('failed.llm') : errorWords(t, error);
  return (
    <div class="souffleur-chat-failure" role="alert">
      <ConsoleIcon name="warning" />
      <span>{words}</span>
      {error.code === 'chat_full' ? (
        <Button kind="neutral" onPress={chat.restart}>
          {t('restart')}
        </Button>
      ) : (
        <Button kind="neutral" onPress={() => void chat.retry()}>
          {t('common:retry')}
        </Button>
      )}
    </div>
  );
};

interface Props {
  agentId: string;
  agentName: string;
  chatId: string | null;
  /** Questions a customer might ask. */
  examples: readonly string[];
  onAnswer: () => void;
}

/** A test chat: the member writes as a customer would. */
export const ChatPanel = ({ agentId, agentName, chatId, examples, onAnswer }: Props) => {
  const { api } = useConsole();
  const t = useTexts('chat');
  const id = useId();
  const chat = useMemo(() => createChat({ api, agentId, chatId, onAnswer }), [agentId]);
  useEffect(() => void chat.load(), [chat]);
  const typed = useSignal('');
  const end = useRef<HTMLDivElement>(null);
  const busy = chat.writing.value !== undefined;
  const messages = chat.messages.value;
  useEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [messages.length, chat.writing.value, chat.failure.value]);

  const send = (): void => {
    const words = typed.value.trim();
    if (!words || busy) return;
    typed.value = '';
    void chat.ask(words);
  };

  return (
    <div class="souffleur-chat">
      <div class="souffleur-chat-lines" ref={end} role="log" aria-label={t('label')} tabIndex={0}>
        {messages.length === 0 && (
          <div class="souffleur-chat-empty">
            <ConsoleIcon name="bubble" size={24} />
            <p class="souffleur-paragraph">{t('empty')}</p>
            <div class="souffleur-chat-examples">
              {examples.map((example) => (
                <button key={example} type="button" class="souffleur-chat-example" onClick={() => void chat.ask(example)}>
                  {example}
                </button>
              ))}
            </div>
          </div>
        )}
        {messages.map((message) =>
          message.direction === 'out' ? (
            <Answer key={message.id} message={message} name={agentName} />
          ) : (
            <div key={message.id} class="souffleur-chat-line souffleur-chat-in">
              <span class="souffleur-chat-who">{t('you')}</span>
              <div class="souffleur-chat-words">{message.text}</div>
            </div>
          ),
        )}
        {chat.writing.value !== undefined && <Writing words={chat.writing.value} name={agentName} />}
        {chat.failure.value && <Failure error={chat.failure.value} chat={chat} />}
      </div>
      <form
        class="souffleur-chat-form"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label class="souffleur-hidden" for={`${id}-field`}>
          {t('field')}
        </label>
        <textarea
          id={`${id}-field`}
          class="souffleur-input souffleur-textarea souffleur-chat-field"
          rows={2}
          maxLength={4000}
          placeholder={t('field')}
          value={typed.value}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <Button kind="primary" type="submit" busy={busy} disabled={!typed.value.trim()}>
          {t('send')}
        </Button>
      </form>
    </div>
  );
};
