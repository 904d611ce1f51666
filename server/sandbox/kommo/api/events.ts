import { type EventRecord } from '../types.ts';
import { asMap } from './body.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { filterValues, inRange, isOneOf, sendPage } from './lists.ts';
import { unprocessable } from './problems.ts';
import { eventJson } from './render.ts';

const FILTER_LIMIT = 10;

/** `filter[value_after][leads_statuses][i]` and `filter[value_after][responsible_user_id]`, the same for `value_before`. */
const hasValue = (ctx: ApiContext, name: 'value_after' | 'value_before'): ((event: EventRecord) => boolean) => {
  const asked = asMap(asMap(ctx.state.query['filter'])[name]);
  const stages = Object.values(asMap(asked['leads_statuses'])).map(asMap);
  const owner = asked['responsible_user_id'];
  const owners = owner === undefined ? [] : typeof owner === 'string' ? owner.split(',') : Object.values(asMap(owner));
  return (event) =>
    event[name].some((value) => {
      const stage = asMap(value['lead_status']);
      return (
        stages.some(({ pipeline_id, status_id }) => Number(status_id) === stage['id'] && Number(pipeline_id) === stage['pipeline_id']) ||
        owners.some((id) => Number(id) === asMap(value['responsible_user'])['id'])
      );
    }) ||
    (stages.length === 0 && owners.length === 0);
};

export const addEventRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  router.get('/events', (ctx) => {
    for (const name of ['created_by', 'entity_id'])
      if ((filterValues(ctx, name)?.length ?? 0) > FILTER_LIMIT) throw unprocessable(`Limit ${FILTER_LIMIT} values per filter`);
    const [ids, types, authors, entities] = [isOneOf(ctx, 'id'), isOneOf(ctx, 'type'), isOneOf(ctx, 'created_by'), isOneOf(ctx, 'entity_id')];
    const kinds = filterValues(ctx, 'entity');
    const created = inRange(ctx, 'created_at');
    const [after, before] = [hasValue(ctx, 'value_after'), hasValue(ctx, 'value_before')];
    const events = [...state.data.events.values()].filter((event) => {
      // Chat messages are written on the lead and found under the contact.
      const asContact = event.linked_talk_contact_id !== undefined && (kinds?.includes('contact') ?? false);
      const entity =
        (!kinds || kinds.includes(event.entity_type) || asContact) && (entities(event.entity_id) || (asContact && entities(event.linked_talk_contact_id ?? 0)));
      return entity && ids(event.id) && types(event.type) && authors(event.created_by) && created(event.created_at) && after(event) && before(event);
    });
    sendPage(ctx, state, 'events', events.toReversed(), (event) => eventJson(state, event));
  });

  router.get('/events/:id', (ctx) => {
    const event = state.data.events.get(ctx.params['id'] ?? '');
    return event ? sendHal(ctx, eventJson(state, event)) : sendNothing(ctx);
  });
};
