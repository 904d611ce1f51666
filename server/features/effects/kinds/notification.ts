import { Lead } from '../../crm/entities.ts';
import { type Perform } from './work.ts';

/** Into the bell; each member is told once, however often it is tried. */
export const performNotification: Perform<'notification'> = async ({ effect, body, run }, { em, notify, clock }) => {
  await em.fork().transactional(async (tx) => {
    const lead = body.to === 'responsible' && run.leadCrmId ? await tx.findOne(Lead, { crmId: run.leadCrmId }) : null;
    // Where nobody is responsible, somebody should know all the same.
    const to = body.to === 'responsible' ? (lead?.responsibleCrmId ? [lead.responsibleCrmId] : 'admins') : body.to;
    await notify.send(tx, {
      kind: 'rule_says',
      to,
      key: `effect:${effect.id}`,
      ...(run.leadCrmId ? { subject: `lead:${run.leadCrmId}` } : {}),
      data: { text: body.text },
    });
  });
  return { receipt: { via: 'bell', at: clock.now().toISOString() } };
};
