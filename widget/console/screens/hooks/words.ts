import { type TFunction } from 'i18next';

import { type Hook, type HookState } from '../../../state/hooks.ts';

export const BADGES: Record<HookState, 'good' | 'bad' | 'warn' | 'busy'> = {
  received: 'busy',
  processing: 'busy',
  done: 'good',
  failed: 'bad',
  quarantined: 'warn',
};

/** What a person has to look at. */
export const ATTENTION = 'failed,quarantined';

/** In the order of the filter; every event of a family begins with its name. */
export const FAMILIES = [
  'message',
  'talk',
  'lead',
  'contact',
  'company',
  'customer',
  'task',
  'note',
  'call',
  'incoming_lead',
  'product',
  'template',
  'pipeline',
  'account',
  'unknown',
] as const;

/** `lead.created` > "Lead created"; a name of a newer server as it is. */
export const eventWords = (t: TFunction, name: string): string => t(`hooks:events.${name.replace('.', '_')}`, { defaultValue: name });

/** `lead:123` > "Lead 123". */
export const subjectWords = (t: TFunction, subject: string): string => {
  const end = subject.indexOf(':');
  return `${t(`hooks:kinds.${subject.slice(0, end)}`, { defaultValue: subject.slice(0, end) })} ${subject.slice(end + 1)}`;
};

/** What it said in a few words, for a line of the list. */
export const summaryOf = (t: TFunction, { events }: Hook): string => {
  const [first] = events;
  if (!first) return t('hooks:said_nothing');
  const words = eventWords(t, first.name);
  return events.length === 1 ? words : t('hooks:and_more', { words, count: events.length - 1 });
};

const PLACES: Record<string, string> = { lead: 'leads', contact: 'contacts', company: 'companies', customer: 'customers' };

/** The card of a thing in the CRM, where it has one. */
export const cardUrl = (crmUrl: string, kind: string, crmId: string | undefined): string | undefined => {
  const place = PLACES[kind];
  return place && crmId && /^\d+$/u.test(crmId) ? `${crmUrl}/${place}/detail/${crmId}` : undefined;
};

export const subjectUrl = (crmUrl: string, subject: string): string | undefined => {
  const end = subject.indexOf(':');
  return cardUrl(crmUrl, subject.slice(0, end), subject.slice(end + 1));
};
