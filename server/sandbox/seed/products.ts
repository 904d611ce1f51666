/** What the shop sells: the account's one list, with prices in the account's currency. */
import { type Catalog, type CatalogElement, type FieldDefinition, type FieldValue } from '../kommo/types.ts';
import { USER_IDS } from './account.ts';

const DAY = 86_400;
const FIRST_ID = 547561;

export const CATALOG_ID = 41122;

export const PRODUCT_FIELD_IDS = { sku: 911934, description: 911936, price: 911938, group: 911942, unit: 911944 } as const;

const GROUPS = ['Espresso machines', 'Grinders', 'Bundles', 'Beans subscription', 'Accessories', 'Service'] as const;
const UNITS = ['pc', 'month', 'visit'] as const;

interface Product {
  sku: string;
  name: string;
  price: number;
  group: (typeof GROUPS)[number];
  unit?: (typeof UNITS)[number];
  description: string;
}

const PRODUCTS: readonly Product[] = [
  {
    sku: 'LH-START',
    name: 'Lighthouse Start',
    price: 289,
    group: 'Espresso machines',
    description: 'For one or two cups a day. Heats up in 40 seconds, 15 cm wide.',
  },
  {
    sku: 'LH-DUO',
    name: 'Lighthouse Duo',
    price: 669,
    group: 'Espresso machines',
    description: 'Holds an exact temperature, steams milk while the espresso brews. 2 l tank.',
  },
  {
    sku: 'LH-PRO',
    name: 'Lighthouse Pro',
    price: 1390,
    group: 'Espresso machines',
    description: 'Two boilers and a rotary pump, for the home or an office of up to 15.',
  },
  { sku: 'LH-POCKET', name: 'Lighthouse Pocket', price: 69, group: 'Grinders', description: 'By hand, 38 mm burrs.' },
  { sku: 'LH-GRAIN40', name: 'Lighthouse Grain 40', price: 149, group: 'Grinders', description: '40 mm burrs, enough for filter coffee.' },
  { sku: 'LH-GRAIN64', name: 'Lighthouse Grain 64', price: 399, group: 'Grinders', description: '64 mm burrs, the choice for espresso.' },
  { sku: 'SET-DUO64', name: 'Duo and Grain 64 set', price: 999, group: 'Bundles', description: 'Lighthouse Duo with the Grain 64; €69 less than apart.' },
  {
    sku: 'SUB-500',
    name: 'Beans, 500 g a month',
    price: 16,
    group: 'Beans subscription',
    unit: 'month',
    description: 'Roasted on Monday, shipped on Tuesday, delivery included.',
  },
  {
    sku: 'SUB-1000',
    name: 'Beans, 1 kg a month',
    price: 29,
    group: 'Beans subscription',
    unit: 'month',
    description: 'Roasted on Monday, shipped on Tuesday, delivery included.',
  },
  { sku: 'ACC-TAMP58', name: 'Tamper 58 mm', price: 39, group: 'Accessories', description: 'Steel base, walnut handle.' },
  { sku: 'ACC-JUG350', name: 'Milk jug 350 ml', price: 24, group: 'Accessories', description: 'Steel, for two cappuccinos.' },
  { sku: 'ACC-SCALE', name: 'Brewing scale', price: 45, group: 'Accessories', description: 'To a tenth of a gram, with a timer.' },
  {
    sku: 'ACC-FILTER',
    name: 'Water filter, pack of 3',
    price: 27,
    group: 'Accessories',
    description: 'For the tanks of Start, Duo and Pro; lasts six months.',
  },
  { sku: 'ACC-DESCALE', name: 'Descaling powder', price: 12, group: 'Accessories', description: 'Ten doses.' },
  {
    sku: 'SRV-CHECK',
    name: 'Service visit',
    price: 80,
    group: 'Service',
    unit: 'visit',
    description: 'Descaling, seals and a pressure check by a technician; parts apart.',
  },
];

export const seedCatalog = (now: number): Catalog => ({
  id: CATALOG_ID,
  name: 'Products',
  type: 'products',
  sort: 10,
  created_by: USER_IDS.nadia,
  updated_by: USER_IDS.nadia,
  created_at: now - 500 * DAY,
  updated_at: now - 500 * DAY,
});

const options = (first: number, values: readonly string[]): { id: number; value: string; code: null }[] =>
  values.map((value, index) => ({ id: first + index * 2, value, code: null }));

const GROUP_OPTIONS = options(668390, GROUPS);
const UNIT_OPTIONS = options(668410, UNITS);

const field = (id: number, name: string, code: string, type: FieldDefinition['type'], enums: FieldDefinition['enums'] = null): FieldDefinition => ({
  id,
  entity: 'catalogs',
  catalog_id: CATALOG_ID,
  name,
  code,
  type,
  enums,
});

export const seedProductFields = (): FieldDefinition[] => [
  field(PRODUCT_FIELD_IDS.sku, 'SKU', 'SKU', 'text'),
  field(PRODUCT_FIELD_IDS.description, 'Description', 'DESCRIPTION', 'textarea'),
  field(PRODUCT_FIELD_IDS.price, 'Price', 'PRICE', 'numeric'),
  field(PRODUCT_FIELD_IDS.group, 'Group', 'GROUP', 'category', GROUP_OPTIONS),
  field(PRODUCT_FIELD_IDS.unit, 'Unit', 'UNIT', 'select', UNIT_OPTIONS),
];

const choice = (field_id: number, among: readonly { id: number; value: string; code: null }[], value: string): FieldValue => {
  const option = among.find((candidate) => candidate.value === value);
  if (!option) throw new Error(`no option ${value}`);
  return { field_id, values: [{ value: option.value, enum_id: option.id, enum_code: option.code }] };
};

export const seedElements = (now: number): CatalogElement[] =>
  PRODUCTS.map(({ sku, name, price, group, unit = 'pc', description }, index) => ({
    id: FIRST_ID + index,
    catalog_id: CATALOG_ID,
    name,
    created_by: USER_IDS.nadia,
    updated_by: USER_IDS.nadia,
    created_at: now - 400 * DAY,
    updated_at: now - (30 + index) * DAY,
    is_deleted: false,
    custom_fields: [
      { field_id: PRODUCT_FIELD_IDS.sku, values: [{ value: sku }] },
      { field_id: PRODUCT_FIELD_IDS.price, values: [{ value: String(price) }] },
      { field_id: PRODUCT_FIELD_IDS.description, values: [{ value: description }] },
      choice(PRODUCT_FIELD_IDS.group, GROUP_OPTIONS, group),
      choice(PRODUCT_FIELD_IDS.unit, UNIT_OPTIONS, unit),
    ],
  }));
