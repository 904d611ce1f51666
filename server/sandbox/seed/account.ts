import { type Account, type Bot, type EntityRights, type FieldDefinition, type Pipeline, type Status, type User } from '../kommo/types.ts';

const DAY = 86_400;

export const seedAccount = (now: number): Account => ({
  id: 31990217,
  name: 'Маяк / Lighthouse',
  subdomain: 'lumenpark',
  created_at: now - 540 * DAY,
  country: 'ES',
  currency: 'EUR',
  currency_symbol: '€',
  language: 'en',
  timezone: 'Europe/Madrid',
  amojo_id: '5a0c7be1-9d24-4f6e-8b13-e07f2c94d6a8',
  uuid: '0f6d2c81-47b9-4e3a-95cd-b82a1e7f0c34',
  task_types: [
    { id: 1, name: 'Follow-up', color: null, icon_id: null, code: 'FOLLOW_UP' },
    { id: 2, name: 'Meeting', color: null, icon_id: null, code: 'MEETING' },
    { id: 2811540, name: 'Send invoice', color: 'ffc8c8', icon_id: 4, code: null },
    { id: 2811544, name: 'Showroom tasting', color: 'd6eaff', icon_id: 12, code: null },
  ],
  users_groups: [
    { id: 0, name: 'Sales department', uuid: null },
    { id: 512004, name: 'Service desk', uuid: null },
  ],
  loss_reasons: [
    { id: 9914471, name: 'Too expensive', sort: 100 },
    { id: 9914474, name: 'Bought elsewhere', sort: 200 },
    { id: 9914477, name: 'Stopped answering', sort: 300 },
    { id: 9914480, name: 'No delivery there', sort: 400 },
  ],
});

const all: EntityRights = { view: 'A', edit: 'A', add: 'A', delete: 'A', export: 'A' };
const rep: EntityRights = { view: 'A', edit: 'A', add: 'A', delete: 'D', export: 'D' };
const own: EntityRights = { view: 'M', edit: 'M', add: 'A', delete: 'D', export: 'D' };

const user = (id: number, name: string, lang: string, amojo_id: string, rights: EntityRights, extra: Partial<User> = {}): User => ({
  id,
  name,
  email: `${(name.split(' ')[0] ?? '').toLowerCase()}@lighthouse.example`,
  lang,
  amojo_id,
  group_id: 0,
  is_admin: false,
  is_active: true,
  is_free: false,
  rights: { leads: rights, contacts: rights, companies: rights, tasks: { edit: 'A', delete: 'D' } },
  ...extra,
});

export const USER_IDS = { nadia: 10431207, ivan: 10431299, lucia: 10431344, rui: 10431390 } as const;

export const seedUsers = (): User[] => [
  user(USER_IDS.nadia, 'Nadia Ferro', 'en', 'd41f8a63-0b7e-4c95-8e12-7a6b5c90f3d8', all, { is_admin: true }),
  user(USER_IDS.ivan, 'Ivan Petrov', 'ru', '4c7e90a2-1d58-4f3b-a6e0-9b21c8d7f514', rep),
  user(USER_IDS.lucia, 'Lucía Romero', 'es', '81b6d2f0-5e3c-4a97-b0d4-2c9e7f61a835', own, { email: 'lucia@lighthouse.example', group_id: 512004 }),
  user(USER_IDS.rui, 'Rui Almeida', 'pt', 'e90c3a57-48d1-4b62-9f7e-16ad5b8c2043', rep, { is_active: false }),
];

const status = (id: number, name: string, sort: number, color: string, type: 0 | 1 = 0): Status => ({
  id,
  name,
  sort,
  color,
  type,
  is_editable: type === 0 && id > 143,
});

const closing = (won: string, lost: string): Status[] => [status(142, won, 10_000, '#CCFF66'), status(143, lost, 11_000, '#D5D8DB')];

export const seedPipelines = (): Pipeline[] => [
  {
    id: 8120445,
    name: 'Sales',
    sort: 1,
    is_main: true,
    statuses: [
      status(66710301, 'Incoming leads', 10, '#c1c1c1', 1),
      status(66710305, 'First contact', 20, '#99ccff'),
      status(66710309, 'Choosing', 30, '#ffff99'),
      status(66710313, 'Offer sent', 40, '#ffcc66'),
      status(66710317, 'Waiting for payment', 50, '#ffdc7f'),
      status(66710321, 'Delivery', 60, '#87f2c0'),
      ...closing('Closed - won', 'Closed - lost'),
    ],
  },
  {
    id: 8455210,
    name: 'Service & subscriptions',
    sort: 2,
    is_main: false,
    statuses: [
      status(70223110, 'Incoming leads', 10, '#c1c1c1', 1),
      status(70223114, 'New request', 20, '#ffcc66'),
      status(70223118, 'Diagnostics', 30, '#ccc8f9'),
      status(70223122, 'Active subscription', 40, '#87f2c0'),
      status(70223126, 'Paused', 50, '#e6e8ea'),
      ...closing('Done', 'Cancelled'),
    ],
  },
];

export const seedBots = (): Bot[] => [
  { id: 74012, name: 'Front desk bot', type_functionality: 'regular', is_visual_editor: true, active: true },
  { id: 74018, name: 'Delivery reminder', type_functionality: 'regular', is_visual_editor: true, active: true },
];

/** Stage names of the stories. */
export const STAGES: Record<string, { pipeline_id: number; status_id: number }> = {
  'sales:first': { pipeline_id: 8120445, status_id: 66710305 },
  'sales:choosing': { pipeline_id: 8120445, status_id: 66710309 },
  'sales:offer': { pipeline_id: 8120445, status_id: 66710313 },
  'sales:payment': { pipeline_id: 8120445, status_id: 66710317 },
  'sales:delivery': { pipeline_id: 8120445, status_id: 66710321 },
  'sales:won': { pipeline_id: 8120445, status_id: 142 },
  'sales:lost': { pipeline_id: 8120445, status_id: 143 },
  'service:new': { pipeline_id: 8455210, status_id: 70223114 },
  'service:diagnostics': { pipeline_id: 8455210, status_id: 70223118 },
  'service:active': { pipeline_id: 8455210, status_id: 70223122 },
  'service:paused': { pipeline_id: 8455210, status_id: 70223126 },
  'service:done': { pipeline_id: 8455210, status_id: 142 },
};

export const FIELD_IDS = {
  phone: 911806,
  email: 911808,
  city: 911812,
  birthday: 922386,
  product: 914410,
  grind: 914412,
  deadline: 914408,
  monthly: 914404,
  engraving: 914406,
  utm: 914420,
  vat: 911840,
} as const;

const options = (first: number, values: readonly string[]): { id: number; value: string; code: null }[] =>
  values.map((value, index) => ({ id: first + index * 2, value, code: null }));

const PRODUCTS = ['Espresso machine', 'Grinder', 'Machine and grinder set', 'Beans subscription', 'Accessories', 'Service'] as const;

export const seedFields = (): FieldDefinition[] => {
  const phones = [
    { id: 641276, value: 'WORK', code: 'WORK' },
    { id: 641280, value: 'MOB', code: 'MOB' },
    { id: 641284, value: 'OTHER', code: 'OTHER' },
  ];
  const mails = [
    { id: 641288, value: 'WORK', code: 'WORK' },
    { id: 641290, value: 'PRIV', code: 'PRIV' },
  ];
  return [
    { id: FIELD_IDS.phone, entity: 'contacts', name: 'Phone', code: 'PHONE', type: 'multitext', enums: phones },
    { id: FIELD_IDS.email, entity: 'contacts', name: 'Email', code: 'EMAIL', type: 'multitext', enums: mails },
    { id: FIELD_IDS.city, entity: 'contacts', name: 'City', code: null, type: 'text', enums: null },
    { id: FIELD_IDS.birthday, entity: 'contacts', name: 'Birthday', code: null, type: 'birthday', enums: null },
    { id: 911907, entity: 'companies', name: 'Phone', code: 'PHONE', type: 'multitext', enums: phones },
    { id: FIELD_IDS.vat, entity: 'companies', name: 'Tax number', code: null, type: 'text', enums: null },
    { id: FIELD_IDS.product, entity: 'leads', name: 'Interested in', code: null, type: 'select', enums: options(652116, PRODUCTS) },
    {
      id: FIELD_IDS.grind,
      entity: 'leads',
      name: 'Brews with',
      code: null,
      type: 'multiselect',
      enums: options(652140, ['Espresso', 'Moka pot', 'Filter', 'French press']),
    },
    { id: FIELD_IDS.monthly, entity: 'leads', name: 'Grams a month', code: null, type: 'numeric', enums: null },
    { id: FIELD_IDS.deadline, entity: 'leads', name: 'Needed by', code: null, type: 'date', enums: null },
    { id: FIELD_IDS.engraving, entity: 'leads', name: 'Gift wrapping', code: null, type: 'checkbox', enums: null },
    { id: 914416, entity: 'leads', name: 'Buyer', code: null, type: 'radiobutton', enums: options(652160, ['Home', 'Office', 'Café']) },
    { id: FIELD_IDS.utm, entity: 'leads', name: 'utm_source', code: 'UTM_SOURCE', type: 'tracking_data', enums: null },
  ];
};
