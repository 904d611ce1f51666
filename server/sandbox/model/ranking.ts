/** Chooses the statements that answer a part of a question. */
import { isCity, isName } from './lexicon.ts';
import { type Asked, type Part } from './question.ts';
import { type Statement } from './statements.ts';

const MONEY = /(?:[₽€£]|R\$|руб)/u;
const DURATION =
  /\d+[^.]{0,24}(?:рабоч|дн|ден|час|минут|месяц|недел|day|hour|minute|month|week|dia|día|hora|minuto|mes|semana|an[oñ]|год|лет)|(?:понедельник|вторник|суббот|monday|tuesday|saturday|lunes|martes|sábado|segunda|terça)|\d{1,2}:\d\d|\d ?pm/iu;
const CLOCK = /\d{1,2}:\d\d|\d ?(?:am|pm)/iu;
const CONTACT = /\+\d|@/u;
const PLACE = /улиц|просп|street|avenue|calle|avenida|\brua\b/iu;
const FITS: Record<Asked, RegExp | undefined> = { price: MONEY, time: DURATION, hours: CLOCK, contact: CONTACT, address: PLACE, any: undefined };

/** Points. A statement is an answer from `enough` on, when it is about what was asked. */
const POINTS = {
  name: 4,
  otherName: -3.5,
  topic: 1.6,
  above: 0.9,
  thing: 0.5,
  word: 1.1,
  fits: 2.2,
  misfit: -3,
  language: 2,
  rank: -0.08,
  enough: 2.5,
} as const;

/** "Can I return the machine" asks about returns, "pay in instalments" about instalments. */
const THINGS = new Set(['machine', 'grinder', 'payment']);

export interface Ranked {
  statement: Statement;
  score: number;
}

/** Best first; only statements that are about the part and answer it. */
export function rank(part: Part, statements: readonly Statement[], isOwnLanguage: (text: string) => boolean): Ranked[] {
  const rarity = rarityOf(part.stems, statements);
  return statements
    .map((statement) => ({ statement, score: score(part, statement, rarity) + (isOwnLanguage(statement.text) ? POINTS.language : 0) }))
    .filter((ranked) => ranked.score >= POINTS.enough)
    .toSorted((a, b) => b.score - a.score);
}

function score(part: Part, statement: Statement, rarity: Map<string, number>): number {
  let points = statement.passage * POINTS.rank;
  let about = 0;
  for (const topic of part.topics) {
    if (topic === 'price' || topic === 'time') continue;
    const share = THINGS.has(topic) ? POINTS.thing : 1;
    if (statement.concepts.has(topic)) about += POINTS.topic * share;
    if (statement.above.has(topic)) about += POINTS.above * share;
  }
  for (const [word, worth] of rarity) if (statement.stems.has(word)) about += POINTS.word * worth;
  for (const name of part.names) if (statement.concepts.has(name)) about += POINTS.name;
  if (about <= 0) return Number.NEGATIVE_INFINITY;
  points += about;
  if (!sameNames(part, statement)) points += POINTS.otherName;
  const fits = FITS[part.asked];
  if (fits) points += fits.test(statement.text) ? POINTS.fits : POINTS.misfit;
  return points;
}

/** False for a statement about another town or model than the one asked for. */
function sameNames(part: Part, statement: Statement): boolean {
  const named = [...statement.concepts].filter(isName);
  if (named.length === 0) return true;
  if (named.some((name) => part.names.has(name))) return true;
  const kind = named.some(isCity);
  return !kind && ![...part.names].some((name) => !isCity(name)) && part.asked !== 'price';
}

/** 0 to 1: a word that stands in every statement tells nothing. */
function rarityOf(stems: ReadonlySet<string>, statements: readonly Statement[]): Map<string, number> {
  const rarity = new Map<string, number>();
  for (const word of stems) {
    const count = statements.filter((statement) => statement.stems.has(word)).length;
    if (count > 0) rarity.set(word, 1 - Math.min(0.9, (count - 1) / Math.max(4, statements.length / 3)));
  }
  return rarity;
}
