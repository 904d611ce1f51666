import { type Facts, type FieldValue } from 'souffleur/sdk';

import { type FieldType, typeByField } from './operators.ts';
import { localMoment, readDate } from './parse-date.ts';

export type Card = 'lead' | 'contact' | 'company';

/** A field as it stands on the card: all that it shows, and the ids of the options that are chosen. */
export interface Held {
  /** Of the account's own fields the facts do not tell the type: it is seen in what they hold. */
  type: FieldType | 'own';
  texts: readonly string[];
  enums: readonly string[];
}

export const cardOf = (field: string): Card => field.split('.', 1)[0] as Card;

/** The account's own field's id, or null for what every card has. */
export function ownId(field: string): string | null {
  const [, kind, ...rest] = field.split('.');
  return kind === 'field' ? rest.join('.') : null;
}

/** Null: there is no such card. */
export function readField(field: string, facts: Facts): Held | null {
  const card = facts[cardOf(field)];
  if (!card) return null;
  const id = ownId(field);
  if (id === null) return { type: typeByField[field] ?? 'text', texts: standard(field, facts), enums: [] };
  const own = card.fields?.find((one: FieldValue) => one.id === id);
  return { type: 'own', texts: own?.values ?? [], enums: own?.enums ?? [] };
}

function standard(field: string, facts: Facts): string[] {
  const card = cardOf(field);
  const name = field.slice(card.length + 1);
  if (field === 'lead.stageId') return facts.lead?.stageId ? [`${facts.lead.pipelineId ?? ''}:${facts.lead.stageId}`] : [];
  const held = (facts[card] as unknown as Record<string, unknown>)[{ phone: 'phones', email: 'emails' }[name] ?? name];
  // Kommo's user 0 is nobody.
  if (name === 'responsibleId' && held === '0') return [];
  return (Array.isArray(held) ? held : [held]).filter((one) => one !== undefined && one !== null).map(String);
}

const HIDDEN = /[\0\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}\p{Cs}]/gu;
const shown = (text: string): string => text.slice(0, 200).replace(HIDDEN, '');
const NOUNS: Readonly<Record<string, 'user' | 'pipeline' | 'stage'>> = { responsibleId: 'user', pipelineId: 'pipeline', stageId: 'stage' };

/** What is there, for a person to read: names, dates of the account's clock. */
export function inWords(field: string, held: Held, facts: Facts): string | number | null | readonly string[] {
  const { timezone } = facts.account;
  const words = (held.texts.length > 0 ? held.texts : held.enums).slice(0, 20).map((text) => {
    const noun = held.type === 'reference' ? NOUNS[field.split('.')[1] ?? ''] : undefined;
    if (noun) return facts.nameOf(noun, text);
    const isTime = held.type === 'date' || (held.type === 'own' && /^\d{4}-\d{2}-\d{2}T/u.test(text));
    const at = isTime ? readDate(text, timezone) : null;
    return at ? new Date(at.wall).toISOString().slice(0, 16).replace('T', ' ') : shown(text);
  });
  if (held.type === 'number' && words.length === 1) return Number(words[0]);
  return words.length > 1 ? words : (words[0] ?? null);
}

export const today = (facts: Facts): number => localMoment(facts.now, facts.account.timezone).day;
