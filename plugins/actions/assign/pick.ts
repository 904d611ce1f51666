/** Who takes the lead: what the facts say alone, and whose turn it is among those between whom they do not decide. */
import { type FactKey, type Facts, factValues, Refuse, type UserFacts } from 'souffleur/sdk';

import { languageOf } from './language.ts';
import { type Input, type Row } from './schema.ts';

export interface Choice {
  /** In the order of their turns; one where the facts decide. */
  among: readonly string[];
  row?: Row;
  /** What each of them has to do, where that was asked. */
  load?: number;
}

/** @throws Refuse('invalid') where nobody can take it */
export async function choose(wanted: Input, facts: Facts): Promise<Choice> {
  const known = new Map((await facts.users()).filter(({ active }) => active).map((user) => [user.id, user]));
  if (wanted.method === 'condition') {
    const row = wanted.rows.find((each) => known.has(each.user) && fits(each, facts));
    if (row) return { among: [row.user], row };
    if (wanted.users.length === 0) throw new Refuse('invalid', 'No condition fits, or its user is switched off, and nobody is chosen for that case.');
  }
  const users = [...new Set(wanted.users)].flatMap((id) => known.get(id) ?? []);
  if (users.length === 0) throw new Refuse('invalid', 'None of the chosen users is active.');
  const { method } = wanted;
  if (method !== 'open_leads' && method !== 'open_tasks') return { among: users.map(({ id }) => id) };
  const loadOf = (user: UserFacts): number => (method === 'open_leads' ? user.openLeads : user.openTasks);
  const load = Math.min(...users.map(loadOf));
  return { among: users.filter((user) => loadOf(user) === load).map(({ id }) => id), load };
}

/** The one whose turn it is after `last`, who comes again only where there is nobody else. */
export function nextOf(order: readonly string[], among: readonly string[], last: unknown): string | undefined {
  const start = order.findIndex((id) => id === last) + 1;
  return [...order.slice(start), ...order.slice(0, start)].find((id) => among.includes(id));
}

function fits({ by, field, value }: Row, facts: Facts): boolean {
  const plain = (text: string): string => text.trim().toLowerCase();
  return valuesOf(by, field, facts).some((found) => plain(found) === plain(value));
}

const KEYS: Readonly<Record<string, FactKey>> = {
  'lead.stageId': 'lead.stage',
  'lead.pipelineId': 'lead.pipeline',
  'lead.responsibleId': 'lead.responsible',
  'lead.tags': 'lead.tag',
};

function usualValues(field: string, { lead, contact, company }: Facts): readonly (string | undefined)[] {
  if (field === 'lead.name') return [lead?.name];
  if (field === 'lead.price') return [lead?.price?.toString()];
  const card = field.startsWith('contact.') ? contact : company;
  return field.endsWith('.name') ? [card?.name] : ((field.endsWith('.phone') ? card?.phones : card?.emails) ?? []);
}

function valuesOf(by: Row['by'], field: string | undefined, facts: Facts): readonly string[] {
  if (by === 'channel') return factValues(facts, 'talk.channel');
  if (by === 'language') return [languageOf(facts.text) ?? ''];
  const own = /^(lead|contact|company)\.field\.\S+$/u.test(field ?? '') ? (field as FactKey) : KEYS[field ?? ''];
  return own ? factValues(facts, own) : usualValues(field ?? '', facts).filter((found) => found !== undefined);
}
