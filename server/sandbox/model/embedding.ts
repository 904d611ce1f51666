/**
 * Vectors without a model: the same text always gets the same one. A text's topics have places of
 * their own, its words and letter triples share the rest by hashing. Good enough to show what search
 * by meaning does, also across languages; no match for a trained model.
 */
import { concepts, conceptsOf, isName, isSkipped, stem, wordsOf } from './lexicon.ts';

export const DIMENSIONS = 256;

const WEIGHT = { topic: 2, name: 3, word: 1, letters: 0.2 } as const;
const PLACES = new Map(concepts.map((concept, at) => [concept, at]));
const HASHED = DIMENSIONS - concepts.length;

/** 256 numbers of length 1 together; all zero but the first for a text without words. */
export function embed(text: string): number[] {
  const counts = new Map<string, { place: number; sign: number; weight: number; count: number }>();
  const add = (feature: string, weight: number, place?: number): void => {
    const known = counts.get(feature);
    if (known) {
      known.count += 1;
      return;
    }
    const hash = fnv(feature);
    counts.set(feature, { place: place ?? concepts.length + (hash % HASHED), sign: place === undefined && (hash >>> 16) % 2 === 1 ? -1 : 1, weight, count: 1 });
  };
  for (const word of wordsOf(text)) {
    for (const concept of conceptsOf(word)) add(`c:${concept}`, isName(concept) ? WEIGHT.name : WEIGHT.topic, PLACES.get(concept));
    if (isSkipped(word)) continue;
    add(`w:${stem(word)}`, WEIGHT.word);
    const padded = ` ${word.slice(0, 30)} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) add(`l:${padded.slice(at, at + 3)}`, WEIGHT.letters);
  }
  const vector = Array.from({ length: DIMENSIONS }, () => 0);
  for (const { place, sign, weight, count } of counts.values()) vector[place]! += sign * weight * (1 + Math.log(count));
  const length = Math.hypot(...vector);
  if (length === 0) vector[0] = 1;
  return length === 0 ? vector : vector.map((value) => Number((value / length).toFixed(6)));
}

/** FNV-1a, 32 bits. */
function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
