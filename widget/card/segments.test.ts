// @vitest-environment node
import { expect, test } from 'vitest';

import { type Sentence } from '../state/shapes.ts';
import { segments } from './segments.ts';

const sentence = (text: string): Sentence => ({ text, marked: false, evidence: [] });
const shown = (text: string, ...sentences: string[]): string[] =>
  segments(text, sentences.map(sentence)).map((part) => (part.sentence ? `[${part.text}]` : part.text));

test('what is shown is exactly the text, with the gaps between sentences kept', () => {
  expect(shown('One. Two.\n\n— Three.', 'One.', 'Two.', 'Three.')).toEqual(['[One.]', ' ', '[Two.]', '\n\n— ', '[Three.]']);
});

test('the same sentence twice is found twice', () => {
  expect(shown('Yes. Yes.', 'Yes.', 'Yes.')).toEqual(['[Yes.]', ' ', '[Yes.]']);
});

test('a sentence the text does not have, or an empty one, adds nothing', () => {
  expect(shown('One.', 'Other.', ' ', 'One.')).toEqual(['[One.]']);
  expect(shown('', 'One.')).toEqual([]);
});

test('text after the last sentence is kept', () => {
  expect(shown('One. Rest', 'One.')).toEqual(['[One.]', ' Rest']);
});
