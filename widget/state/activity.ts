import { dict, id, list, oneOf, optional, readPage, text } from './read.ts';

export const linkKinds = [
  'lead',
  'contact',
  'company',
  'customer',
  'task',
  'call',
  'talk',
  'draft',
  'agent',
  'article',
  'hook',
  'sync',
  'member',
  'settings',
  'product',
  'rule',
] as const;

export interface SubjectLink {
  kind: (typeof linkKinds)[number];
  id: string | null;
  crmId: string | null;
}

export interface SentencePiece {
  text: string;
  link?: SubjectLink;
}

export interface Activity {
  id: string;
  kind: string;
  at: string;
  actor: { kind: string; name: string | null };
  sentence: SentencePiece[];
  hookEventId: string | null;
}

const readPiece = (value: unknown): SentencePiece => {
  const from = dict(value);
  const link = dict(from['link']);
  const kind = linkKinds.find((one) => one === link['kind']);
  return { text: text(from['text']), ...(kind ? { link: { kind, id: optional(link['id']), crmId: optional(link['crmId']) } } : {}) };
};

export const readActivity = (value: unknown): Activity => {
  const from = dict(value);
  const actor = dict(from['actor']);
  return {
    id: id(from['id'], 'activity'),
    kind: text(from['kind']),
    at: text(from['at']),
    actor: { kind: oneOf(actor['kind'], ['member', 'agent', 'customer', 'crm_user', 'system'], 'system'), name: optional(actor['name']) },
    sentence: list(from['sentence']).map(readPiece),
    hookEventId: optional(from['hookEventId']),
  };
};

/** What can be filtered by: the word before the dot of a kind. `admin`: only administrators are shown these. */
export const families = [
  { name: 'draft', admin: false },
  { name: 'lead', admin: false },
  { name: 'contact', admin: false },
  { name: 'task', admin: false },
  { name: 'call', admin: false },
  { name: 'callback', admin: false },
  { name: 'message', admin: false },
  { name: 'talk', admin: false },
  { name: 'incoming_lead', admin: false },
  { name: 'product', admin: false },
  { name: 'rule', admin: false },
  { name: 'agent', admin: true },
  { name: 'knowledge', admin: true },
  { name: 'integration', admin: true },
  { name: 'hooks', admin: true },
  { name: 'member', admin: true },
  { name: 'settings', admin: true },
  { name: 'error', admin: true },
] as const;

export const readAgents = (value: unknown): { id: string; name: string }[] =>
  readPage(value, (item) => ({ id: id(dict(item)['id'], 'agent'), name: text(dict(item)['name']) }));
