/** The "Send webhook" trigger of a stage: a thin body of its own, sent to the address of the subscription. */
import { type HookSender } from '../hooks/sender.ts';
import { type SandboxState } from '../state.ts';
import { BadAct, type Body, id, lead } from './asking.ts';

const TRIGGERS = ['add', 'status', 'mail_in', 'call_in', 'chat', 'site_visit'] as const;

/** `{leadId, trigger, oldStatusId, oldPipelineId}`. */
export const digitalPipeline = (state: SandboxState, sender: HookSender, body: Body): Body => {
  const trigger = TRIGGERS.find((name) => name === body['trigger']);
  if (!trigger) throw new BadAct(`trigger must be one of ${TRIGGERS.join(', ')}`);
  const { id: leadId, status_id, pipeline_id } = lead(state, body);
  const old = trigger === 'status' ? { old_status_id: id(body, 'oldStatusId') ?? status_id, old_pipeline_id: id(body, 'oldPipelineId') ?? pipeline_id } : {};
  const { id: account, subdomain } = state.data.account;
  sender.sendToAll('digital_pipeline', { leads: { [trigger]: [{ id: leadId, status_id, pipeline_id, ...old }] }, account: { id: account, subdomain } });
  return { leadId, trigger };
};
