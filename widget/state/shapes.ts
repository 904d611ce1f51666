/**
 * What the card takes from the server's answers. The types are the server's own; the readers keep
 * only what is shown and force each value to its type, so that no object can pose as an element (security F4).
 */
// `import type`: `import { type … }` would keep the module, and with it zod, in the bundle.
import type { z } from 'zod';

import type { Session as SessionSchema } from '../../server/features/accounts/schema.ts';
import type { Draft as DraftSchema, Evidence, MarkReason, Sentence, Why as WhySchema } from '../../server/features/replies/schema.ts';
import type { Talk as TalkSchema } from '../../server/features/talks/schema.ts';
import type { LiveMessage } from '../../server/http/live-messages.ts';
import { dict, type Dict, id, list, number, oneOf, optional, text } from './read.ts';

export type { Evidence, LiveMessage, Sentence };
export { readPage } from './read.ts';
export type Talk = Pick<
  z.output<typeof TalkSchema>,
  'id' | 'channel' | 'origin' | 'contact' | 'mode' | 'effectiveMode' | 'agent' | 'pausedUntil' | 'pauseReason' | 'open' | 'version'
>;
export type Mode = Talk['mode'];
export type Draft = Pick<
  z.output<typeof DraftSchema>,
  'id' | 'talkId' | 'state' | 'text' | 'sentences' | 'model' | 'tokens' | 'cost' | 'sentText' | 'reason' | 'updatedAt'
>;
export type Session = Pick<z.output<typeof SessionSchema>, 'token' | 'member' | 'account'>;
export type Verdict = Pick<z.output<typeof WhySchema>['verdicts'][number], 'at' | 'gate' | 'draftId'>;

const MODES = ['off', 'draft', 'auto'] as const;

export const readTalk = (value: unknown): Talk => {
  const from = dict(value);
  const contact = dict(from['contact']);
  const agent = dict(from['agent']);
  return {
    id: id(from['id'], 'talk'),
    channel: text(from['channel']),
    origin: optional(from['origin']),
    contact: contact['id'] ? { id: text(contact['id']), crmId: text(contact['crmId']), name: text(contact['name']) } : null,
    mode: oneOf(from['mode'], MODES, 'off'),
    effectiveMode: oneOf(from['effectiveMode'], MODES, 'off'),
    agent: agent['id'] ? { id: text(agent['id']), name: text(agent['name']), model: text(agent['model']), mode: oneOf(agent['mode'], MODES, 'off') } : null,
    pausedUntil: optional(from['pausedUntil']),
    pauseReason: from['pauseReason'] === 'human_active' || from['pauseReason'] === 'paused' ? from['pauseReason'] : null,
    open: from['open'] !== false,
    version: number(from['version']),
  };
};

const readEvidence = (value: unknown): Evidence => {
  const from = dict(value);
  return {
    kind: oneOf(from['kind'], ['knowledge', 'crm', 'message', 'tool'], 'knowledge'),
    id: text(from['id']),
    quote: text(from['quote']),
    title: text(from['title']),
    field: text(from['field']) || undefined,
  };
};

const REASONS: readonly MarkReason[] = ['no_evidence', 'citation_unknown', 'value_not_in_source', 'link_not_allowed', 'wrong_language', 'unproven_act'];

export const readSentence = (value: unknown): Sentence => {
  const from = dict(value);
  const marked = from['marked'] === true;
  return {
    text: text(from['text']),
    marked,
    reason: marked ? oneOf(from['reason'], REASONS, 'no_evidence') : undefined,
    values: list(from['values']).map(text).filter(Boolean),
    evidence: list(from['evidence']).map(readEvidence),
  };
};

const STATES = ['streaming', 'ready', 'sending', 'sent', 'dismissed', 'withheld', 'failed'] as const;

export const readDraft = (value: unknown): Draft => {
  const from = dict(value);
  return {
    id: id(from['id'], 'draft'),
    talkId: id(from['talkId'], 'draft'),
    state: oneOf(from['state'], STATES, 'failed'),
    text: text(from['text']),
    sentences: list(from['sentences']).map(readSentence),
    model: text(from['model']),
    tokens: { in: number(dict(from['tokens'])['in']), out: number(dict(from['tokens'])['out']) },
    cost: number(from['cost']),
    sentText: optional(from['sentText']),
    reason: optional(from['reason']),
    updatedAt: text(from['updatedAt']),
  };
};

export const readVerdicts = (value: unknown): Verdict[] =>
  list(dict(value)['verdicts']).map((verdict) => {
    const from = dict(verdict);
    return { at: text(from['at']), gate: optional(from['gate']), draftId: optional(from['draftId']) };
  });

export const readSession = (value: unknown): Session => {
  const from = dict(value);
  const member = dict(from['member']);
  const account = dict(from['account']);
  return {
    token: id(from['token'], 'session'),
    member: {
      id: text(member['id']),
      crmUserId: text(member['crmUserId']),
      name: text(member['name']),
      role: oneOf(member['role'], ['rep', 'admin'], 'rep'),
      language: text(member['language']),
      active: member['active'] !== false,
    },
    account: {
      id: text(account['id']),
      crm: text(account['crm']),
      crmId: text(account['crmId']),
      subdomain: text(account['subdomain']),
      name: text(account['name']),
      mode: oneOf(account['mode'], MODES, 'off'),
      language: text(account['language']),
      currency: text(account['currency']),
      timezone: text(account['timezone']),
    },
  };
};

/** `undefined`: a kind this card does not know, e.g. of a newer server. */
export const readLive = (value: unknown): LiveMessage | undefined => {
  const from = dict(value);
  const talkId = text(from['talkId']);
  const draftId = text(from['draftId']);
  const leadCrmId = optional(from['leadCrmId']);
  switch (from['kind']) {
    case 'talk.updated':
      return { kind: 'talk.updated', talkId, leadCrmId };
    case 'message.created':
      return { kind: 'message.created', talkId, messageId: text(from['messageId']), direction: from['direction'] === 'out' ? 'out' : 'in', leadCrmId };
    case 'draft.updated':
      return { kind: 'draft.updated', talkId, draftId, state: text(from['state']) };
    case 'draft.delta':
      return { kind: 'draft.delta', talkId, draftId, from: number(from['from']), text: text(from['text']) };
    case 'notification.created':
      return { kind: 'notification.created', notificationId: text(from['notificationId']), memberId: text(from['memberId']) };
    case 'notifications.read':
      return { kind: 'notifications.read', memberId: text(from['memberId']) };
    default:
      return undefined;
  }
};

export interface ProblemShape {
  code: string;
  status: number;
  detail: string;
  /** The gate behind a 409. */
  gate: string | null;
  errors: { path: string; message: string }[];
  /** The whole problem: some codes bring more, e.g. a conflict both sides. */
  more: Dict;
}

export const readProblem = (value: unknown, status: number): ProblemShape => {
  const from = dict(value);
  return {
    code: text(from['code']) || `http_${status}`,
    status: number(from['status']) || status,
    detail: text(from['detail']),
    gate: optional(from['gate']),
    errors: list(from['errors']).map((error) => ({ path: text(dict(error)['path']), message: text(dict(error)['message']) })),
    more: from,
  };
};
