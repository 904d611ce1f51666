/** `read`: an entity as Kommo has it now, in the same shapes the hooks become. */
import { type Context, parseSubject, Refuse, type Snapshot, type Subject } from 'souffleur/sdk';

import { readAccount } from './v4/account.ts';
import { get, getAll } from './v4/get.ts';
import { callOf, isCall, leadOf, messageOf, noteOf, personOf, talkOf, taskOf, userOf } from './v4/shapes.ts';
import { Lead, Note, Person, Talk, TalkMessage, Task, User } from './v4/wire.ts';

const HOLDERS = [
  ['leads', 'lead'],
  ['contacts', 'contact'],
  ['companies', 'company'],
  ['customers', 'customer'],
] as const;

/** @throws Refuse('unsupported') for what Kommo's API cannot be asked for; Refuse and Retry of the API */
export async function read(about: Subject, ctx: Context): Promise<Snapshot | null> {
  const { kind, id } = parseSubject(about);
  if (kind === 'account') return { kind, data: await readAccount(ctx) };
  if (!/^[1-9][0-9]{0,18}$/.test(id)) throw new Refuse('invalid', `"${about}" names nothing that Kommo could have.`);
  switch (kind) {
    case 'lead': {
      const lead = await get(ctx, `/leads/${id}?with=contacts`, Lead);
      return lead && !lead.is_deleted ? { kind, data: leadOf(lead) } : null;
    }
    case 'contact':
    case 'company': {
      const person = await get(ctx, `/${kind === 'contact' ? 'contacts' : 'companies'}/${id}?with=leads`, Person);
      return person && !person.is_deleted ? { kind, data: personOf(person) } : null;
    }
    case 'task': {
      const [task] = await getAll(ctx, `/tasks?filter[id][]=${id}`, 'tasks', Task);
      return task ? { kind, data: taskOf(task) } : null;
    }
    case 'note':
    case 'call':
      return readNote(ctx, id);
    case 'talk':
      return readTalk(ctx, id);
    case 'user': {
      const user = await get(ctx, `/users/${id}`, User);
      return user && { kind, data: userOf(user) };
    }
    default:
      throw new Refuse('unsupported', `Kommo's plugin does not read a ${kind}.`);
  }
}

/** A note's id does not say whose it is, so each kind of holder is asked. */
async function readNote(ctx: Context, id: string): Promise<Snapshot | null> {
  for (const [path, holder] of HOLDERS) {
    const note = await get(ctx, `/${path}/notes/${id}`, Note).catch(absent(holder === 'customer'));
    if (!note) continue;
    return isCall(note) ? { kind: 'call', data: callOf(note, holder) } : { kind: 'note', data: noteOf(note, holder) };
  }
  return null;
}

/** Customers are off in most accounts, and asking for them is then an error instead of "none". */
const absent =
  (isOptional: boolean) =>
  (error: unknown): null => {
    if (isOptional && error instanceof Refuse && error.code !== 'unauthorized') return null;
    throw error;
  };

/** Without the scope for chat history the talk is still read; its messages are then not known. */
async function readTalk(ctx: Context, id: string): Promise<Snapshot | null> {
  const talk = await get(ctx, `/talks/${id}`, Talk);
  if (!talk) return null;
  const data = talkOf(talk);
  try {
    const messages = await getAll(ctx, `/talks/${id}/messages`, 'messages', TalkMessage);
    return { kind: 'talk', data, messages: messages.map((message) => messageOf(message, data)).toSorted((a, b) => a.at.localeCompare(b.at)) };
  } catch (error) {
    if (!(error instanceof Refuse) || error.code === 'unauthorized') throw error;
    ctx.log.warn('The messages of a talk cannot be read', { talk: id, code: error.code, reason: error.message });
    return { kind: 'talk', data, messages: [] };
  }
}
