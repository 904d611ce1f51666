/** How a seeded lead is written down: short, by names, with ages instead of dates. */

/** `in` the customer, `nadia`, `ivan` or `lucia` a colleague. */
export type Voice = 'in' | 'nadia' | 'ivan' | 'lucia';

export interface LeadStory {
  name: string;
  language: 'ru' | 'en' | 'es' | 'pt';
  contact: { name: string; phone: string; email?: string; city: string; company?: string };
  price: number;
  /** `sales:<stage>` or `service:<stage>`, see account.ts. */
  stage: string;
  owner: 'nadia' | 'ivan' | 'lucia';
  /** Age of the lead in hours. */
  age: number;
  tags?: string[];
  product?: string;
  /** Grams a month, for subscriptions. */
  monthly?: number;
  tasks?: { text: string; inHours: number; done?: string }[];
  notes?: string[];
  calls?: { direction: 'in' | 'out'; hoursAgo: number; seconds: number; result?: string }[];
  talk?: { origin: string; closed?: boolean; messages: [minutesAgo: number, from: Voice, text: string][] };
}
