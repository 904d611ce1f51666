/** What each kind of effect does, and what ends it. */
import { asValue } from 'awilix';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { type Effect as EffectBody } from '../../sdk/effects.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { type LlmEvent } from '../../llm/types.ts';
import { AuditEntry, Member } from '../accounts/entities.ts';
import { Agent } from '../agents/entities.ts';
import { AgentSettings } from '../agents/schema.ts';
import { Notification } from '../notifications/entities.ts';
import { Draft, Verdict } from '../replies/entities.ts';
import { Delivery, Message, Talk } from '../talks/entities.ts';
import { EffectWorld, leadUpdated, note, say } from './effect-world.testing.ts';
import { Effect } from './entities.ts';

let world: EffectWorld;
/** What the model answers; an error is thrown. */
let model: (() => LlmEvent[]) | Error;
beforeAll(async () => {
  world = await EffectWorld.open();
  const { container } = world.hooks;
  async function* stream(): AsyncGenerator<LlmEvent, void> {
    if (model instanceof Error) throw model;
    yield* model();
  }
  container.register({
    llm: asValue({ stream, cost: async () => ({ micros: 0, priced: false }) } as unknown as typeof container.cradle.llm),
    knowledge: asValue({ search: async () => ({ items: [], degraded: true }) } as unknown as typeof container.cradle.knowledge),
  });
}, 60_000);
afterAll(() => world.close());
beforeEach(() => world.reset());

const done = async (effect: EffectBody, options: { event?: DomainEvent; tries?: number } = {}): Promise<Effect> => {
  await world.fire([{ wants: [effect] }], options);
  await world.work({ tries: options.tries ?? 1 });
  const [row] = await world.effectRows();
  if (!row) throw new Error('no effect');
  return row;
};
const talk = (change: Partial<Talk>) => world.em().nativeUpdate(Talk, { id: world.talk.id }, change);
const inAnHour = () => new Date(world.hooks.now.getTime() + 3_600_000);

describe('a message', () => {
  it('goes through the outbox as the product’s own, and ends when it was sent', async () => {
    const effect = await done(say('Hello'));
    const [delivery] = await world.em().find(Delivery, {});
    expect(delivery).toMatchObject({ effectId: effect.id, draftId: null, memberId: null, state: 'sent', text: 'Hello' });
    expect(effect).toMatchObject({ state: 'done', receipt: { id: `crm-${delivery?.id}` } });
    expect(await world.em().find(Message, {})).toMatchObject([{ direction: 'out', authorKind: 'robot', text: 'Hello', deliveryId: delivery?.id }]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['account_off', () => world.em().execute(`update accounts set mode = 'off'`)],
    ['human_active', () => talk({ pausedUntil: inAnHour(), pauseReason: 'human_active' })],
    ['paused', () => talk({ pausedUntil: inAnHour(), pauseReason: 'paused' })],
    ['window_closed', () => talk({ origin: 'waba', lastInAt: new Date('2026-11-16T12:00:00Z') })],
  ])('is stopped by %s, and says so', async (gate, make) => {
    await make();
    const effect = await done(say('Hello'));
    expect(world.sent).toEqual([]);
    expect(effect).toMatchObject({ state: 'failed', problem: `gate_${gate}` });
    expect(effect.error).toMatch(/^[A-Z].*\.$/);
    expect(await world.em().find(Verdict, {})).toMatchObject([{ gate, draftId: null }]);
    expect(await world.em().find(Delivery, {})).toMatchObject([{ state: 'failed', error: `send_stopped_${gate}` }]);
    expect(await world.runs()).toEqual(['failed']);
    expect(await world.em().count(Notification, {})).toBe(0);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['an account that only drafts', () => world.em().execute(`update accounts set mode = 'draft'`)],
    ['a talk whose agent is off', () => talk({ mode: 'off' })],
    ['no agent at all', async () => undefined],
    ['a newer message of the customer', () => talk({ lastInAt: world.hooks.now })],
  ])('is not stopped by %s: an administrator wrote it', async (_, make) => {
    await make();
    expect((await done(say('Hello'))).state).toBe('done');
  });

  it.each<[string, DomainEvent, Partial<Talk>, string | null]>([
    ['that of the event', { ...leadUpdated(), name: 'message.received', subject: 'message:m', data: { talkId: '501' } } as unknown as DomainEvent, {}, '501'],
    ['that which was opened', { ...leadUpdated(), name: 'talk.opened', subject: 'talk:501', data: { id: '501' } } as unknown as DomainEvent, {}, '501'],
    ['the newest open one of the lead', leadUpdated(), {}, '501'],
    ['the older one, where the newer is closed', leadUpdated(), { open: false }, '500'],
  ])('goes to %s', async (_, event, change, expected) => {
    const em = world.em();
    const shared = { accountId: world.hooks.account.id, channel: 'kommo-talks', origin: 'telegram', mode: 'auto' as const, version: 1 };
    em.create(Talk, { id: newId(), crmId: '501', leadId: world.lead.id, open: true, lastMessageAt: new Date('2026-11-18T12:30:00Z'), ...shared, ...change });
    await em.flush();
    await done(say('Hello'), { event });
    expect(world.sent.map((message) => message.talk)).toEqual([`talk:${expected}`]);
  });

  it('without a talk fails in words', async () => {
    await talk({ open: false });
    expect(await done(say('Hello'))).toMatchObject({ state: 'failed', problem: 'no_talk', error: 'There is no conversation with this customer to write in.' });
  });

  it('to a talk that is named and not there goes nowhere else', async () => {
    expect(await done({ ...say('Hello'), talk: 'talk:999' } as EffectBody)).toMatchObject({ state: 'failed', problem: 'no_talk' });
    expect(world.sent).toEqual([]);
  });

  it.each([
    [new Refuse('closed', 'closed'), 'refused_closed'],
    [new Retry('ill'), 'unreachable'],
    [new Error('?'), 'in_doubt'],
  ])('that the channel does not take fails: %s', async (error, problem) => {
    world.outside = () => {
      throw error;
    };
    expect(await done(say('Hello'), { tries: 2 })).toMatchObject({ state: 'failed', problem });
  });

  it('that was in doubt is looked for, not repeated', async () => {
    let calls = 0;
    world.answered = () => {
      calls += 1;
      throw new Retry('no answer', { inDoubt: true });
    };
    expect((await done(say('Hello'), { tries: 3 })).state).toBe('done');
    expect(calls).toBe(1);
  });
});

describe('a reply', () => {
  const says = (...pieces: string[]) => {
    model = (): LlmEvent[] => [
      ...pieces.map((text): LlmEvent => ({ type: 'text', text })),
      { type: 'done', usage: { in: 1, out: 1 }, estimated: false, finish: 'stop', model: 'm' },
    ];
  };
  const agent = async (settings: Record<string, unknown> = {}): Promise<Agent> => {
    const em = world.em();
    const row = em.create(Agent, {
      id: newId(),
      accountId: world.hooks.account.id,
      settings: AgentSettings.parse({ name: 'Luma', mode: 'draft', ...settings }),
      version: 1,
    });
    em.create(Message, {
      id: newId(),
      accountId: world.hooks.account.id,
      talkId: world.talk.id,
      crmId: 'm-1',
      direction: 'in',
      authorKind: 'customer',
      text: 'Thanks!',
      at: new Date('2026-11-10T12:00:00Z'),
    });
    await em.flush();
    return row;
  };

  it('is written by the agent, also long after the customer’s last word, and ends with the draft', async () => {
    await agent();
    says('Are you still interested?');
    const effect = await done({ kind: 'reply', wish: 'ask' });
    const [draft] = await world.em().find(Draft, {});
    expect(draft).toMatchObject({ trigger: 'rule', state: 'ready', text: 'Are you still interested?' });
    expect(effect).toMatchObject({ state: 'done', receipt: { id: draft?.id, via: 'draft' } });
    expect(await world.em().count(Delivery, {})).toBe(0);
  });

  it('is sent where the mode is auto, and its message is known as the rule’s', async () => {
    await agent({ mode: 'auto' });
    says('Are you still interested?');
    const effect = await done({ kind: 'reply' });
    expect(effect.state).toBe('done');
    expect(world.sent.map(({ text }) => text)).toEqual(['Are you still interested?']);
    expect(await world.em().find(Delivery, {})).toMatchObject([{ state: 'sent', effectId: effect.id, draftId: effect.receipt?.id }]);
    expect(await world.runs()).toEqual(['done']);
  });

  it('is written by the agent that was chosen', async () => {
    await agent();
    const em = world.em();
    const settings = AgentSettings.parse({ name: 'Nova', mode: 'auto', channels: ['waba'] });
    const other = em.create(Agent, { id: newId(), accountId: world.hooks.account.id, settings, version: 1 });
    await em.flush();
    says('Hello');
    await done({ kind: 'reply', agentId: other.id });
    expect(await world.em().find(Draft, {})).toMatchObject([{ agentName: 'Nova', state: 'sent' }]);
    expect(world.sent).toHaveLength(1);
  });

  it('that a gate stops has failed with that gate', async () => {
    await agent({ mode: 'off' });
    says('Hello');
    expect(await done({ kind: 'reply' })).toMatchObject({ state: 'failed', problem: 'gate_agent_off' });
    expect(await world.em().count(Draft, {})).toBe(0);
  });

  it('that the model cannot write has failed', async () => {
    await agent();
    model = new Error('no model');
    const effect = await done({ kind: 'reply' });
    expect(effect.state).toBe('failed');
    expect(effect.problem).toMatch(/^reply_/);
  });

  it('is not written again after a crash', async () => {
    await agent();
    says('Hello');
    const effect = await done({ kind: 'reply' });
    await world.em().nativeUpdate(Effect, { id: effect.id }, { state: 'sending', finishedAt: null });
    await world.em().execute(`update action_runs set state = 'waiting'`);
    await world.run(({ effectPerformer }) => effectPerformer.perform(effect.id, { signal: new AbortController().signal, lastAttempt: false }));
    expect(await world.effects()).toEqual(['reply done']);
    expect(await world.em().count(Draft, {})).toBe(1);
  });
});

describe('a notification', () => {
  const told = async (): Promise<string[]> => {
    const members = new Map((await world.em().find(Member, {})).map(({ id, name }) => [id, name]));
    const rows = await world.em().find(Notification, {}, { orderBy: { id: 'asc' } });
    expect(rows.every(({ kind, subject, data }) => kind === 'rule_says' && subject === 'lead:24' && data['text'] === 'Look')).toBe(true);
    return rows.map(({ memberId }) => members.get(memberId) ?? '').toSorted();
  };

  it.each<['responsible' | 'admins' | string[], string[]]>([
    ['responsible', ['Rob Rep']],
    ['admins', ['Ada Admin']],
    [
      ['1', '2', '99'],
      ['Ada Admin', 'Rob Rep'],
    ],
  ])('to %s is in the bell, once', async (to, expected) => {
    expect((await done({ kind: 'notification', to, text: 'Look' })).state).toBe('done');
    expect(await told()).toEqual(expected);
  });

  it('to the responsible user goes to the admins where nobody is responsible', async () => {
    await world.em().execute('update leads set responsible_crm_id = null');
    await done({ kind: 'notification', to: 'responsible', text: 'Look' });
    expect(await told()).toEqual(['Ada Admin']);
  });
});

it('a pause quiets the agent, and zero minutes wake it', async () => {
  await done({ kind: 'pause', minutes: 30 });
  const row = async (): Promise<Talk> => world.em().findOneOrFail(Talk, { id: world.talk.id });
  expect(await row()).toMatchObject({ pausedUntil: new Date(world.hooks.now.getTime() + 1_800_000), pauseReason: 'paused' });
  await world.fire([{ wants: [{ kind: 'pause', minutes: 0 }] }]);
  await world.work();
  expect((await row()).pausedUntil).toBeNull();
});

it('a change is written with the effect’s id as its key, and its receipt kept', async () => {
  const effect = await done(note('Hi'));
  expect(world.written).toEqual([{ key: effect.id, kind: 'add_note', subject: 'lead:24', text: 'Hi' }]);
  expect(effect.receipt).toMatchObject({ id: `crm-${effect.id}` });
});

describe('another try by hand', () => {
  it('does what had failed and what was left out for its sake, under the old key, and is audited', async () => {
    let ill = true;
    world.outside = () => {
      if (ill) throw new Refuse('forbidden', 'No right.');
    };
    await world.fire([{ wants: [note('1')] }, { text: '{{steps.1.id}}', wants: [say('2')] }]);
    await world.work();
    expect(await world.actions()).toEqual(['failed refused_forbidden', 'skipped step_failed']);
    ill = false;
    const [effect] = await world.effectRows();
    const shape = await world.run(({ effects }) => effects.retry(effect?.id ?? ''));
    expect(shape).toMatchObject({ state: 'queued', problem: null });
    expect(await world.runs()).toEqual(['running']);
    await world.work();
    expect(world.written.map(({ key }) => key)).toEqual([effect?.id]);
    expect(await world.actions()).toEqual(['done', 'done']);
    expect(await world.runs()).toEqual(['done']);
    expect(await world.em().find(AuditEntry, {})).toMatchObject([{ action: 'effect.retried', target: `effect:${effect?.id}` }]);
    await expect(world.run(({ effects }) => effects.retry(effect?.id ?? ''))).rejects.toMatchObject({ code: 'effect_not_failed' });
  });

  it('sends a message that failed, once', async () => {
    let ill = true;
    world.outside = () => {
      if (ill) throw new Refuse('closed', 'closed');
    };
    const effect = await done(say('Hello'));
    ill = false;
    await world.run(({ effects }) => effects.retry(effect.id));
    await world.work();
    expect(await world.effects()).toEqual(['message done']);
    expect(world.sent).toHaveLength(1);
    expect(await world.em().count(Delivery, {})).toBe(1);
  });
});

describe('a job that was taken back', () => {
  it('before the actions: they have failed, and the run with them', async () => {
    const { id } = await world.fire([{ wants: [note('1')] }, { wants: [] }]);
    await world.run(({ effectCancel }) => effectCancel.run(id));
    expect(await world.actions()).toEqual(['failed cancelled', 'failed cancelled']);
    expect(await world.runs()).toEqual(['failed']);
    await world.work();
    expect(world.written).toEqual([]);
  });

  it('before an effect, or before its message: that has failed', async () => {
    await world.fire([{ wants: [say('1'), note('2')] }]);
    const [job] = await world.hooks.jobs('run-actions');
    await world.run(({ actionRunner }) => actionRunner.run(job?.ruleRunId ?? '', false));
    const [first, second] = await world.effectRows();
    await world.run(({ effectPerformer }) => effectPerformer.perform(first?.id ?? '', { signal: new AbortController().signal, lastAttempt: false }));
    const [delivery] = await world.em().find(Delivery, {});
    await world.run(({ deliveries }) => deliveries.cancelled(delivery?.id ?? ''));
    await world.run(({ effectCancel }) => effectCancel.effect(second?.id ?? ''));
    expect(await world.effects()).toEqual(['message failed cancelled', 'crm failed cancelled']);
    expect(await world.runs()).toEqual(['failed']);
  });
});
