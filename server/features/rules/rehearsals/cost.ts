/** What a rule would cost if it had run, told from what its actions do and what the account's calls to models cost so far. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { type RuleDefinition } from '../definition.ts';
import { type RehearsalResult } from '../schema.ts';

/** Without any call so far: about a short prompt and a short answer. */
const USUAL_USAGE = { in: 1_500, out: 200 };
const ASKED_USAGE = { in: 300, out: 20 };

const AVERAGE = `select avg(tokens_in)::int as "in", avg(tokens_out)::int as "out" from (
  select tokens_in, tokens_out from llm_calls where kind = 'chat' and ok and tokens_out > 0 order by created_at desc limit 100) recent`;

interface Priced {
  cost(model: string, usage: { in: number; out: number }): Promise<{ micros: number; priced: boolean }>;
}

/** `unknown`: events for which a condition would have to ask the model. `em` is bound to the account. */
export async function costOf(
  em: EntityManager,
  { actions }: RuleDefinition,
  { fires, unknown }: { fires: number; unknown: number },
  llm: Priced,
  model: string,
): Promise<RehearsalResult['cost']> {
  const count = (id: string): number => actions.filter(({ action }) => action === id).length;
  const replies = count('ai-response') * fires;
  const [average] = await em.execute<{ in: number | null; out: number | null }[]>(AVERAGE);
  const usage = average?.in ? { in: average.in, out: average.out ?? USUAL_USAGE.out } : USUAL_USAGE;
  const [reply, asked] = await Promise.all([llm.cost(model, usage), llm.cost(model, ASKED_USAGE)]);
  return {
    messages: (count('send-message') + count('ai-response')) * fires,
    modelCalls: replies + unknown,
    micros: reply.micros * replies + asked.micros * unknown,
    priced: reply.priced || replies + unknown === 0,
  };
}
