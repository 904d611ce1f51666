/** A large account: leads with contacts, written straight into the data. Nobody is told of them. */
import { seeded } from '../faults.ts';
import { type SandboxState } from '../state.ts';
import { type Contact, type FieldValue, type Lead } from '../types.ts';
import { BadAct, type Body, id } from './asking.ts';
import { COUNTRIES, type Country } from './grow-names.ts';
import { phoneField } from './phones.ts';

const LARGEST = 100_000;
const DAY = 86_400;
const SPREAD = 90 * DAY;
const REASONS = 4;

const PURPOSES: Record<Country['language'], readonly string[]> = {
  en: ['Espresso machine', 'Grinder', 'Set for the kitchen', 'Beans subscription', 'Machine for the office', 'Service'],
  ru: ['Кофемашина', 'Кофемолка', 'Комплект на кухню', 'Подписка на зёрна', 'Машина в офис', 'Обслуживание'],
  es: ['Cafetera', 'Molinillo', 'Set para la cocina', 'Suscripción de café', 'Cafetera para la oficina', 'Servicio'],
  pt: ['Cafeteira', 'Moedor', 'Kit para a cozinha', 'Assinatura de café', 'Cafeteira para o escritório', 'Assistência'],
};

interface Place {
  pipeline_id: number;
  status_id: number;
}

/** Every stage but the one of incoming leads. */
const places = (state: SandboxState): Place[] =>
  [...state.data.pipelines.values()].flatMap(({ id: pipeline_id, statuses }) =>
    statuses.filter(({ type }) => type === 0).map(({ id: status_id }) => ({ pipeline_id, status_id })),
  );

/** `{leads: 20000, seed}`: people with names and phones, over all stages, last changed within ninety days. */
export const grow = (state: SandboxState, body: Body): Body => {
  const count = id(body, 'leads') ?? 20_000;
  if (count < 1 || count > LARGEST) throw new BadAct(`leads must be between 1 and ${LARGEST}`);
  const random = seeded(id(body, 'seed') ?? 1);
  const pick = <T>(among: readonly T[]): T => among[Math.floor(random() * among.length)] as T;
  const users = [...state.data.users.values()].filter(({ is_active }) => is_active).map((user) => user.id);
  const stages = places(state);
  const reasons = state.data.account.loss_reasons.slice(0, REASONS).map((reason) => reason.id);
  const [template] = phoneField(state, '0');
  const now = state.now();
  const first = state.data.counters.lead + 1;

  const phone = (country: Country, index: number): FieldValue[] => {
    const [value] = template?.values ?? [];
    if (!template || !value) return [];
    return [{ field_id: template.field_id, values: [{ ...value, value: `${country.prefix}${String(country.first + index)}` }] }];
  };

  for (let index = 0; index < count; index += 1) {
    const country = COUNTRIES[index % COUNTRIES.length] as Country;
    const updated_at = now - 1 - Math.floor(random() * SPREAD);
    const created_at = updated_at - Math.floor(random() * 120 * DAY);
    const owner = pick(users);
    const stage = pick(stages);
    const [first_name, last_name] = [pick(country.first_names), pick(country.last_names)];
    const card = {
      responsible_user_id: owner,
      group_id: 0,
      created_by: owner,
      updated_by: owner,
      created_at,
      updated_at,
      is_deleted: false,
      tag_ids: [],
    };
    const contact: Contact = {
      ...card,
      id: state.nextId('contact'),
      name: `${first_name} ${last_name}`,
      first_name,
      last_name,
      is_unsorted: false,
      company_id: null,
      custom_fields: phone(country, index),
      language: country.language,
    };
    state.data.contacts.set(contact.id, contact);
    const closed = stage.status_id <= 143;
    const lead: Lead = {
      ...card,
      ...stage,
      tag_ids: [],
      id: state.nextId('lead'),
      name: `${pick(PURPOSES[country.language])}, ${pick(country.cities)}`,
      price: 10 + Math.floor(random() * 160) * 10,
      loss_reason_id: stage.status_id === 143 ? pick(reasons) : null,
      source_id: null,
      closed_at: closed ? updated_at : null,
      contact_ids: [contact.id],
      company_id: null,
      custom_fields: [],
      language: country.language,
    };
    state.data.leads.set(lead.id, lead);
  }
  state.touch();
  return { leads: count, firstLeadId: first, lastLeadId: state.data.counters.lead, total: state.data.leads.size };
};
