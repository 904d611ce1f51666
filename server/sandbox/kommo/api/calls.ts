import { isClosed } from '../ops/leads.ts';
import { createNote } from '../ops/notes.ts';
import { type SandboxState } from '../state.ts';
import { type Contact, type Entity } from '../types.ts';
import { type ApiDeps, type ApiRouter, sendHal } from './context.ts';
import { type Item, readItems, refuseBad } from './write.ts';

const SIGNIFICANT_DIGITS = 10;

const tail = (phone: string): string => phone.replace(/\D/g, '').slice(-SIGNIFICANT_DIGITS);

const byPhone = (state: SandboxState, phone: string): Contact | undefined => {
  const wanted = tail(phone);
  if (wanted.length < SIGNIFICANT_DIGITS) return undefined;
  return [...state.data.contacts.values()].find(
    (contact) => !contact.is_deleted && contact.custom_fields.some(({ values }) => values.some(({ value }) => tail(String(value)) === wanted)),
  );
};

/** One active lead takes the call; several or none leave it to the contact; a stranger's call is not stored. */
const targetOf = (state: SandboxState, phone: string): { entity: Entity; id: number } | undefined => {
  const contact = byPhone(state, phone);
  if (!contact) return undefined;
  const active = [...state.data.leads.values()].filter((lead) => lead.contact_ids.includes(contact.id) && !lead.is_deleted && !isClosed(lead));
  const [only] = active;
  return only && active.length === 1 ? { entity: 'leads', id: only.id } : { entity: 'contacts', id: contact.id };
};

const paramsOf = (item: Item): Record<string, unknown> => {
  const names = ['uniq', 'duration', 'source', 'link', 'phone', 'call_responsible', 'call_status', 'call_result'];
  return Object.fromEntries(names.filter((name) => item.raw[name] !== undefined).map((name) => [name, item.raw[name]]));
};

const SINGULAR = { leads: 'lead', contacts: 'contact', companies: 'company' } as const satisfies Record<Entity, string>;

export const addCallRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  router.post('/calls', (ctx) => {
    const items = readItems(ctx);
    for (const item of items) {
      for (const name of ['direction', 'phone', 'duration', 'source']) item.required(name);
      item.int('duration');
      item.text('phone');
      const direction = item.text('direction');
      if (direction !== undefined) item.choice('direction', direction === 'inbound' || direction === 'outbound');
    }
    refuseBad(items);
    const calls: Record<string, unknown>[] = [];
    const errors: Record<string, unknown>[] = [];
    state.batch(() => {
      for (const item of items) {
        const target = targetOf(state, item.text('phone') ?? '');
        if (!target) {
          errors.push({ request_id: item.requestId, status: 404, title: 'Not Found', detail: 'Entity not found' });
          continue;
        }
        const note_type = item.raw['direction'] === 'inbound' ? 'call_in' : 'call_out';
        const note = createNote(
          state,
          { entity: target.entity, entity_id: target.id, note_type, params: paramsOf(item), responsible_user_id: item.int('responsible_user_id') },
          item.int('created_by') ?? 0,
        );
        const href = `${state.baseUrl}/api/v4/${target.entity}/${target.id}`;
        calls.push({
          id: note.id,
          entity_id: target.id,
          entity_type: SINGULAR[target.entity],
          account_id: state.data.account.id,
          request_id: item.requestId,
          _embedded: { entity: { id: target.id, _links: { self: { href } } } },
        });
      }
    });
    sendHal(ctx, { _total_items: calls.length, errors, _embedded: { calls } });
  });
};
