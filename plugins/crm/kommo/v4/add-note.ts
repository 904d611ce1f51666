import { type Change, type Context, parseSubject, type Receipt, Refuse } from 'souffleur/sdk';
import { z } from 'zod';

import { call } from '../api.ts';
import { CARDS } from './cards.ts';
import { getAll } from './get.ts';
import { once } from './once.ts';
import { Note } from './wire.ts';

type NoteChange = Extract<Change, { kind: 'add_note' }>;

const Made = z.object({ _embedded: z.object({ notes: z.array(z.object({ id: z.coerce.string() })) }) });

export async function addNote({ key, subject, text }: NoteChange, ctx: Context): Promise<Receipt> {
  const { kind, id } = parseSubject(subject);
  const path = CARDS.get(kind);
  if (!path) throw new Refuse('unsupported', `Kommo keeps no notes on a ${kind}.`);
  const left = (since: number): Promise<string[]> => findNotes(ctx, `/${path}/${id}/notes`, text, since);
  const write = (): Promise<string | undefined> => post(ctx, `/api/v4/${path}/${id}/notes`, text);
  return once(`note:${key}`, { via: 'notes_api', left, write }, ctx);
}

async function post(ctx: Context, path: string, text: string): Promise<string | undefined> {
  const answer = await call(ctx, { method: 'POST', path, body: [{ note_type: 'common', params: { text } }] });
  return Made.safeParse(answer).data?._embedded.notes[0]?.id;
}

async function findNotes(ctx: Context, path: string, text: string, since: number): Promise<string[]> {
  const notes = await getAll(ctx, `${path}?filter[note_type][]=common&filter[updated_at][from]=${since}`, 'notes', Note);
  return notes.filter((note) => note.params?.text === text && Date.parse(note.created_at ?? '') >= since * 1000).map(({ id }) => id);
}
