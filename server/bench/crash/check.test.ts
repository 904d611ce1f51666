import { expect, it } from 'vitest';

import { type Draft, type Message, type Talk } from '../support/api.ts';
import { check } from './check.ts';

type Subject = Parameters<typeof check>[0];

interface World {
  talks: Talk[];
  messages: Record<string, Message[]>;
  drafts: Draft[];
  sends: string[];
}

/** One talk in which the customer wrote once and was answered. */
const answered = (): World => ({
  talks: [{ id: 't1', crmId: '1930' }],
  messages: { t1: [{ id: 'm1', crmId: 'k1', direction: 'in', text: 'Do you still have the set ab?' }] },
  drafts: [draft({})],
  sends: ['Which colour for the set ab?'],
});

function draft(some: Partial<Draft>): Draft {
  return { id: 'd1', talkId: 't1', state: 'sent', reason: null, text: 'Which colour for the set ab?', inReplyTo: 'm1', trace: [], ...some };
}

/** What the check finds in an installation whose customer wrote in talk 1930. */
async function violations({ talks, messages, drafts, sends }: World): Promise<string[]> {
  const lists = new Map<string, unknown[]>([
    ['/talks', talks],
    ['/drafts', drafts],
    ['/hook-events', []],
    ...talks.map(({ id }) => [`/talks/${id}/messages`, messages[id] ?? []] as const),
  ]);
  const ledger = sends.map((text) => ({ method: 'POST', path: '/api/v4/talks/1930/send_message', status: 202, body: { text } }));
  const parts = {
    api: { all: async (path: string) => lists.get(path) ?? [] },
    kommo: { ledger },
    talks: [{ talkId: 1930 }],
    traffic: { acknowledged: ['k1'] },
  };
  return (await check(parts as unknown as Subject)).violations;
}

it('finds nothing where the last message was answered once', async () => {
  expect(await violations(answered())).toEqual([]);
});

it('asks for no reply in talks that only a sync brought', async () => {
  const world = answered();
  world.talks.push({ id: 't2', crmId: '1914' });
  expect(await violations(world)).toEqual([]);
});

it('finds a draft in a talk where nobody wrote', async () => {
  const world = answered();
  world.talks.push({ id: 't2', crmId: '1914' });
  world.drafts.push(draft({ id: 'd2', talkId: 't2', state: 'ready', inReplyTo: null }));
  expect(await violations(world)).toEqual(['talk: nobody wrote in 1914, and it has 0 messages and 1 drafts']);
});

it('finds a last message without a draft', async () => {
  expect(await violations({ ...answered(), drafts: [], sends: [] })).toEqual(['reply: talk 1930 has 0 drafts for its last message']);
});

it('finds a talk that is gone or has lost its messages', async () => {
  const lost = 'lost: message k1 was acknowledged and is not stored';
  const none = { messages: {}, drafts: [], sends: [] };
  expect(await violations({ ...none, talks: [] })).toEqual([lost, 'talk: 1930 is stored 0 times']);
  expect(await violations({ ...answered(), ...none })).toEqual([lost, 'talk: 1930 has no message of its customer']);
});

it('finds a reply that Kommo got twice', async () => {
  const world = answered();
  world.sends.push(...world.sends);
  expect(await violations(world)).toEqual(['sent: Kommo got "1930: Which colour for the set ab?" 2 times, 1 drafts say that it was sent']);
});
