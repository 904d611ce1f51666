import { type Facts } from '../../sdk/facts.ts';

/** The plain part of the facts, as it is kept with an event. */
export type StoredFacts = Pick<Facts, 'lead' | 'contact' | 'company' | 'talk' | 'task' | 'call' | 'history'>;

export const NOTHING_KNOWN: StoredFacts = { lead: null, contact: null, company: null, talk: null, task: null, call: null, history: null };
