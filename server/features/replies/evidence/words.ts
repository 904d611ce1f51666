/** How much of a sentence's wording a source carries: a plain measure, the same for four languages. */
const WORD = /\p{L}{3,}/gu;

const STOP = new Set(
  'это как что для при или так уже мы вы вас вам нас нам наш наша наши ваш ваша ваши есть был быть если они она оно его еще ещё чтобы также можно the and for you your our are with this that from will can have has not but was were been they them its per los las del una uno con por para que sus nuestro nuestra ustedes usted como más pero sin hay está dos das com uma para por que seu sua nosso nossa você vocês como mais sem está são'.split(
    ' ',
  ),
);

/** Endings differ, beginnings stay: a five-letter prefix stands in for a stem in all four languages. */
const stem = (word: string): string =>
  word
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/gu, '')
    .slice(0, 5);

export function stemsOf(text: string): Set<string> {
  const stems = new Set<string>();
  for (const [word] of text.matchAll(WORD)) if (!STOP.has(word.toLowerCase())) stems.add(stem(word));
  return stems;
}

/** Share (0-1) of the sentence's content words that the source holds; 1 when it has none. */
export function overlap(sentence: string, source: Set<string>): number {
  const stems = stemsOf(sentence);
  if (stems.size === 0) return 1;
  let shared = 0;
  for (const item of stems) if (source.has(item)) shared += 1;
  return shared / stems.size;
}
