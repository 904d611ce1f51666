/** Writes an answer out of quotes: every fact is a statement of a passage, word for word, with its number. */
import { isCity, plain } from './lexicon.ts';
import { phrases } from './phrases.ts';
import { type Language, type PromptData } from './prompt.ts';
import { type Part, partsOf } from './question.ts';
import { rank } from './ranking.ts';
import { type Statement, statementsOf } from './statements.ts';

const THANKS =
  /^(?:спасибо|благодарю|thanks?|thank you|gracias|obrigad[oa]|muchas gracias|muito obrigad[oa])\P{L}{0,10}(?:больш\p{L}+|very much|so much|a lot|muchas|muito)?\P{L}*$/u;
const GREETING =
  /^(?:привет|здравствуйте|добр(?:ый|ое|ого) \p{L}+|hello|hi|hey|good (?:morning|afternoon|evening)|hola|buen[oa]s? \p{L}+|ola|oi|bom dia|boa (?:tarde|noite))\P{L}*$/u;
const SHORTER = /короч|кратк|short|brief|concis|cort[oa]|breve|curt[oa]|resum/u;
const LONGER = /подробн|длинн|detail|longer|more|detall|larg[oa]|detalh|long[oa]/u;
const CALL = /звон|позвон|созвон|call|llamad|ligac|telefon/u;

export function compose(data: PromptData): string {
  const language = data.language ?? 'en';
  const words = phrases[language];
  const question = plain(data.question).trim();
  const wish = plain(data.wish);
  const short = SHORTER.test(wish);
  const hello = data.firstTurn && !short ? [words.hello] : [];
  if (THANKS.test(question)) return words.welcome;
  if (question === '' || GREETING.test(question)) return [words.hello, words.help].join(' ');

  const parts = partsOf(data.question);
  const statements = data.passages.flatMap(statementsOf);
  const { chosen, missing } = choose(parts, statements, language, LONGER.test(wish) && !short ? 2 : 1);
  if (chosen.length === 0) return [...hello, words.noAnswer].join(' ');
  const quotes = chosen.map(({ text, passage }) => `${text} [${passage}]`);
  return [...hello, ...quotes, ...(missing ? [words.rest] : []), ...(short ? [] : [followUp(parts, language, wish)])].join(' ');
}

function choose(parts: readonly Part[], statements: readonly Statement[], language: Language, each: number): { chosen: Statement[]; missing: boolean } {
  const chosen: Statement[] = [];
  let missing = false;
  for (const part of parts) {
    const ranked = rank(part, statements, (text) => languageOf(text) === scriptOf(language, text));
    if (ranked.length === 0) missing = missing || part.asked !== 'any';
    for (const { statement } of ranked.slice(0, each)) if (!chosen.some(({ text }) => text === statement.text)) chosen.push(statement);
  }
  return { chosen, missing };
}

const CHOOSING = new Set(['machine', 'grinder', 'price', 'milk', 'office']);

function followUp(parts: readonly Part[], language: Language, wish: string): string {
  const { askCity, offer } = phrases[language];
  const topics = new Set(parts.flatMap((part) => [...part.topics]));
  const names = parts.flatMap((part) => [...part.names]);
  if (CALL.test(wish)) return offer.call;
  if (topics.has('delivery')) return names.some(isCity) ? offer.delivery : askCity;
  const choosing = [...topics].every((topic) => CHOOSING.has(topic)) && topics.size > 0;
  return choosing ? offer.products : offer.other;
}

/** Marks of the three Latin languages in short statements; Cyrillic is Russian. */
const MARKS: Record<Exclude<Language, 'ru'>, RegExp> = {
  en: /(?<!\p{L})(?:the|is|are|to|an?|of|we|you|your|in|on|at|and|for|with|costs?)(?!\p{L})/giu,
  es: /(?<!\p{L})(?:el|la|los|las|es|un|una|de|del|en|y|por|con|se|al|cuesta|puedes|tu)(?!\p{L})|[ñ¿¡]|ción/giu,
  pt: /(?<!\p{L})(?:o|os|a|as|é|um|uma|de|do|da|dos|das|no|na|nos|nas|em|e|por|pelo|com|se|ao|aos|até|custa|você|pode)(?!\p{L})|[ãõç]/giu,
};

function languageOf(text: string): Language {
  if (/\p{Script=Cyrillic}{2}/u.test(text)) return 'ru';
  const counts = (Object.entries(MARKS) as [Exclude<Language, 'ru'>, RegExp][]).map(([language, pattern]) => ({
    language,
    count: text.match(pattern)?.length ?? 0,
  }));
  return counts.toSorted((a, b) => b.count - a.count)[0]!.language;
}

/** A row of a table ("Grain 64 — 64 mm, £349") is in no language and in each. */
const scriptOf = (language: Language, text: string): Language =>
  text.includes(' — ') && !/\p{Script=Cyrillic}/u.test(text) && language !== 'ru' ? languageOf(text) : language;
