import { describe, expect, it } from 'vitest';

import { AgentSettings } from '../agents/schema.ts';
import { firstStop, GATES, type GateFacts, isClosingRemark } from './gates.ts';

const now = new Date('2026-11-20T12:00:00Z');
const agent = (patch: Partial<AgentSettings> = {}) => ({ settings: AgentSettings.parse({ name: 'Luma', ...patch }) });

const open: GateFacts = {
  now,
  timezone: 'Europe/Madrid',
  accountMode: 'auto',
  talkMode: 'auto',
  agent: agent({ mode: 'auto' }),
  pausedUntil: null,
  pauseReason: null,
  lastInAt: new Date('2026-11-20T11:59:00Z'),
  lastInMessageId: 'm1',
  lastInText: 'How much is delivery?',
  answering: 'm1',
  windowHours: 24,
  spentToday: 0,
};
const later = new Date('2026-11-20T12:20:00Z');

describe('gates', () => {
  it('lets an ordinary question through', () => {
    expect(firstStop(open, { at: 'hook', mode: 'auto' })).toBeUndefined();
  });

  it.each<[(typeof GATES)[number], Partial<GateFacts>]>([
    ['account_off', { accountMode: 'off' }],
    ['agent_off', { talkMode: 'off' }],
    ['agent_off', { agent: agent({ mode: 'off' }) }],
    ['not_bound', { agent: undefined }],
    ['human_active', { pausedUntil: later, pauseReason: 'human_active' }],
    ['paused', { pausedUntil: later, pauseReason: 'paused' }],
    ['outside_hours', { agent: agent({ mode: 'auto', workingHours: { days: [6, 7], from: '09:00', to: '18:00' } }) }],
    ['window_closed', { lastInAt: new Date('2026-11-19T11:59:00Z') }],
    ['budget_spent', { agent: agent({ mode: 'auto', dailyBudget: 1000 }), spentToday: 1000 }],
    ['newer_message', { lastInMessageId: 'm2' }],
    ['closing_remark', { lastInText: 'Спасибо! 👍' }],
  ])('%s stops and shows why', (gate, facts) => {
    const stop = firstStop({ ...open, ...facts }, { at: 'hook', mode: 'auto' });
    expect(stop?.gate).toBe(gate);
    expect(Object.keys(stop?.evidence ?? {})).not.toHaveLength(0);
  });

  it("stops a rule's own text for the customer's sake, and by the account's switch, never for an agent", () => {
    const stop = (facts: Partial<GateFacts>) => firstStop({ ...open, ...facts }, { at: 'rules_text' })?.gate;
    expect(stop({ accountMode: 'off' })).toBe('account_off');
    expect(stop({ pausedUntil: later, pauseReason: 'human_active' })).toBe('human_active');
    expect(stop({ pausedUntil: later, pauseReason: 'paused' })).toBe('paused');
    expect(stop({ lastInAt: new Date('2026-11-19T11:59:00Z') })).toBe('window_closed');
    expect(stop({ talkMode: 'off', agent: undefined, lastInText: 'Thanks!', lastInMessageId: 'm2', spentToday: 9e9 })).toBeUndefined();
  });

  it('a reply that a rule asks for answers no word of the customer', () => {
    const closing = { ...open, answering: null, lastInText: 'Thanks!' };
    expect(firstStop(closing, { at: 'rule', mode: 'auto' })).toBeUndefined();
    expect(firstStop({ ...closing, talkMode: 'off' }, { at: 'rule', mode: 'auto' })?.gate).toBe('agent_off');
    expect(firstStop({ ...closing, lastInAt: null }, { at: 'rule', mode: 'draft' })).toBeUndefined();
    expect(firstStop({ ...closing, lastInAt: null }, { at: 'rule', mode: 'auto' })?.gate).toBe('window_closed');
  });

  it('covers every gate above', () => {
    expect(GATES).toHaveLength(10);
  });

  it('lets a pause end by itself', () => {
    expect(firstStop({ ...open, pausedUntil: now, pauseReason: 'paused' }, { at: 'hook', mode: 'auto' })).toBeUndefined();
  });

  it('drafts outside the hours: a person sends', () => {
    const closed = { ...open, agent: agent({ workingHours: { days: [6], from: '09:00', to: '18:00' } }) };
    expect(firstStop(closed, { at: 'hook', mode: 'draft' })).toBeUndefined();
    expect(firstStop(closed, { at: 'hook', mode: 'auto' })?.gate).toBe('outside_hours');
    const late = { ...open, lastInAt: new Date('2026-11-18T00:00:00Z') };
    expect(firstStop(late, { at: 'hook', mode: 'draft' })).toBeUndefined();
    expect(firstStop(late, { at: 'hook', mode: 'auto' })?.gate).toBe('window_closed');
  });

  it('a member asks past a pause, not past a switched-off agent', () => {
    expect(firstStop({ ...open, pausedUntil: later, pauseReason: 'human_active' }, { at: 'member' })).toBeUndefined();
    expect(firstStop({ ...open, talkMode: 'off' }, { at: 'member' })?.gate).toBe('agent_off');
  });

  it('asks again at the moment of sending', () => {
    expect(firstStop({ ...open, lastInAt: new Date('2026-11-18T00:00:00Z') }, { at: 'send' })?.gate).toBe('window_closed');
    expect(firstStop({ ...open, lastInMessageId: 'm9' }, { at: 'send' })?.gate).toBe('newer_message');
  });
});

describe('isClosingRemark', () => {
  it.each(['ok', 'Спасибо большое!', 'thanks, bye', 'Gracias!', 'Valeu 👍', '👍👍', 'ок, спасибо', 'Muito obrigada'])('%s is one', (text) => {
    expect(isClosingRemark(text)).toBe(true);
  });
  it.each(['ok, and when will it come?', 'Спасибо, а сколько стоит доставка', 'thanks but I need a grinder', '?', 'perfect grinder for espresso'])(
    '%s is not',
    (text) => {
      expect(isClosingRemark(text)).toBe(false);
    },
  );
});

it('comes to an end on a row of emoji before a word', () => {
  expect(isClosingRemark(`${'👍'.repeat(900)} спасибо большое, а когда`)).toBe(false);
});

it('asks more of the agent than of a member when a message is to leave', () => {
  const paused = { ...open, pausedUntil: later, pauseReason: 'human_active' as const };
  expect(firstStop(paused, { at: 'send' })).toBeUndefined();
  expect(firstStop(paused, { at: 'delivery' })?.gate).toBe('human_active');
  expect(firstStop({ ...open, lastInText: 'ok' }, { at: 'delivery' })).toBeUndefined();
});
