/** Prices that are said without a digit: "free", "five hundred pounds". They are proven only by the same words. */
const FREE =
  /(?<![a-zà-ÿа-яё\d-])(?:бесплатн[a-zà-ÿа-яё]*|gr[aá]tis|gratuit[a-zà-ÿа-яё]*|free(?! to\b| time\b)|complimentary|sin (?:coste?o?|cargo)|sem custo|half[ -]price|за полцены|a mitad de precio|(?:pela )?metade do preço)(?![a-zà-ÿа-яё])/gu;

const HALF = /half|пол|metade|mitad/u;

// Lower case and the letters of the four languages: case and letters of all of Unicode take the engine long to build.
const NUMBER_WORD = [
  'од(?:ин|на|ного|ной)|дв[ае]|двух|три|тр[её]х|четыр[a-zà-ÿа-яё]+|пят[a-zà-ÿа-яё]+|шест[a-zà-ÿа-яё]+|сем(?:ь|и|ьсот|ьдесят)|восем[a-zà-ÿа-яё]+|девя[a-zà-ÿа-яё]+|десят[a-zà-ÿа-яё]*|[a-zà-ÿа-яё]{2,8}надцат[ьи]|двадцат[ьи]|тридцат[ьи]|сорока?|ста?|сто|двести|триста|тысяч[a-zà-ÿа-яё]*',
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-zà-ÿа-яё]{3,5}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand',
  'un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|veint[a-zà-ÿа-яё]+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien(?:to)?|[a-zà-ÿа-яё]{2,6}cientos|quinientos|mil',
  'um|dois|duas|três|quatro|sete|oito|nove|dez|onze|doze|vinte|trinta|quarenta|cinquenta|sessenta|oitenta|cem|cento|duzentos|trezentos|quinhentos|[a-zà-ÿа-яё]{4,6}centos',
].join('|');
const MONEY =
  'рубл[a-zà-ÿа-яё]+|руб\\.?|евро|доллар[a-zà-ÿа-яё]*|фунт[a-zà-ÿа-яё]*|реал[a-zà-ÿа-яё]*|euros?|dollars?|pounds?|roubles?|rubles?|d[oó]lares|libras|rublos|reais';
const IN_WORDS = new RegExp(`(?<![a-zà-ÿа-яё])(?:${NUMBER_WORD})(?:[\\s-](?:and |y |e )?(?:${NUMBER_WORD})){0,6}\\s(?:${MONEY})(?![a-zà-ÿа-яё])`, 'gu');

/** "costs", "the price is": what follows is money even when no currency stands with it. */
const COSTS =
  /(?:^|[^a-zà-ÿа-яё])(?:стоит|стоят|стоимость[a-zà-ÿа-яё]*|цен[аыуе]|costs?|prices?|priced|cuestan?|precios?|custam?|preços?)(?![a-zà-ÿа-яё])[^\d.;!?\n]{0,25}$/u;

export interface PriceWords {
  raw: string;
  at: number;
  /** Zero for "free"; else the words themselves. */
  canonical: string;
}

export function priceWords(text: string): PriceWords[] {
  const low = text.toLowerCase();
  const found = (words: string, at: number, canonical: string): PriceWords => ({ raw: text.slice(at, at + words.length), at, canonical });
  const free = [...low.matchAll(FREE)].map(({ 0: words, index }) => found(words, index, HALF.test(words) ? words : '0'));
  return [...free, ...[...low.matchAll(IN_WORDS)].map(({ 0: words, index }) => found(words, index, words.replace(/\s+/gu, ' ')))];
}

/** Does this text, which ends where a number begins, say that a price follows? */
export const announcesPrice = (lead: string): boolean => COSTS.test(lead.slice(-45).toLowerCase());
