import { fold } from './text.ts';

export type Tongue = 'en' | 'ru' | 'es' | 'pt';

/** Words that are frequent in one of the three and in no other. Without accents, as people type them. */
const WORDS: Readonly<Record<Exclude<Tongue, 'ru'>, ReadonlySet<string>>> = {
  en: words(`the and you your is are what how much does can my for with of to it this that have has we they please thanks thank hello hi hey
    price cost when where want need would could shipping delivery order there from at on be will not was ok okay good morning`),
  es: words(`el los las y es con una del al hola gracias quiero quisiera tiene tienen donde cuando cuanto cuanta cuantos cuesta cuestan pero muy
    usted ustedes buenos buenas precio precios envio envios hay puedo puede necesito lo le su mi esto eso hasta desde soy estoy ya tambien pedido hacen`),
  pt: words(`nao com uma um ola oi obrigado obrigada quero queria tem onde quanto quantos custa custam mas muito voce voces vc bom boa preco precos
    frete posso pode preciso da das dos na nas ao pelo pela isso sim estou meu minha voces qual fazem entrega entregam ate tambem e o os pra`),
};

const SIGNS: readonly [RegExp, Exclude<Tongue, 'ru'>][] = [
  [/[ñ¿¡]/u, 'es'],
  [/[ãõç]/u, 'pt'],
];

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/u));
}

/** Null where it cannot be told: too short, or another language. */
export function languageOf(text: string): Tongue | null {
  const lower = withoutAddresses(text.slice(0, 4000)).normalize('NFC').toLowerCase();
  const cyrillic = lower.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  const letters = lower.match(/\p{L}/gu)?.length ?? 0;
  // Letters that Russian does not have: Ukrainian, Belarusian, Serbian, Kazakh and others.
  if (cyrillic * 2 > letters) return /[^\P{Script=Cyrillic}а-яё]/u.test(lower) ? null : 'ru';
  return bestOf(scoresOf(lower));
}

const withoutAddresses = (text: string): string =>
  text
    .split(/\s+/u)
    .filter((word) => !/\p{L}[.@]\p{L}|:\/\//u.test(word))
    .join(' ');

function scoresOf(text: string): Map<Tongue, number> {
  const tokens = fold(text).match(/\p{L}+/gu) ?? [];
  return new Map(
    Object.entries(WORDS).map(([tongue, known]) => {
      const signs = SIGNS.some(([sign, of]) => of === tongue && sign.test(text)) ? 2 : 0;
      return [tongue as Tongue, tokens.filter((token) => known.has(token)).length + signs];
    }),
  );
}

function bestOf(scores: ReadonlyMap<Tongue, number>): Tongue | null {
  const [first, second] = [...scores].toSorted(([, left], [, right]) => right - left);
  return first && second && first[1] > second[1] ? first[0] : null;
}
