import { type Snapshot } from '../crm-data.ts';
import { factValues, type FactKey, type Facts, type Intent, type Named, type UserFacts } from '../facts.ts';

export type FakeFacts = Partial<Omit<Facts, 'now' | 'intent' | 'subject' | 'passages' | 'users' | 'nameOf'>> & {
  /** ISO 8601. */
  now?: string;
  names?: Partial<Record<Named, Record<string, string>>>;
  /** What the model would say. */
  intent?: Intent;
  subject?: Snapshot | null;
  passages?: { text: string; title: string }[];
  users?: UserFacts[];
};

/** Facts as the product reads them, with nothing known but what the test says. */
export function fakeFacts({ now = '2026-01-15T10:00:00.000Z', names = {}, intent, subject, passages, users, ...known }: FakeFacts = {}): Facts {
  return {
    account: { timezone: 'UTC', currency: 'USD', language: 'en' },
    lead: null,
    contact: null,
    company: null,
    talk: null,
    task: null,
    call: null,
    history: null,
    text: '',
    ...known,
    now: new Date(now),
    nameOf: (noun, id) => names[noun]?.[id] ?? id,
    intent: async () => intent ?? { label: null, score: 0 },
    subject: async () => subject ?? null,
    passages: async () => passages ?? [],
    users: async () => users ?? [],
  };
}

/** Whether one of a condition's constants would have kept the rule from being asked. */
export const ruledOut = (facts: Facts, constants: readonly { fact: FactKey; in: readonly string[] }[]): boolean =>
  constants.some(({ fact, in: allowed }) => !factValues(facts, fact).some((value) => allowed.includes(value)));
