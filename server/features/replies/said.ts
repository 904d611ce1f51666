/** What was said so far, as an answer is written from it: the question, its language, the lines of the prompt, the sources. */
import { type Language } from '../../sdk/types.ts';
import { detectLanguage } from '../knowledge/language.ts';
import { type Said } from './context-rows.ts';
import { cut } from './cut.ts';
import { type Source } from './evidence/sources.ts';
import { type TalkLine } from './prompt.ts';

/** Characters of talk in the prompt: about 2,000 tokens. */
const TALK_BUDGET = 6000;
/** Characters of one message that the model is shown and a sentence may rest on. */
const MESSAGE_MAX = 4000;

/**
 * A message that we hear of late lies before replies of ours that did not know it. It comes after them, together with
 * what the customer wrote right before it and no reply has answered: it is the last word that is open.
 */
export function asHeard(messages: readonly Said[], answering: string | null, answered: ReadonlySet<string>): readonly Said[] {
  const end = messages.findIndex(({ id }) => id === answering) + 1;
  if (end === 0 || messages.slice(end).every(({ direction }) => direction === 'in')) return messages;
  const before = messages.slice(0, end - 1).findLastIndex(({ id, direction }) => direction === 'out' || answered.has(id)) + 1;
  return [...messages.slice(0, before), ...messages.slice(end), ...messages.slice(before, end)];
}

/** The customer's words since our last message. */
export function questionOf(messages: readonly Said[]): string {
  const lastOut = messages.findLastIndex((message) => message.direction === 'out');
  const open = messages.slice(lastOut + 1);
  const asked = open.length > 0 ? open : messages.filter((message) => message.direction === 'in').slice(-1);
  return asked
    .map((message) => message.text)
    .join('\n')
    .slice(-2000)
    .toWellFormed();
}

/** The customer's newest message that tells its language decides; then earlier ones, then the account's. */
export function languageOf(messages: readonly Said[], fallback: string): Language {
  for (const message of messages.toReversed()) {
    if (message.direction !== 'in') continue;
    const language = detectLanguage(message.text);
    if (language) return language;
  }
  return fallback === 'ru' || fallback === 'es' || fallback === 'pt' ? fallback : 'en';
}

export function linesOf(messages: readonly Said[]): TalkLine[] {
  const lines: TalkLine[] = [];
  let budget = TALK_BUDGET;
  for (const message of messages.toReversed()) {
    const text = message.text || (message.attachment ? `(${message.attachment.type})` : '');
    if (!text) continue;
    budget -= text.length;
    if (budget < 0 && lines.length > 0) break;
    lines.unshift({ id: message.id, from: message.direction === 'in' ? 'customer' : 'us', text });
  }
  return lines;
}

export const messageSources = (messages: readonly Said[]): Source[] =>
  messages
    .filter((message) => message.text)
    .map((message) => ({
      text: cut(message.text, MESSAGE_MAX),
      offset: 0,
      claim: message.direction === 'in',
      evidence: { kind: 'message' as const, id: message.id, title: message.authorName ?? '' },
    }));
