/** What a person, a customer or a test can make happen in the account: `POST /_sandbox/act {kind, …}`. */
import { asInt, asText } from '../api/body.ts';
import { createLead, deleteLead, restoreLead, updateLead } from '../ops/leads.ts';
import { createNote } from '../ops/notes.ts';
import { createContact, updatePerson } from '../ops/people.ts';
import { activeLeadOf, closeTalk, createTalk, openTalk, readTalk, receiveMessage, sendMessage } from '../ops/talks.ts';
import { createTask, updateTask } from '../ops/tasks.ts';
import { acceptUnsorted, announceIncomingChat, createIncomingLead, declineUnsorted } from '../ops/unsorted.ts';
import { type SandboxState } from '../state.ts';
import { type Contact, type Lead, type Talk, type User } from '../types.ts';
import { phoneField, phoneOf } from './phones.ts';

export type Body = Record<string, unknown>;
type Act = (state: SandboxState, body: Body) => Body;

/** The request cannot be carried out; told to the caller with 400. */
export class BadAct extends Error {
  override readonly name = 'BadAct';
}

const need = <T>(value: T | undefined | null, message: string): T => {
  if (value === undefined || value === null) throw new BadAct(message);
  return value;
};

/** Ids are taken as numbers and as their text. */
const id = (body: Body, name: string): number | undefined => {
  const value = body[name];
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : asInt(value);
};

const text = (body: Body, name = 'text'): string => need(asText(body[name]), `${name} must be a string`);

const lead = (state: SandboxState, body: Body, deleted = false): Lead => {
  const found = state.data.leads.get(need(id(body, 'leadId'), 'leadId must be a number'));
  if (!found || (found.is_deleted && !deleted)) throw new BadAct('there is no such lead');
  return found;
};

const actor = (state: SandboxState, body: Body, fallback?: number): User => {
  const userId = id(body, 'userId') ?? fallback ?? [...state.data.users.values()].find(({ is_admin }) => is_admin)?.id;
  return need(state.user(userId ?? 0), 'there is no such user');
};

const contact = (state: SandboxState, body: Body): Contact => {
  const contactId = id(body, 'contactId') ?? lead(state, body).contact_ids[0];
  return need(state.data.contacts.get(contactId ?? 0), 'there is no such contact');
};

const talk = (state: SandboxState, body: Body): Talk => {
  const talkId = id(body, 'talkId');
  if (talkId !== undefined) return need(state.data.talks.get(talkId), 'there is no such talk');
  return need(openTalk(state, contact(state, body).id, asText(body['origin'])), 'this contact has no open talk: let the customer write first');
};

/** The customer's side of a conversation: goes on in the open talk, or opens one. */
const message: Act = (state, body) => {
  const given = id(body, 'talkId') === undefined ? undefined : talk(state, body);
  const person = given ? need(state.data.contacts.get(given.contact_id), 'there is no such contact') : contact(state, body);
  const origin = asText(body['origin']) ?? given?.origin;
  const attachment = asText(body['attachment']);
  const piece = {
    text: asText(body['text']) ?? '',
    message_type: attachment === undefined ? ('text' as const) : ('picture' as const),
    attachment: attachment === undefined ? null : { type: 'picture', link: `https://amojo.kommo.com/attachments/${attachment}`, file_name: attachment },
  };
  if (piece.text === '' && !attachment) throw new BadAct('text must be a string');
  return state.batch(() => {
    const open = given?.is_in_work ? given : openTalk(state, person.id, origin);
    if (open) {
      const made = receiveMessage(state, open, piece);
      return { messageId: made.id, talkId: open.talk_id, leadId: open.entity_id, contactId: person.id };
    }
    const active = id(body, 'leadId') ?? activeLeadOf(state, person.id);
    const incoming = active === null ? createIncomingLead(state, person, person.language) : undefined;
    const fresh = createTalk(state, person.id, origin ?? given?.origin ?? 'waba', active ?? incoming?.id ?? null);
    const made = receiveMessage(state, fresh, piece);
    if (incoming) announceIncomingChat(state, incoming, person, fresh, made);
    return { messageId: made.id, talkId: fresh.talk_id, leadId: fresh.entity_id, contactId: person.id };
  });
};

const reply: Act = (state, body) => {
  const target = talk(state, body);
  const made = sendMessage(state, target, { text: text(body) }, actor(state, body, state.data.leads.get(target.entity_id ?? 0)?.responsible_user_id));
  return { messageId: made.id, talkId: target.talk_id, leadId: target.entity_id, contactId: target.contact_id };
};

const stage: Act = (state, body) => {
  const target = lead(state, body);
  const statusId = need(id(body, 'statusId'), 'statusId must be a number');
  const pipelineId = id(body, 'pipelineId') ?? target.pipeline_id;
  if (!state.data.pipelines.get(pipelineId)?.statuses.some((status) => status.id === statusId)) throw new BadAct('there is no such stage in that pipeline');
  updateLead(state, target, { status_id: statusId, pipeline_id: pipelineId, loss_reason_id: id(body, 'lossReasonId') ?? null }, actor(state, body).id);
  return { leadId: target.id, statusId, pipelineId };
};

const call =
  (missed: boolean): Act =>
  (state, body) => {
    const person = contact(state, body);
    const leadId = id(body, 'leadId') ?? activeLeadOf(state, person.id);
    const outgoing = body['direction'] === 'outbound';
    const duration = missed ? 0 : (id(body, 'duration') ?? 74);
    const params = {
      uniq: `call-${state.nextId('visitor')}`,
      duration,
      source: 'lighthouse_voip',
      link: '',
      phone: phoneOf(state, person),
      call_status: missed ? 6 : 4,
      call_result: asText(body['result']) ?? '',
    };
    const target = leadId === null ? { entity: 'contacts' as const, entity_id: person.id } : { entity: 'leads' as const, entity_id: leadId };
    const note = createNote(
      state,
      { ...target, note_type: outgoing ? 'call_out' : 'call_in', params },
      missed ? 0 : actor(state, body, person.responsible_user_id).id,
    );
    return { noteId: note.id, contactId: person.id, leadId };
  };

const newLead: Act = (state, body) => {
  const user = actor(state, body);
  const language = asText(body['language']) ?? 'en';
  return state.batch(() => {
    const owner = id(body, 'responsibleUserId') ?? user.id;
    const person = createContact(
      state,
      { name: asText(body['contactName']) ?? text(body, 'name'), fields: phoneField(state, asText(body['phone'])), responsible_user_id: owner, language },
      user.id,
    );
    const made = createLead(
      state,
      {
        name: text(body, 'name'),
        price: id(body, 'price'),
        pipeline_id: id(body, 'pipelineId'),
        status_id: id(body, 'statusId'),
        responsible_user_id: owner,
        contact_ids: [person.id],
        language,
        tags: ['sandbox'],
      },
      user.id,
    );
    const first = asText(body['text']);
    const chat = first === undefined ? undefined : createTalk(state, person.id, asText(body['origin']) ?? 'waba', made.id);
    const said = chat && first !== undefined ? receiveMessage(state, chat, { text: first }) : undefined;
    return { leadId: made.id, contactId: person.id, talkId: chat?.talk_id, messageId: said?.id };
  });
};

const changeLead: Act = (state, body) => {
  const target = lead(state, body);
  const owner = id(body, 'responsibleUserId');
  if (owner !== undefined) need(state.user(owner), 'there is no such user');
  updateLead(state, target, { name: asText(body['name']), price: id(body, 'price'), responsible_user_id: owner }, actor(state, body).id);
  return { leadId: target.id };
};

const waiting = (state: SandboxState, body: Body) =>
  need(
    [...state.data.unsorted.values()].find(({ lead_id }) => lead_id === id(body, 'leadId')),
    'this lead does not wait for acceptance',
  );

export const ACTS = {
  message,
  reply,
  stage,
  missed_call: call(true),
  call: call(false),
  lead: newLead,
  lead_update: changeLead,
  contact_update: (state, body) => {
    const person = contact(state, body);
    updatePerson(state, person, 'contact', { name: asText(body['name']), responsible_user_id: id(body, 'responsibleUserId') }, actor(state, body).id);
    return { contactId: person.id };
  },
  task: (state, body) => {
    const target = lead(state, body);
    const made = createTask(
      state,
      {
        text: text(body),
        complete_till: id(body, 'completeTill') ?? state.now() + 86_400,
        entity_id: target.id,
        entity_type: 'leads',
        responsible_user_id: target.responsible_user_id,
      },
      actor(state, body).id,
    );
    return { taskId: made.id, leadId: target.id };
  },
  task_complete: (state, body) => {
    const task = need(state.data.tasks.get(id(body, 'taskId') ?? 0), 'there is no such task');
    updateTask(state, task, { is_completed: true, result: asText(body['result']) }, actor(state, body).id);
    return { taskId: task.id };
  },
  note: (state, body) => {
    const target = lead(state, body);
    const made = createNote(state, { entity: 'leads', entity_id: target.id, note_type: 'common', params: { text: text(body) } }, actor(state, body).id);
    return { noteId: made.id, leadId: target.id };
  },
  delete_lead: (state, body) => {
    const target = lead(state, body);
    deleteLead(state, target, actor(state, body).id);
    return { leadId: target.id };
  },
  restore_lead: (state, body) => {
    const target = lead(state, body, true);
    restoreLead(state, target, actor(state, body).id);
    return { leadId: target.id };
  },
  close_talk: (state, body) => {
    const target = talk(state, body);
    closeTalk(state, target);
    return { talkId: target.talk_id };
  },
  read_talk: (state, body) => {
    const target = talk(state, body);
    readTalk(state, target);
    return { talkId: target.talk_id };
  },
  unsorted: (state, body) => {
    const person = createContact(
      state,
      { name: text(body, 'name'), fields: phoneField(state, asText(body['phone'])), language: asText(body['language']) ?? 'en', is_unsorted: true },
      0,
    );
    return message(state, { contactId: person.id, text: text(body), origin: body['origin'] });
  },
  accept_unsorted: (state, body) => {
    const item = waiting(state, body);
    acceptUnsorted(state, item, id(body, 'statusId'), actor(state, body).id);
    return { leadId: item.lead_id };
  },
  decline_unsorted: (state, body) => {
    const item = waiting(state, body);
    declineUnsorted(state, item, actor(state, body).id);
    return { leadId: item.lead_id };
  },
} as const satisfies Record<string, Act>;
