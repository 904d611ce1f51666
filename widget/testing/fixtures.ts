/** Answers of the server for tests; typed by its own schemas, so that a changed shape is a compile error here. */
import type { z } from 'zod';

import type { Session } from '../../server/features/accounts/schema.ts';
import type { Draft, Sentence, Why } from '../../server/features/replies/schema.ts';
import type { Talk } from '../../server/features/talks/schema.ts';

export type FullTalk = z.output<typeof Talk>;
export type FullDraft = z.output<typeof Draft>;

const id = (end: string): string => `01970000-0000-7000-8000-0000000000${end}`;

export const session = (token = 'session-1'): z.output<typeof Session> => ({
  token,
  expiresAt: '2026-11-20T12:00:00.000Z',
  member: { id: id('a1'), crmUserId: '10431207', name: 'Nadia Ferro', role: 'admin', language: 'en', active: true },
  account: {
    id: id('a2'),
    crm: 'kommo',
    crmId: '31415926',
    subdomain: 'demo',
    name: 'Lighthouse',
    mode: 'auto',
    language: 'en',
    currency: 'EUR',
    timezone: 'Europe/Madrid',
  },
});

export const talk = (change: Partial<FullTalk> = {}): FullTalk => ({
  id: id('01'),
  crmId: '77',
  channel: 'kommo-talks',
  origin: 'waba',
  lead: { id: id('b1'), crmId: '1001', name: 'Grinder' },
  contact: { id: id('b2'), crmId: '5', name: 'Mary' },
  mode: 'draft',
  effectiveMode: 'draft',
  agent: { id: id('b3'), name: 'Lighthouse advisor', model: 'offline demo model', mode: 'draft' },
  pausedUntil: null,
  pauseReason: null,
  open: true,
  lastMessageAt: '2026-11-20T10:00:00.000Z',
  version: 1,
  ...change,
});

const proven: z.output<typeof Sentence> = {
  text: 'Delivery to Leeds is £4.90.',
  marked: false,
  evidence: [{ kind: 'knowledge', id: id('c1'), version: 3, start: 0, end: 12, quote: 'Leeds: £4.90', title: 'Delivery in the UK' }],
};
const unproven: z.output<typeof Sentence> = { text: 'It arrives tomorrow.', marked: true, reason: 'no_evidence', evidence: [] };

export const draft = (change: Partial<FullDraft> = {}): FullDraft => ({
  id: id('d1'),
  talkId: id('01'),
  state: 'ready',
  text: 'Delivery to Leeds is £4.90. It arrives tomorrow.',
  language: 'en',
  sentences: [proven, unproven],
  agent: { id: id('b3'), version: 2, name: 'Lighthouse advisor' },
  model: 'offline demo model',
  tokens: { in: 120, out: 20 },
  cost: 310,
  sentText: null,
  reason: null,
  dismissReason: null,
  messageId: null,
  inReplyTo: null,
  createdAt: '2026-11-20T10:00:01.000Z',
  updatedAt: '2026-11-20T10:00:02.000Z',
  trace: [],
  ...change,
});

export const why = (gate: string | null): z.output<typeof Why> => ({
  talkId: id('01'),
  verdicts: [{ at: '2026-11-20T10:00:00.000Z', messageId: null, gate, evidence: {}, draftId: null }],
});

export const draftId = id('d1');
export const newerDraftId = id('d2');
export const talkId = id('01');
export const otherTalkId = id('02');
