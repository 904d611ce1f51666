/** Trying rules without effect: on one event, on the past, on the leads there are. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { ActionRun } from '../../effects/entities.ts';
import { Event } from '../../hooks/entities.ts';
import { type Body, HookWorld } from '../../hooks/hook-world.testing.ts';
import { RuleDefinition } from '../definition.ts';
import { Rehearsal, RuleRun } from '../entities.ts';
import { type RehearsalInput, type RehearsalKind, type RehearsalResult } from '../schema.ts';

const NOON = 1_795_003_200;

let world: HookWorld;
beforeAll(async () => {
  world = await HookWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  world.now = new Date(NOON * 1000);
});

type Parts = Partial<Omit<RuleDefinition, 'trigger'>> & { trigger?: RuleDefinition['trigger'] };
const definitionOf = (parts: Parts = {}): RuleDefinition =>
  RuleDefinition.parse({
    name: 'A rule',
    trigger: { on: 'lead_updated' },
    actions: [{ action: 'add-note', input: { text: 'Seen: {{lead.name}}' } }],
    ...parts,
  });

async function stored(parts: Parts = {}, enabled = true): Promise<string> {
  return world.run(async ({ rules }) => {
    const { id } = await rules.create(definitionOf(parts));
    if (enabled) await rules.enable(id, true);
    return id;
  });
}

/** As a worker would, at once. */
async function rehearse(kind: RehearsalKind, definition: RuleDefinition, input: RehearsalInput = {}, ruleId: string | null = null): Promise<RehearsalResult> {
  return world.run(async ({ rehearsals, rehearser }) => {
    const { id } = await rehearsals.begin(kind, definition, input, ruleId);
    await rehearser.run(id, new AbortController().signal);
    const { state, result, error } = await rehearsals.get(id);
    expect([state, error]).toEqual(['done', null]);
    return result as RehearsalResult;
  });
}

const update = (id: number, at: number, { price = 100, stage = 11 } = {}): Body => ({
  account: { id: world.account.crmId },
  leads: {
    update: [
      {
        id,
        name: `Lead ${id}`,
        price,
        pipeline_id: 5,
        status_id: stage,
        responsible_user_id: 2,
        created_at: NOON - 9e5,
        updated_at: NOON + at,
        last_modified: NOON + at,
      },
    ],
  },
});

const nothingDone = async (): Promise<void> => {
  expect(await world.em().count(ActionRun, {})).toBe(0);
  expect(world.calls).toEqual([]);
};

describe('a dry run', () => {
  it('tells of a real lead which condition holds, with its value, and what would be done', async () => {
    await world.deliver(update(70, 0));
    const result = await rehearse(
      'dry_run',
      definitionOf({
        conditions: {
          all: [
            { condition: 'price-range', input: { from: 50 } },
            { condition: 'price-range', input: { from: 500 } },
          ],
        },
      }),
      {
        leadId: '70',
      },
    );
    expect(result).toMatchObject({ holds: false, event: { name: 'lead.updated', subject: 'lead:70' } });
    expect(result.conditions).toMatchObject([
      { path: 'all.0', holds: true, found: 100 },
      { path: 'all.1', holds: false, found: 100 },
    ]);
    expect(result.would).toMatchObject([{ position: 1, action: 'add-note', error: null }]);
    expect(result.would[0]?.says).toContain('Seen: Lead 70');
    await nothingDone();
  });

  it('asks a stored event with what was known then', async () => {
    await world.deliver(update(70, 0, { price: 100 }), update(70, 5, { price: 900 }));
    const [first] = await world.em().find(Event, {}, { orderBy: { id: 'asc' } });
    const cheap = definitionOf({ conditions: { condition: 'price-range', input: { to: 200 } } });
    expect(await rehearse('dry_run', cheap, { eventId: first?.id ?? '' })).toMatchObject({ holds: true });
    expect(await rehearse('dry_run', cheap, { leadId: '70' })).toMatchObject({ holds: false });
  });

  it('takes an event that is only thought of', async () => {
    const words = definitionOf({
      trigger: { on: 'message_received' },
      conditions: { condition: 'message-matches', input: { match: 'any', texts: ['price'] } },
    });
    const example = (text: string) => ({ name: 'message.received' as const, data: { text } });
    expect(await rehearse('dry_run', words, { example: example('What is the price?') })).toMatchObject({ holds: true });
    expect(await rehearse('dry_run', words, { example: example('Hello') })).toMatchObject({ holds: false });
  });

  it('takes of a real lead the words of its last message', async () => {
    const message = (id: string, text: string) => ({
      message: { add: [{ id, type: 'incoming', text, talk_id: '900', entity_type: 'lead', entity_id: 70, created_at: NOON, author: { type: 'external' } }] },
    });
    await world.deliver(update(70, 0), message('m-1', 'What is the price?'), message('m-2', 'Hello'));
    const words = definitionOf({
      trigger: { on: 'message_received' },
      conditions: { condition: 'message-matches', input: { match: 'any', texts: ['hello'] } },
    });
    expect(await rehearse('dry_run', words, { leadId: '70' })).toMatchObject({ holds: true, event: { name: 'message.received', subject: 'message:m-2' } });
  });

  it('knows of an example what the example says of itself', async () => {
    const vip = definitionOf({
      conditions: {
        all: [
          { condition: 'price-range', input: { from: 500 } },
          { condition: 'tag-has', input: { tags: ['vip'] } },
        ],
      },
    });
    const example = (data: Record<string, unknown>) => ({ example: { name: 'lead.updated' as const, data } });
    expect(await rehearse('dry_run', vip, example({ price: 900, tags: ['vip'] }))).toMatchObject({ holds: true });
    expect(await rehearse('dry_run', vip, example({ price: 900 }))).toMatchObject({ holds: false });
    const byTelegram = definitionOf({ trigger: { on: 'message_received' }, conditions: { condition: 'channel-is', input: { channels: ['telegram'] } } });
    expect(await rehearse('dry_run', byTelegram, { example: { name: 'message.received', data: { text: 'Hi', origin: 'telegram' } } })).toMatchObject({
      holds: true,
    });
  });

  it('says in words what an action cannot do', async () => {
    const result = await rehearse('dry_run', definitionOf({ trigger: { on: 'lead_created' }, actions: [{ action: 'update-lead', input: {} }] }), {});
    expect(result.would[0]).toMatchObject({ says: '', error: expect.any(String) });
  });
});

describe('a replay', () => {
  it('fires where the live rule fired, in the same order, with the same cooldowns, twice the same', async () => {
    const parts: Parts = { cooldown: 600, conditions: { condition: 'price-range', input: { from: 50, to: 500 } } };
    const id = await stored(parts);
    for (let step = 0; step < 40; step += 1) await world.deliver(update(70 + (step % 4), step * 120, { price: step % 5 === 0 ? 900 : 100 }));
    const live = (await world.em().find(RuleRun, { state: 'running' }, { orderBy: { id: 'asc' } })).map(({ eventId }) => eventId);
    expect(live.length).toBeGreaterThan(4);
    const before = await world.em().count(RuleRun, {});
    world.now = new Date((NOON + 3600) * 1000);
    const first = await rehearse('replay', definitionOf(parts), { days: 30 }, id);
    expect(first.hits.filter(({ outcome }) => outcome === 'fires').map(({ eventId }) => eventId)).toEqual(live);
    expect(first).toMatchObject({ fires: live.length, subjects: 4 });
    expect(first.kept.cooldown).toBe(await world.em().count(RuleRun, { reason: 'cooldown' }));
    expect(first.perDay.reduce((sum, { fires }) => sum + fires, 0)).toBe(live.length);
    expect(await rehearse('replay', definitionOf(parts), { days: 30 }, id)).toEqual(first);
    expect(await world.em().count(RuleRun, {})).toBe(before);
    expect(world.calls).toEqual([]);
  });

  it('knows of the rules above that would have stopped it', async () => {
    await stored({ name: 'gate', priority: 900, stop: true, conditions: { condition: 'price-range', input: { from: 500 } } });
    await world.deliver(update(70, 0, { price: 900 }), update(71, 0, { price: 100 }));
    const result = await rehearse('replay', definitionOf());
    expect(result).toMatchObject({ fires: 1, kept: { stopped: 1 } });
  });

  it('estimates what the model would cost', async () => {
    await world.deliver(update(70, 0), update(71, 0));
    const { cost } = await rehearse('replay', definitionOf({ actions: [{ action: 'ai-response', input: {} }] }));
    expect(cost).toMatchObject({ messages: 2, modelCalls: 2 });
  });

  it('stops when it is cancelled, and says how far it came', async () => {
    for (let step = 0; step < 3; step += 1) await world.deliver(update(70, step));
    const row = await world.run(async ({ rehearsals, rehearser }) => {
      const { id } = await rehearsals.begin('replay', definitionOf(), {});
      await rehearsals.cancel(id);
      await rehearser.run(id, new AbortController().signal);
      return rehearsals.get(id);
    });
    expect(row).toMatchObject({ state: 'cancelled', result: null });
  });
});

describe('an estimate', () => {
  const silence: RuleDefinition['trigger'] = { on: 'time_based', time: { kind: 'silence', of: 'anything', amount: 1, unit: 'days' } };

  it('counts the leads a rule by silence would run for now', async () => {
    await world.deliver(update(70, -200_000), update(71, -100_000, { price: 900 }), update(72, -60));
    expect(await rehearse('estimate', definitionOf({ trigger: silence }))).toMatchObject({
      fires: 2,
      subjects: 2,
      hits: [{ leadCrmId: '70' }, { leadCrmId: '71' }],
    });
    expect(await rehearse('estimate', definitionOf({ trigger: silence, conditions: { condition: 'price-range', input: { from: 500 } } }))).toMatchObject({
      fires: 1,
    });
    await nothingDone();
    expect(await world.em().count(Rehearsal, { state: 'done' })).toBe(2);
  });
});
