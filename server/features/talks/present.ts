import { type z } from 'zod';

import { type Mode } from '../accounts/schema.ts';
import { type Agent } from '../agents/entities.ts';
import { type Contact, type Lead } from '../crm/entities.ts';
import { type Delivery, type Message, type Talk } from './entities.ts';
import { type TalkMessage, type Talk as TalkShape } from './schema.ts';

const RANK: Record<Mode, number> = { off: 0, draft: 1, auto: 2 };

/** The lowest of what the account, the agent and the talk allow. */
export const lowestMode = (...modes: Mode[]): Mode => modes.reduce((low, mode) => (RANK[mode] < RANK[low] ? mode : low), 'auto');

export function presentTalk(input: {
  talk: Talk;
  lead: Lead | undefined;
  contact: Contact | undefined;
  agent: Agent | undefined;
  model: (agent: Agent) => string;
  accountMode: Mode;
  now: Date;
}): z.output<typeof TalkShape> {
  const { talk, lead, contact, agent, now } = input;
  const paused = talk.pausedUntil && talk.pausedUntil > now ? talk.pausedUntil : null;
  return {
    id: talk.id,
    crmId: talk.crmId,
    channel: talk.channel,
    origin: talk.origin ?? null,
    lead: lead ? { id: lead.id, crmId: lead.crmId, name: lead.name } : null,
    contact: contact ? { id: contact.id, crmId: contact.crmId, name: contact.name } : null,
    mode: talk.mode,
    effectiveMode: agent ? lowestMode(input.accountMode, agent.settings.mode, talk.mode) : 'off',
    agent: agent ? { id: agent.id, name: agent.settings.name, model: input.model(agent), mode: agent.settings.mode } : null,
    pausedUntil: paused?.toISOString() ?? null,
    pauseReason: paused ? (talk.pauseReason ?? null) : null,
    open: talk.open,
    lastMessageAt: talk.lastMessageAt?.toISOString() ?? null,
    version: talk.version,
  };
}

export function presentMessage(message: Message, delivery: Delivery | undefined): z.output<typeof TalkMessage> {
  return {
    id: message.id,
    crmId: message.crmId ?? null,
    direction: message.direction,
    author: { kind: message.authorKind, name: message.authorName ?? null },
    text: message.text,
    attachment: message.attachment ? { type: message.attachment.type, url: message.attachment.url ?? null, name: message.attachment.name ?? null } : null,
    at: message.at.toISOString(),
    delivery: delivery
      ? { state: delivery.state, via: delivery.receipt?.via ?? null, error: delivery.error ?? null }
      : { state: message.direction === 'in' ? 'received' : 'sent', via: null, error: null },
  };
}
