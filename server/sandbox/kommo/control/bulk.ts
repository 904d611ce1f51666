/** Many things at once, spread over the leads there are: what a busy day of an account looks like to its subscriptions. */
import { setTimeout as wait } from 'node:timers/promises';

import { asText } from '../api/body.ts';
import { seeded } from '../faults.ts';
import { isClosed, updateLead } from '../ops/leads.ts';
import { type SandboxState } from '../state.ts';
import { type Lead } from '../types.ts';
import { BadAct, type Body, id } from './asking.ts';
import { message } from './talk-acts.ts';

const KINDS = ['messages', 'updates', 'stages', 'mixed'] as const;
type Kind = (typeof KINDS)[number];
type Step = Exclude<Kind, 'mixed'>;
const MIXED: readonly Step[] = ['messages', 'updates', 'messages', 'stages'];
const LARGEST = 20_000;

const WORDS: Record<string, readonly string[]> = {
  en: ['How much is delivery?', 'Is the Duo in stock?', 'Can I pick it up on Saturday?', 'Which grinder goes with it?'],
  ru: ['Сколько стоит доставка?', 'Есть ли Duo в наличии?', 'Можно забрать в субботу?', 'Какая кофемолка к ней подойдёт?'],
  es: ['¿Cuánto cuesta el envío?', '¿Tienen la Duo disponible?', '¿Puedo recogerla el sábado?', '¿Qué molinillo le va bien?'],
  pt: ['Quanto custa a entrega?', 'Tem a Duo em estoque?', 'Posso retirar no sábado?', 'Qual moedor combina com ela?'],
};

interface Made {
  messageIds: string[];
  leadIds: number[];
}

const shuffled = (leads: Lead[], random: () => number): Lead[] =>
  leads
    .map((lead) => ({ lead, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ lead }) => lead);

const write = (state: SandboxState, lead: Lead, index: number): string => {
  const words = WORDS[lead.language] ?? WORDS['en'] ?? [];
  const text = `${words[index % words.length] ?? ''} (${index + 1})`;
  return String(message(state, { leadId: lead.id, text })['messageId']);
};

/** The next ordinary stage of its pipeline; after the last the first again. */
const move = (state: SandboxState, lead: Lead, by: number): void => {
  const stages = state.data.pipelines.get(lead.pipeline_id)?.statuses.filter(({ id: stage, type }) => type === 0 && stage > 143) ?? [];
  const next = stages[(stages.findIndex(({ id: stage }) => stage === lead.status_id) + 1) % stages.length];
  if (next) updateLead(state, lead, { status_id: next.id }, by);
};

/** `{of, count, seed, everyMs}`: each of the `count` changes leaves by itself. Resolves when all are made; the hooks follow. */
export const bulk = async (state: SandboxState, body: Body): Promise<Body> => {
  const of = KINDS.find((kind) => kind === (asText(body['of']) ?? 'mixed'));
  if (!of) throw new BadAct(`of must be one of ${KINDS.join(', ')}`);
  const count = id(body, 'count') ?? 1000;
  if (count < 1 || count > LARGEST) throw new BadAct(`count must be between 1 and ${LARGEST}`);
  const everyMs = id(body, 'everyMs');
  const random = seeded(id(body, 'seed') ?? 1);
  const open = [...state.data.leads.values()].filter((lead) => !lead.is_deleted && !isClosed(lead));
  const leads = shuffled(
    open.filter(({ contact_ids }) => state.data.contacts.get(contact_ids[0] ?? 0)?.is_deleted === false),
    random,
  );
  if (leads.length === 0) throw new BadAct('there is no open lead with a contact');
  const users = [...state.data.users.values()].filter(({ is_active }) => is_active);
  const made: Made = { messageIds: [], leadIds: [] };
  for (let index = 0; index < count; index += 1) {
    const lead = leads[index % leads.length] as Lead;
    const step = of === 'mixed' ? (MIXED[index % MIXED.length] as Step) : of;
    const by = users[Math.floor(random() * users.length)]?.id ?? 0;
    if (step === 'messages') made.messageIds.push(write(state, lead, index));
    if (step === 'updates') updateLead(state, lead, { price: lead.price + 1 + Math.floor(random() * 50) }, by);
    if (step === 'stages') move(state, lead, by);
    made.leadIds.push(lead.id);
    if (everyMs !== undefined) await wait(everyMs);
  }
  return { made: count, ...made };
};
