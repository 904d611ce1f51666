/** Where Kommo keeps what can carry notes and tasks, and how ids are written. */
import { Refuse } from 'souffleur/sdk';

export const CARDS: ReadonlyMap<string, string> = new Map([
  ['lead', 'leads'],
  ['contact', 'contacts'],
  ['company', 'companies'],
  ['customer', 'customers'],
]);

/** @throws Refuse('invalid') for what is no id of Kommo's */
export function idOf(id: string): number {
  if (!/^[1-9][0-9]{0,18}$/.test(id)) throw new Refuse('invalid', `"${id.slice(0, 40)}" is no id that Kommo could have.`);
  return Number(id);
}

/** Of texts that need not be there. */
export const maybeIdOf = (id: string | undefined): number | undefined => (id === undefined ? undefined : idOf(id));
