import { type TFunction } from 'i18next';

import { type Dict, list, number, text } from '../../../../state/read.ts';

/** Which fields an example of an event asks for. Anything else of the event is as if it were not known. */
const FIELDS = {
  lead: ['name', 'price', 'tags'],
  contact: ['name', 'phone', 'email'],
  company: ['name'],
  customer: ['name'],
  task: ['text'],
  note: ['text'],
  call: ['phone', 'duration'],
  message: ['text', 'origin'],
} as const;
type Family = keyof typeof FIELDS;
type FieldName = (typeof FIELDS)[Family][number];

const SHAPES: Record<FieldName, Dict> = {
  name: { type: 'string', maxLength: 120 },
  price: { type: 'number', minimum: 0, maximum: 1e12 },
  tags: { type: 'array', items: { type: 'string' }, maxItems: 20 },
  phone: { type: 'string', maxLength: 40 },
  email: { type: 'string', maxLength: 120 },
  text: { type: 'string', maxLength: 2000 },
  duration: { type: 'integer', minimum: 0, maximum: 86_400 },
  origin: { type: 'string', enum: ['waba', 'telegram', 'instagram_business', 'facebook', 'viber'] },
};

/** Hangs on a lead, whose own values the conditions may ask about. */
export const isAboutLead = (event: string): boolean => ['task', 'note', 'call', 'message'].includes(familyOf(event) ?? '');

const familyOf = (event: string): Family | undefined => (Object.keys(FIELDS) as Family[]).find((family) => event.startsWith(`${family}.`));

/** JSON Schema of the form; nothing where an event by hand makes no sense. */
export const exampleSchema = (t: TFunction, event: string): Dict | undefined => {
  const family = familyOf(event);
  if (!family) return undefined;
  // Whoever tries a rule fills in what the rule asks about; the rest may stay empty.
  const property = (name: FieldName): Dict => ({ anyOf: [SHAPES[name], { type: 'null' }], title: t(`rule-try:try.example.${name}`) });
  const listed = (name: FieldName): Dict => (name === 'tags' ? { ...SHAPES.tags, title: t('rule-try:try.example.tags') } : property(name));
  return { type: 'object', properties: Object.fromEntries(FIELDS[family].map((name) => [name, listed(name)])) };
};

const given = (values: Dict): Dict => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));
const word = (value: unknown): string | undefined => text(value).trim() || undefined;
const amount = (value: unknown): number | undefined => (typeof value === 'number' ? number(value) : undefined);

/** What was filled in, as the data of the event. */
export const exampleData = (event: string, values: Dict, at: string): Dict => {
  const phones = word(values['phone']) ? [word(values['phone'])] : undefined;
  const emails = word(values['email']) ? [word(values['email'])] : undefined;
  switch (familyOf(event)) {
    case 'lead': {
      const tags = list(values['tags']).map(text).filter(Boolean);
      return given({ name: word(values['name']), price: amount(values['price']), tags: tags.length > 0 ? tags : undefined });
    }
    case 'contact':
      return given({ name: word(values['name']), phones, emails });
    case 'task':
      return given({ text: word(values['text']), completed: event === 'task.completed' });
    case 'note':
      return given({ type: 'common', text: word(values['text']) });
    case 'call': {
      const missed = event === 'call.missed';
      return given({ direction: 'in', duration: missed ? 0 : (amount(values['duration']) ?? 60), missed, phone: word(values['phone']) });
    }
    case 'message': {
      const isIncoming = event === 'message.received';
      return given({
        direction: isIncoming ? 'in' : 'out',
        text: text(values['text']),
        origin: word(values['origin']),
        author: { kind: isIncoming ? 'customer' : 'user' },
        at,
      });
    }
    default:
      return given({ name: word(values['name']) });
  }
};
