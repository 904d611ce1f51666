/** Sorts a message by the words it shares with the meanings it is given: a stand-in for understanding that needs no training. */
import { plain } from './lexicon.ts';
import { featuresOf } from './statements.ts';

const CONCEPT = 2;
const STEM = 1;
/** Points from which the answer is sure. */
const SURE = 4;

/** Words of common meanings that a description rarely spells out. */
const SAID: readonly (readonly [RegExp, RegExp])[] = [
  [/price|cost|цен|стоимост|preci|preco/u, /сколько|почем|цен|стоит|how much|price|cost|cuanto|precio|quanto|preco/u],
  [
    /complain|жалоб|недовол|queja|reclam/u,
    /ужасн|плохо|сломал|не работа|жалоб|возмут|terrible|broken|awful|complain|bad|malo|roto|queja|pessim|quebrad|reclam/u,
  ],
  [/buy|order|purchase|куп|заказ|покуп|compra|pedido/u, /куп|закаж|оформ|беру|buy|order|take it|comprar|pedir|quero levar/u],
  [
    /human|person|operator|manager|человек|менеджер|оператор|persona|humano|pessoa|atendente/u,
    /человек|менеджер|оператор|human|person|agent|operator|persona|pessoa|atendente/u,
  ],
  [/cancel|отмен/u, /отмен|cancel/u],
  [/deliver|достав|envio|entrega/u, /достав|привез|deliver|ship|envio|entrega/u],
  [/thank|спасиб|благодар|graci|obrigad/u, /спасиб|благодар|thank|graci|obrigad/u],
  [/opt.?out|unsubscrib|stop|не пис|отпис|baja/u, /не пиш|отпис|stop|unsubscribe|no me escrib|pare de/u],
];

/** The answer of a model that was told to classify; undefined when it was not. */
export function classify(system: string, user: string): string | undefined {
  if (!/^task: classify$/mu.test(system)) return undefined;
  const message = part(user, 'message').join(' ');
  const meanings = part(user, 'meanings').flatMap((line) => {
    const [, id, description = ''] = /^\[([^\]]{1,60})\] ?(.*)$/u.exec(line) ?? [];
    return id ? [{ id, points: pointsOf(message, `${id.replaceAll('_', ' ')} ${description}`) }] : [];
  });
  const best = meanings.toSorted((a, b) => b.points - a.points)[0];
  if (!best || best.points < STEM) return JSON.stringify({ label: 'none', score: 0.7 });
  return JSON.stringify({ label: best.id, score: Math.min(0.95, 0.5 + (0.45 * best.points) / SURE) });
}

function pointsOf(message: string, meaning: string): number {
  const [said, meant] = [featuresOf(message), featuresOf(meaning)];
  const shared = (a: Set<string>, b: Set<string>): number => [...a].filter((one) => b.has(one)).length;
  const hints = SAID.filter(([means, says]) => means.test(plain(meaning)) && says.test(plain(message))).length;
  return shared(said.concepts, meant.concepts) * CONCEPT + shared(said.stems, meant.stems) * STEM + hints * CONCEPT;
}

function part(text: string, name: string): string[] {
  const lines = text.split('\n');
  const start = lines.indexOf(`<<<${name}`);
  const end = lines.indexOf('>>>', start);
  return start === -1 ? [] : lines.slice(start + 1, end === -1 ? undefined : end);
}
