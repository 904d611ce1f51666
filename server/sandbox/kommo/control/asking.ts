/** How the body of an act is read: what it names is found, or the caller is told what is missing. */
import { asInt, asText } from '../api/body.ts';
import { openTalk } from '../ops/talks.ts';
import { type SandboxState } from '../state.ts';
import { type Contact, type Lead, type Talk, type User } from '../types.ts';

export type Body = Record<string, unknown>;
export type Act = (state: SandboxState, body: Body) => Body;

/** The request cannot be carried out; told to the caller with 400. */
export class BadAct extends Error {
  override readonly name = 'BadAct';
}

export const need = <T>(value: T | undefined | null, message: string): T => {
  if (value === undefined || value === null) throw new BadAct(message);
  return value;
};

/** Ids are taken as numbers and as their text. */
export const id = (body: Body, name: string): number | undefined => {
  const value = body[name];
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : asInt(value);
};

export const text = (body: Body, name = 'text'): string => need(asText(body[name]), `${name} must be a string`);

export const lead = (state: SandboxState, body: Body, deleted = false): Lead => {
  const found = state.data.leads.get(need(id(body, 'leadId'), 'leadId must be a number'));
  if (!found || (found.is_deleted && !deleted)) throw new BadAct('there is no such lead');
  return found;
};

export const actor = (state: SandboxState, body: Body, fallback?: number): User => {
  const userId = id(body, 'userId') ?? fallback ?? [...state.data.users.values()].find(({ is_admin }) => is_admin)?.id;
  return need(state.user(userId ?? 0), 'there is no such user');
};

export const contact = (state: SandboxState, body: Body): Contact => {
  const contactId = id(body, 'contactId') ?? lead(state, body).contact_ids[0];
  return need(state.data.contacts.get(contactId ?? 0), 'there is no such contact');
};

export const talk = (state: SandboxState, body: Body): Talk => {
  const talkId = id(body, 'talkId');
  if (talkId !== undefined) return need(state.data.talks.get(talkId), 'there is no such talk');
  return need(openTalk(state, contact(state, body).id, asText(body['origin'])), 'this contact has no open talk: let the customer write first');
};
