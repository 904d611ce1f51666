/** Reads the data parts of a prompt: all this model knows of the world. */
export type Language = 'ru' | 'en' | 'es' | 'pt';

export interface PromptPassage {
  number: number;
  /** `title — heading > heading`. */
  title: string;
  lines: string[];
}

export interface PromptData {
  language: Language | undefined;
  passages: PromptPassage[];
  /** The customer's words since our last message. */
  question: string;
  /** Nobody of ours has spoken yet. */
  firstTurn: boolean;
  facts: string[];
  wish: string;
}

export interface ChatMessage {
  role: string;
  content: string;
}

/** Characters that are looked at. */
const MAX_QUESTION = 4000;
const MAX_PASSAGES = 60_000;

export function readPrompt(messages: readonly ChatMessage[]): PromptData {
  const system = messages.filter((message) => message.role === 'system' || message.role === 'developer').map((message) => message.content);
  const user = messages.findLast((message) => message.role === 'user')?.content ?? '';
  const talk = part(user, 'talk');
  const fenced = user.includes('<<<');
  const lastOurs = talk.findLastIndex((line) => line.startsWith('us:'));
  const customer = talk.filter((line) => line.startsWith('customer:'));
  const asked = talk.slice(lastOurs + 1).filter((line) => line.startsWith('customer:'));
  return {
    language: /^language: (ru|en|es|pt)\s*$/m.exec(system.join('\n'))?.[1] as Language | undefined,
    passages: readPassages(part(user, 'passages')),
    question: fenced
      ? (asked.length > 0 ? asked : customer.slice(-1))
          .map((line) => line.slice('customer:'.length).trim())
          .join('\n')
          .slice(-MAX_QUESTION)
      : user.slice(-MAX_QUESTION),
    firstTurn: fenced ? lastOurs === -1 : !messages.some((message) => message.role === 'assistant'),
    facts: part(user, 'facts'),
    wish: part(user, 'wish').join(' '),
  };
}

/** Lines between `<<<name` and `>>>`. */
function part(text: string, name: string): string[] {
  const lines = text.split('\n');
  const start = lines.indexOf(`<<<${name}`);
  if (start === -1) return [];
  const end = lines.indexOf('>>>', start);
  return lines.slice(start + 1, end === -1 ? undefined : end);
}

function readPassages(lines: readonly string[]): PromptPassage[] {
  const passages: PromptPassage[] = [];
  let left = MAX_PASSAGES;
  for (const line of lines) {
    left -= line.length;
    if (left < 0) break;
    const head = /^\[(\d{1,3})\] (.*)$/.exec(line);
    // Numbers run on; anything else that looks like a head is text of a passage.
    if (head && Number(head[1]) === passages.length + 1) passages.push({ number: passages.length + 1, title: head[2] ?? '', lines: [] });
    else passages.at(-1)?.lines.push(line);
  }
  return passages;
}
