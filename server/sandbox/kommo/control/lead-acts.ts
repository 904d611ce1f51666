import { asText } from '../api/body.ts';
import { createLead, deleteLead, restoreLead, updateLead } from '../ops/leads.ts';
import { createContact } from '../ops/people.ts';
import { createTalk, receiveMessage } from '../ops/talks.ts';
import { type Act, actor, BadAct, id, lead, need, text } from './asking.ts';
import { phoneField } from './phones.ts';

const stage: Act = (state, body) => {
  const target = lead(state, body);
  const statusId = need(id(body, 'statusId'), 'statusId must be a number');
  const pipelineId = id(body, 'pipelineId') ?? target.pipeline_id;
  if (!state.data.pipelines.get(pipelineId)?.statuses.some((status) => status.id === statusId)) throw new BadAct('there is no such stage in that pipeline');
  updateLead(state, target, { status_id: statusId, pipeline_id: pipelineId, loss_reason_id: id(body, 'lossReasonId') ?? null }, actor(state, body).id);
  return { leadId: target.id, statusId, pipelineId };
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

export const LEAD_ACTS = {
  stage,
  lead: newLead,
  lead_update: changeLead,
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
} as const satisfies Record<string, Act>;
