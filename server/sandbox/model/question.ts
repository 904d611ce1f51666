/** Takes a question apart: "how much and when" is two, about one thing. */
import { isCity, isName, plain } from './lexicon.ts';
import { featuresOf } from './statements.ts';

/** What kind of answer satisfies. */
export type Asked = 'price' | 'time' | 'hours' | 'contact' | 'address' | 'any';

export interface Part {
  asked: Asked;
  topics: Set<string>;
  names: Set<string>;
  stems: Set<string>;
}

const CUT = /[?;!\n]+|,?\s+(?:и|а также|а|and|also|y|e|и ещё)\s+|,\s+/iu;
const TIME =
  /когда|срок|сколько (?:дней|времени|ждать|идет|едет)|за сколько|как (?:долго|быстро)|when|how (?:long|soon|fast|many days)|cuando|cuanto (?:tarda|tiempo|demora)|cuantos dias|plazo de|quando|quanto tempo|quantos dias|prazo|demora|tarda/u;
const HOURS =
  /часы|режим|график|до скольки|со скольки|во сколько|работаете|открыт|закры|opening|hours|what time|(?:are you|you're|is .{1,30}) (?:open|closed)|do you (?:open|close)|horario|hora (?:abr|cierr)|abren|cierran|abiert|que horas|abrem|fecham|abert/u;
const PRICE =
  /сколько|почем|цен[аыу]|стоимост|how much|price|cost|cuanto (?:cuesta|vale|es|cobran)|cuestan?|precio|quanto (?:custa|e|fica|sai|cobra)|custam?|preco|valor|frete/u;
const CONTACT = /телефон|номер|почт[аеу]|контакт|позвонить|phone|number|e-?mail|contact|telefono|correo|telefone|contato/u;
const ADDRESS = /адрес|где (?:вы|находит|шоурум|магазин|посмотреть)|address|where (?:is|are)|direccion|donde (?:esta|queda)|endereco|onde (?:fica|e a loja)/u;
const OTHER_ASKED = new Set([
  'returns',
  'warranty',
  'exchange',
  'repair',
  'payment',
  'instalments',
  'discount',
  'address',
  'stock',
  'cancel',
  'subscription',
  'gift',
  'course',
  'cleaning',
  'parking',
  'pause',
  'installation',
  'company',
  'free',
  'milk',
  'countries',
]);

const MAX_PARTS = 4;

export function partsOf(question: string): Part[] {
  const parts: Part[] = [];
  for (const fragment of question.split(CUT)) {
    const { concepts, stems } = featuresOf(fragment);
    const asked = askedOf(plain(fragment));
    const topics = new Set([...concepts].filter((concept) => !isName(concept)));
    const names = new Set([...concepts].filter(isName));
    if (stems.size === 0 && asked === 'any') continue;
    const last = parts.at(-1);
    // "…to Kazan, please": says more about the part before and asks nothing of its own.
    const asksNothing = asked === 'any' && ![...topics].some((topic) => OTHER_ASKED.has(topic));
    if (last && asksNothing) {
      for (const topic of topics) last.topics.add(topic);
      for (const name of names) last.names.add(name);
      for (const item of stems) last.stems.add(item);
      continue;
    }
    if (last && last.asked === 'any' && parts.length === 1 && asksNothingOf(last)) parts.pop();
    parts.push({ asked, topics, names, stems });
  }
  const first = parts.slice(0, MAX_PARTS);
  share(first);
  return first;
}

const asksNothingOf = (part: Part): boolean => part.topics.size === 0 && part.names.size === 0;

function askedOf(fragment: string): Asked {
  if (TIME.test(fragment)) return 'time';
  if (HOURS.test(fragment)) return 'hours';
  if (PRICE.test(fragment)) return 'price';
  if (ADDRESS.test(fragment)) return 'address';
  return CONTACT.test(fragment) ? 'contact' : 'any';
}

/** What the whole question is about counts for a part that does not say it: "and when?" */
function share(parts: readonly Part[]): void {
  for (const [at, part] of parts.entries()) {
    const others = [...parts.slice(0, at).toReversed(), ...parts.slice(at + 1)];
    const own = subjectsOf(part);
    const akin = others.find((other) => own.length === 0 || subjectsOf(other).some((topic) => part.topics.has(topic)));
    if (part.names.size === 0 && part.asked !== 'hours') for (const name of akin?.names ?? []) part.names.add(name);
    if (own.length === 0) for (const topic of others.flatMap(subjectsOf).slice(0, 2)) part.topics.add(topic);
    if ([...part.names].some(isCity) && (part.asked === 'price' || part.asked === 'time') && part.topics.size <= 1) part.topics.add('delivery');
  }
}

const subjectsOf = (part: Part): string[] => [...part.topics].filter((topic) => topic !== 'price' && topic !== 'time');
