import { createCompany, createContact, type PersonPatch, updatePerson } from '../ops/people.ts';
import { type SandboxState } from '../state.ts';
import { type Company, type Contact } from '../types.ts';
import { asInt, asList, asMap } from './body.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { inRange, isOneOf, ordered, sendPage, withNames } from './lists.ts';
import { missing } from './problems.ts';
import { companyJson, contactJson, leadsBy } from './render.ts';
import { canView, checkEdit } from './rights.ts';
import { type Item, readFields, readItem, readItems, readTags, refuseBad, sendWritten } from './write.ts';

type Collection = 'contacts' | 'companies';

/** What a contact or a company is written with; complaints gather in the item. */
export const readPerson = (state: SandboxState, entity: Collection, item: Item): PersonPatch => {
  const responsible_user_id = item.int('responsible_user_id');
  if (responsible_user_id !== undefined) item.choice('responsible_user_id', state.user(responsible_user_id)?.is_active ?? false);
  const company_id = asInt(asMap(asList(asMap(item.raw['_embedded'])['companies'])[0])['id']);
  if (company_id !== undefined) item.choice('_embedded.companies.0.id', state.data.companies.has(company_id));
  const names = entity === 'contacts' ? { first_name: item.text('first_name'), last_name: item.text('last_name') } : {};
  return { name: item.text('name'), ...names, responsible_user_id, company_id, fields: readFields(state, entity, item), ...readTags(state, item) };
};

const digits = (text: string): string => text.replace(/\D/g, '');

/** `query` looks in the name and in every filled field; phones match by their digits. */
const found = (card: Contact | Company, query: string): boolean => {
  const needle = query.toLowerCase();
  const number = digits(query);
  if (needle === '' || card.name.toLowerCase().includes(needle)) return true;
  return card.custom_fields.some(({ values }) =>
    values.some(({ value }) => String(value).toLowerCase().includes(needle) || (number.length >= 5 && digits(String(value)).includes(number))),
  );
};

export const addPeopleRoutes = (router: ApiRouter, { state }: ApiDeps, entity: Collection): void => {
  const kind = entity === 'contacts' ? 'contact' : 'company';
  const all = (): (Contact | Company)[] => [...state.data[entity].values()];
  const one = (id: number): Contact | Company | undefined => {
    const card = state.data[entity].get(id);
    return card?.is_deleted ? undefined : card;
  };
  const renderer = (ctx: ApiContext): ((card: Contact | Company) => Record<string, unknown>) => {
    const names = withNames(ctx);
    const leads = names.includes('leads') ? leadsBy(state, entity) : new Map<number, number[]>();
    return (card) => ('first_name' in card ? contactJson(state, card, names, leads) : companyJson(state, card, names, leads));
  };
  const create = (patch: PersonPatch, by: number): Contact | Company =>
    entity === 'contacts' ? createContact(state, patch, by) : createCompany(state, patch, by);

  router.get(`/${entity}`, (ctx) => {
    const query = ctx.state.query['query'];
    const [ids, owners, authors, named] = [isOneOf(ctx, 'id'), isOneOf(ctx, 'responsible_user_id'), isOneOf(ctx, 'created_by'), isOneOf(ctx, 'name')];
    const [created, updated] = [inRange(ctx, 'created_at'), inRange(ctx, 'updated_at')];
    const visible = canView(ctx, entity, state);
    const cards = all().filter(
      (card) =>
        !card.is_deleted &&
        visible(card) &&
        ids(card.id) &&
        owners(card.responsible_user_id) &&
        authors(card.created_by) &&
        named(card.name) &&
        created(card.created_at) &&
        updated(card.updated_at) &&
        found(card, typeof query === 'string' ? query : ''),
    );
    sendPage(ctx, state, entity, ordered(ctx, cards, ['updated_at', 'id'], 'id'), renderer(ctx));
  });

  router.get(`/${entity}/:id`, (ctx) => {
    const card = one(Number(ctx.params['id']));
    if (!card || !canView(ctx, entity, state)(card)) return sendNothing(ctx);
    return sendHal(ctx, renderer(ctx)(card));
  });

  router.post(`/${entity}`, (ctx) => {
    const items = readItems(ctx);
    const patches = items.map((item) => readPerson(state, entity, item));
    refuseBad(items);
    const cards = state.batch(() => patches.map((patch) => create(patch, ctx.state.user.id)));
    sendWritten(
      ctx,
      state,
      entity,
      cards.map(({ id }, index) => ({ id, request_id: items[index]?.requestId })),
    );
  });

  router.patch(`/${entity}`, (ctx) => {
    const items = readItems(ctx);
    const work = items.map((item) => {
      const card = one(item.int('id') ?? 0);
      item.choice('id', card !== undefined);
      return { card, patch: readPerson(state, entity, item) };
    });
    for (const { card } of work) if (card) checkEdit(ctx, entity, card);
    refuseBad(items);
    state.batch(() => {
      for (const { card, patch } of work) if (card) updatePerson(state, card, kind, patch, ctx.state.user.id);
    });
    sendWritten(
      ctx,
      state,
      entity,
      work.flatMap(({ card }) => (card ? [{ id: card.id, updated_at: card.updated_at }] : [])),
    );
  });

  router.patch(`/${entity}/:id`, (ctx) => {
    const card = one(Number(ctx.params['id']));
    if (!card) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    checkEdit(ctx, entity, card);
    const item = readItem(ctx);
    const patch = readPerson(state, entity, item);
    refuseBad([item]);
    updatePerson(state, card, kind, patch, ctx.state.user.id);
    sendHal(ctx, { id: card.id, updated_at: card.updated_at, _links: { self: { href: `${state.baseUrl}/api/v4/${entity}/${card.id}` } } });
  });
};
