import { type Change, type Context, parseSubject, type Receipt, Refuse } from 'souffleur/sdk';
import { z } from 'zod';

import { call } from '../api.ts';
import { getAll } from './get.ts';
import { Note } from './wire.ts';

type NoteChange = Extract<Change, { kind: 'add_note' }>;

const PATHS = new Map([
  ['lead', 'leads'],
  ['contact', 'contacts'],
  ['company', 'companies'],
  ['customer', 'customers'],
]);
const SKEW_MS = 60_000;

const Tried = z.object({ at: z.iso.datetime(), receipt: z.object({ id: z.string().optional(), via: z.string(), at: z.string() }).optional() });
const Made = z.object({ _embedded: z.object({ notes: z.array(z.object({ id: z.coerce.string() })) }) });

/** Kommo has no idempotency key: what was tried is remembered, and looked for before it is tried again. */
export async function addNote({ key, subject, text }: NoteChange, ctx: Context): Promise<Receipt> {
  const { kind, id } = parseSubject(subject);
  const path = PATHS.get(kind);
  if (!path) throw new Refuse('unsupported', `Kommo keeps no notes on a ${kind}.`);
  const tried = Tried.safeParse(await ctx.store.get(`note:${key}`)).data;
  if (tried?.receipt) return tried.receipt;
  const at = tried?.at ?? ctx.clock.now().toISOString();
  const found = tried && (await findNote(ctx, `/${path}/${id}/notes`, text, at));
  if (!tried) await ctx.store.set(`note:${key}`, { at });
  const noteId = found ?? (await post(ctx, `/api/v4/${path}/${id}/notes`, text));
  const receipt: Receipt = { via: 'notes_api', at: ctx.clock.now().toISOString(), ...(noteId ? { id: noteId } : {}) };
  await ctx.store.set(`note:${key}`, { at, receipt });
  return receipt;
}

async function post(ctx: Context, path: string, text: string): Promise<string | undefined> {
  const answer = await call(ctx, { method: 'POST', path, body: [{ note_type: 'common', params: { text } }] });
  return Made.safeParse(answer).data?._embedded.notes[0]?.id;
}

async function findNote(ctx: Context, path: string, text: string, since: string): Promise<string | undefined> {
  const from = Math.floor((Date.parse(since) - SKEW_MS) / 1000);
  const notes = await getAll(ctx, `${path}?filter[note_type][]=common&filter[updated_at][from]=${from}`, 'notes', Note);
  return notes.find((note) => note.params?.text === text && Date.parse(note.created_at ?? '') >= from * 1000)?.id;
}
