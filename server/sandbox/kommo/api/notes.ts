import { createNote, updateNote } from '../ops/notes.ts';
import { type SandboxState } from '../state.ts';
import { type Entity, type Note } from '../types.ts';
import { asMap } from './body.ts';
import { type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { inRange, isOneOf, ordered, sendPage } from './lists.ts';
import { missing } from './problems.ts';
import { noteJson } from './render.ts';
import { type Item, readItem, readItems, refuseBad, sendWritten } from './write.ts';

/** What may be written, and the part of `params` each kind cannot do without. */
const WRITABLE: Record<string, readonly string[]> = {
  common: ['text'],
  call_in: ['duration', 'phone', 'source'],
  call_out: ['duration', 'phone', 'source'],
  service_message: ['service', 'text'],
  extended_service_message: ['service', 'text'],
  sms_in: ['text', 'phone'],
  sms_out: ['text', 'phone'],
  geolocation: ['text', 'longitude', 'latitude'],
  attachment: ['file_uuid', 'version_uuid', 'file_name'],
};

const TEXT_LIMIT = 20_000;

const check = (item: Item): void => {
  const type = item.text('note_type');
  const params = asMap(item.raw['params']);
  item.required('note_type');
  item.required('params');
  const needed = type === undefined ? undefined : WRITABLE[type];
  if (type !== undefined) item.choice('note_type', needed !== undefined);
  for (const name of needed ?? [])
    if (params[name] === undefined || params[name] === null) item.blame('FieldMissing', `params.${name}`, 'This field is missing.');
  if (typeof params['text'] === 'string' && params['text'].length > TEXT_LIMIT)
    item.blame('TooLong', 'params.text', `This value is too long. It should have ${TEXT_LIMIT} characters or less.`);
};

const write = (state: SandboxState, entity: Entity, item: Item, entityId: number, by: number): Note =>
  createNote(
    state,
    {
      entity,
      entity_id: entityId,
      note_type: item.text('note_type') ?? 'common',
      params: asMap(item.raw['params']),
      responsible_user_id: item.int('responsible_user_id'),
    },
    item.int('created_by') ?? by,
  );

export const addNoteRoutes = (router: ApiRouter, { state }: ApiDeps, entity: Entity): void => {
  const notes = (): Note[] => [...state.data.notes.values()].filter((note) => note.entity === entity);

  router.get(`/${entity}/notes`, (ctx) => {
    const [ids, types, entities, updated] = [isOneOf(ctx, 'id'), isOneOf(ctx, 'note_type'), isOneOf(ctx, 'entity_id'), inRange(ctx, 'updated_at')];
    const shown = notes().filter((note) => ids(note.id) && types(note.note_type) && entities(note.entity_id) && updated(note.updated_at));
    sendPage(ctx, state, 'notes', ordered(ctx, shown, ['updated_at', 'id'], 'id'), (note) => noteJson(state, note));
  });

  router.get(`/${entity}/notes/:noteId`, (ctx) => {
    const note = state.data.notes.get(Number(ctx.params['noteId']));
    return note?.entity === entity ? sendHal(ctx, noteJson(state, note)) : sendNothing(ctx);
  });

  router.patch(`/${entity}/notes/:noteId`, (ctx) => {
    const note = state.data.notes.get(Number(ctx.params['noteId']));
    if (note?.entity !== entity) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    const item = readItem(ctx);
    updateNote(state, note, asMap(item.raw['params']), ctx.state.user.id);
    sendHal(ctx, {
      id: note.id,
      entity_id: note.entity_id,
      updated_at: note.updated_at,
      _links: { self: { href: `${state.baseUrl}/api/v4/${entity}/${note.entity_id}/notes/${note.id}` } },
    });
  });

  router.post(`/${entity}/notes`, (ctx) => {
    const items = readItems(ctx);
    for (const item of items) {
      check(item);
      item.required('entity_id');
      const id = item.int('entity_id');
      if (id !== undefined) item.choice('entity_id', state.data[entity].has(id));
    }
    refuseBad(items);
    const made = state.batch(() => items.map((item) => write(state, entity, item, item.int('entity_id') ?? 0, ctx.state.user.id)));
    sendWritten(
      ctx,
      state,
      `${entity}/notes`,
      made.map(({ id, entity_id }, index) => ({ id, entity_id, request_id: items[index]?.requestId })),
    );
  });

  router.get(`/${entity}/:id/notes`, (ctx) => {
    const [types, updated] = [isOneOf(ctx, 'note_type'), inRange(ctx, 'updated_at')];
    const shown = notes().filter((note) => note.entity_id === Number(ctx.params['id']) && types(note.note_type) && updated(note.updated_at));
    sendPage(ctx, state, 'notes', ordered(ctx, shown, ['updated_at', 'id'], 'id'), (note) => noteJson(state, note));
  });

  router.get(`/${entity}/:id/notes/:noteId`, (ctx) => {
    const note = state.data.notes.get(Number(ctx.params['noteId']));
    return note?.entity === entity && note.entity_id === Number(ctx.params['id']) ? sendHal(ctx, noteJson(state, note)) : sendNothing(ctx);
  });

  router.post(`/${entity}/:id/notes`, (ctx) => {
    const id = Number(ctx.params['id']);
    if (!state.data[entity].has(id)) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    const items = readItems(ctx);
    for (const item of items) check(item);
    refuseBad(items);
    const made = state.batch(() => items.map((item) => write(state, entity, item, id, ctx.state.user.id)));
    sendWritten(
      ctx,
      state,
      `${entity}/${id}/notes`,
      made.map((note, index) => ({ id: note.id, entity_id: note.entity_id, request_id: items[index]?.requestId })),
    );
  });
};
