import { type Change, type Context, parseSubject, type Receipt, Refuse } from 'souffleur/sdk';

import { call } from '../api.ts';
import { cardBody, tagsOf } from './card-body.ts';
import { CARDS, idOf } from './cards.ts';
import { once } from './once.ts';

type Update = Extract<Change, { kind: 'update_card' }>;

/** Setting the same values again changes nothing, so a lost answer is simply asked for again. */
export async function updateCard({ key, subject, values }: Update, ctx: Context): Promise<Receipt> {
  const { kind, id } = parseSubject(subject);
  const path = CARDS.get(kind);
  if (!path || kind === 'customer') throw new Refuse('unsupported', `Kommo's plugin changes no ${kind}.`);
  const target = `/api/v4/${path}/${idOf(id)}`;
  const write = async (): Promise<string> => {
    const body = { ...(await cardBody(path, values, ctx)), tags_to_add: tagsOf(values.addTags), tags_to_delete: tagsOf(values.removeTags) };
    if (Object.values(body).every((value) => value === undefined)) throw new Refuse('invalid', 'There is nothing to change.');
    await call(ctx, { method: 'PATCH', path: target, body });
    return id;
  };
  return once(`card:${key}`, { via: `${path}_api`, write }, ctx);
}
