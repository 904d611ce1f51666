/** The provider's `/models` in our words. Prices as OpenRouter tells them: US dollars per token, in strings. */
import { z } from 'zod';

import { LlmError } from './errors.ts';
import { type LlmModel } from './types.ts';

const MAX_MODELS = 5000;
/** US dollars per token to micro-US-dollars per million tokens. */
const MICROS_PER_MILLION = 1e12;

const Listed = z.object({
  id: z.string().min(1).max(200),
  name: z.string().max(300).optional().catch(undefined),
  pricing: z.object({ prompt: z.coerce.number(), completion: z.coerce.number() }).optional().catch(undefined),
});

/** Entries that make no sense are left out. @throws LlmError `bad_answer` when it is no list at all. */
export function readModels(answer: unknown): LlmModel[] {
  const list = z.object({ data: z.array(z.unknown()) }).safeParse(answer);
  if (!list.success) throw new LlmError('bad_answer');
  return list.data.data.slice(0, MAX_MODELS).flatMap((item) => {
    const model = Listed.safeParse(item);
    return model.success ? [{ id: model.data.id, name: model.data.name ?? model.data.id, price: priceOf(model.data.pricing) }] : [];
  });
}

/** Below zero means "depends" (a router that chooses the model): no price we can show. */
function priceOf(pricing: { prompt: number; completion: number } | undefined): LlmModel['price'] {
  if (!pricing || !(pricing.prompt >= 0) || !(pricing.completion >= 0)) return null;
  return { in: Math.round(pricing.prompt * MICROS_PER_MILLION), out: Math.round(pricing.completion * MICROS_PER_MILLION) };
}
