/** Checks an answer of `/embeddings`: as many vectors as texts, of one length, of finite numbers. */
import { z } from 'zod';

import { LlmError } from './errors.ts';
import { type LlmUsage } from './types.ts';

const MAX_DIMENSIONS = 4096;
const CHARACTERS_PER_TOKEN = 4;

const Answer = z.object({
  data: z.array(z.object({ index: z.number().int().optional(), embedding: z.array(z.number()).min(1).max(MAX_DIMENSIONS) })),
  usage: z
    .object({ prompt_tokens: z.number().int().min(0) })
    .optional()
    .catch(undefined),
});

/** @throws LlmError `bad_answer`. */
export function readVectors(answer: unknown, texts: readonly string[]): { vectors: number[][]; usage: LlmUsage } {
  const parsed = Answer.safeParse(answer);
  if (!parsed.success || parsed.data.data.length !== texts.length) throw new LlmError('bad_answer');
  const vectors: number[][] = [];
  for (const [at, { index, embedding }] of parsed.data.data.entries()) vectors[index ?? at] = embedding;
  const length = vectors[0]?.length;
  for (let at = 0; at < texts.length; at += 1) if (vectors[at]?.length !== length) throw new LlmError('bad_answer');
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return { vectors, usage: { in: parsed.data.usage?.prompt_tokens ?? Math.ceil(characters / CHARACTERS_PER_TOKEN), out: 0 } };
}
