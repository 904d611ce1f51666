/**
 * Which of our four languages a short message is in, by its letters and its commonest words. Written
 * for chat: three words are usual, one is common, and accents are often left out. General detectors
 * need longer texts than customers write.
 */
import { type Language } from '../../sdk/types.ts';

type Latin = Exclude<Language, 'ru'>;

const words = (list: string): string[] => list.split(/\s+/);

/** Words that tell a language in chat. Those two languages share stand in both lists and cancel out. */
const LATIN: Record<Latin, readonly string[]> = {
  en: words(`the a an is are was were be been do does did have has had i you he she it we they my your our their this that these those there here what when where which who why how
    much many and or but not no yes to of in on at for from with by about can could will would should may need want buy get please thanks thank hello hi hey good morning ok okay order
    delivery shipping price cost return refund warranty open close closed hours today tomorrow day days machine grinder coffee does ship deliver if as so than just any some more me him us them
    i'm i'd i'll don't it's what's cheaper discount payment pay card stock available`),
  es: words(`el la los las un una unos unas es son está están estan fue ser hay yo tú usted ustedes nosotros ellos mi su sus este esta esto ese esa eso aquí allí qué que cuándo cuando dónde donde cuál
    quién por porque cómo como cuánto cuánta cuántos cuánto cuanto cuanta cuantos mucho muchos y o pero no sí si de del en a al para con sin sobre puedo puede pueden quiero quisiera necesito tengo tiene tienen me te
    le lo se hola buenos buenas días dias tardes noches gracias favor vale precio cuesta cuestan vale envío envio enviar entrega entregan entregáis devolución devolver garantía garantia horario abren abierto cierran hoy
    mañana día días pedido comprar tienda cafetera molinillo café también muy más mas hasta desde cuotas plazos pago pagar tarjeta llega llegar hacen hacéis descuento`),
  pt: words(`o a os as um uma uns umas é são foi ser há eu você vocês vc nós eles meu minha seu sua seus suas este esta isto isso esse essa aqui ali que quando onde qual quem por porque como quanto quanta
    quantos muito muitos e ou mas não nao sim se de do da dos das em no na nos nas ao à para pra com sem sobre posso pode podem quero queria gostaria preciso tenho tem têm me te lhe olá ola oi bom boa dia
    tarde noite obrigado obrigada favor preço preco custa custam frete envio enviar entrega entregam devolução devolver garantia horário horario abrem aberto aberta fecham hoje amanhã amanha dias pedido comprar
    loja cafeteira máquina moedor café também muito mais até desde parcelas parcelar pagamento pagar cartão cartao chega chegar fazem vocês valor desconto vcs tudo bem`),
};

/** Letters and endings only one of the three has. */
const SIGNS: readonly (readonly [RegExp, Latin, number])[] = [
  [/ñ/u, 'es', 3],
  [/[ãõ]/u, 'pt', 3],
  [/[çâêôà]/u, 'pt', 2],
  [/(?:ción|ciones|dad|miento)(?!\p{L})/u, 'es', 2],
  [/(?:ção|ções|dade|mento|agem)(?!\p{L})/u, 'pt', 2],
  [/[úíóáé]\p{L}*/u, 'es', 0.4],
  [/[úíóáé]\p{L}*/u, 'pt', 0.4],
  [/(?:ing|tion|ness)(?!\p{L})/u, 'en', 1],
  [/(?:nh|lh)\p{L}/u, 'pt', 1],
  [/ll\p{L}|(?:ue|ie)(?:n|st|rt|ns)/u, 'es', 0.5],
  [/\p{L}'(?:s|t|re|ll|ve|m|d)(?!\p{L})|w[ehio]|th[eaio]|ck|(?:oo|ee)\p{L}/u, 'en', 0.5],
];

const INDEX = new Map<string, Latin[]>();
for (const [language, list] of Object.entries(LATIN) as [Latin, readonly string[]][]) {
  for (const word of new Set(list)) INDEX.set(word, [...(INDEX.get(word) ?? []), language]);
}

const MAX = 600;
const LEAST = 0.8;
const LEAD = 0.3;

/** Undefined when the text does not tell: a number, a name, an emoji, or a word that several languages have. */
export function detectLanguage(text: string): Language | undefined {
  const sample = text.slice(0, MAX).toLowerCase();
  const cyrillic = count(sample, /\p{Script=Cyrillic}/gu);
  const latin = count(sample, /\p{Script=Latin}/gu);
  // Names of goods are Latin in a Russian sentence; the other way round it hardly happens.
  if (cyrillic > 2 && cyrillic >= latin / 6) return /[іїєґўјћђљњ]/u.test(sample) ? undefined : 'ru';
  if (cyrillic > 0 && latin === 0) return 'ru';
  if (latin < 2) return undefined;

  const scores: Record<Latin, number> = { en: 0, es: 0, pt: 0 };
  const spoken = sample.match(/\p{L}[\p{L}\p{M}']*/gu) ?? [];
  for (const word of spoken) {
    const languages = INDEX.get(word) ?? [];
    for (const language of languages) scores[language] += 1 / languages.length;
    for (const [sign, language, weight] of SIGNS) if (sign.test(word)) scores[language] += weight;
  }
  if (/[¿¡]/u.test(sample)) scores.es += 3;
  const [first, second] = (Object.entries(scores) as [Latin, number][]).toSorted((a, b) => b[1] - a[1]);
  if (!first || !second || first[1] < LEAST || first[1] - second[1] < LEAD) return undefined;
  return first[0];
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
