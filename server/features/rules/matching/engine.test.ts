/** Rules in the line of hooks: what fires, what does not and why, once. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { ActionRun } from '../../effects/entities.ts';
import { type Body, HookWorld } from '../../hooks/hook-world.testing.ts';
import { Event } from '../../hooks/entities.ts';
import { RuleDefinition } from '../definition.ts';
import { Rule, RuleRun } from '../entities.ts';

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

type Parts = Partial<Omit<RuleDefinition, 'trigger'>> & { on?: string; enabled?: boolean };

async function rule({ on = 'lead_updated', enabled = true, ...parts }: Parts = {}): Promise<string> {
  const definition = RuleDefinition.parse({
    name: 'A rule',
    trigger: { on },
    actions: [{ action: 'add-note', input: { text: 'Seen' } }],
    ...parts,
  });
  return world.run(async ({ rules }) => {
    const { id } = await rules.create(definition);
    if (enabled) await rules.enable(id, true);
    return id;
  });
}

const lead = (id: number, { at = 0, verb = 'update', price = 100, stage = 11, tags = [] as string[] } = {}): Body => ({
  account: { id: world.account.crmId },
  leads: {
    [verb]: [
      {
        id,
        name: `Lead ${id}`,
        price,
        pipeline_id: 5,
        status_id: stage,
        ...(verb === 'status' ? { old_status_id: 10, old_pipeline_id: 5 } : {}),
        responsible_user_id: 2,
        created_at: NOON - 5000,
        updated_at: NOON + at,
        last_modified: NOON + at,
        ...(tags.length > 0 ? { tags: tags.map((name, index) => ({ id: index + 1, name })) } : {}),
      },
    ],
  },
});

const runs = () => world.em().find(RuleRun, {}, { orderBy: { id: 'asc' } });
const states = async () => (await runs()).map(({ state, reason }) => reason ?? state);

describe('a rule', () => {
  it('fires for its event, with the facts of that moment, and plans its actions', async () => {
    const id = await rule({
      conditions: {
        all: [
          { condition: 'price-range', input: { from: 50 } },
          { condition: 'tag-has', input: { tags: ['vip'] } },
        ],
      },
      actions: [
        { action: 'add-note', input: { text: 'Seen' } },
        { action: 'create-task', input: { text: 'Call {{lead.name}}' } },
      ],
    });
    const [hook] = await world.deliver(lead(70, { tags: ['vip'] }));
    const [run] = await runs();
    expect(run).toMatchObject({
      ruleId: id,
      ruleVersion: 1,
      state: 'running',
      subject: 'lead:70',
      leadCrmId: '70',
      hookEventId: hook?.id,
      chain: [id],
      event: { name: 'lead.updated', subject: 'lead:70' },
    });
    expect(run?.conditions).toMatchObject([
      { path: 'all.0', condition: 'price-range', holds: true, found: 100 },
      { path: 'all.1', condition: 'tag-has', holds: true },
    ]);
    const actions = await world.em().find(ActionRun, {}, { orderBy: { position: 'asc' } });
    expect(actions.map(({ action, position, state }) => [action, position, state])).toEqual([
      ['add-note', 1, 'planned'],
      ['create-task', 2, 'planned'],
    ]);
    expect(await world.jobs('run-actions')).toEqual([{ accountId: world.account.id, ruleRunId: run?.id }]);
  });

  it('keeps with the event what was known then', async () => {
    await world.deliver(lead(70, { price: 100 }), lead(70, { price: 200, at: 5 }));
    const events = await world.em().find(Event, {}, { orderBy: { id: 'asc' }, populate: ['facts'] });
    expect(events.map(({ facts }) => facts?.lead?.price)).toEqual([100, 200]);
  });

  it('fires once for an event that is told twice', async () => {
    await rule();
    await world.deliver(lead(70), lead(70));
    await world.deliver(lead(70));
    expect(await states()).toEqual(['running']);
  });

  it('does not fire when it is off, deleted, or for another event', async () => {
    await rule({ enabled: false });
    await rule({ on: 'stage_changed' });
    const id = await rule();
    await world.run(({ rules }) => rules.remove(id));
    await world.deliver(lead(70));
    expect(await runs()).toEqual([]);
  });

  it('is heard at once when it is switched on, and no more when it is switched off', async () => {
    const id = await rule({ enabled: false });
    await world.deliver(lead(70, { at: 1 }));
    await world.run(({ rules }) => rules.enable(id, false));
    await world.deliver(lead(70, { at: 2 }));
    await world.run(({ rules }) => rules.disable(id));
    await world.deliver(lead(70, { at: 3 }));
    expect(await runs()).toHaveLength(1);
  });

  it('that nearly held is in the log with what did not', async () => {
    await rule({
      conditions: {
        all: [
          { condition: 'price-range', input: { from: 500 } },
          { condition: 'responsible-is', input: { users: ['2'] } },
        ],
      },
    });
    await world.deliver(lead(70));
    expect(await states()).toEqual(['near']);
    expect((await runs())[0]?.conditions).toMatchObject([{ holds: false, found: 100 }, { holds: true }]);
    expect(await world.jobs('run-actions')).toEqual([]);
  });

  it('is one of a few in the log, of many that nearly held: the first of them', async () => {
    for (let number = 0; number < 9; number += 1)
      await rule({
        name: `rule ${number}`,
        priority: number,
        conditions: {
          all: [
            { condition: 'price-range', input: { from: 500 } },
            { condition: 'responsible-is', input: { users: ['2'] } },
          ],
        },
      });
    const id = await rule({ name: 'the last', priority: 0 });
    await world.deliver(lead(70));
    const found = await runs();
    expect(found.map(({ state }) => state)).toEqual(['near', 'near', 'near', 'near', 'near', 'running']);
    expect(found.at(-1)?.ruleId).toBe(id);
  });

  it('that does not hold at all leaves nothing', async () => {
    await rule({
      conditions: {
        all: [
          { condition: 'price-range', input: { from: 500 } },
          { condition: 'tag-has', input: { tags: ['vip'] } },
        ],
      },
    });
    await world.deliver(lead(70));
    expect(await runs()).toEqual([]);
  });
});

describe('what keeps a rule back', () => {
  it('is its cooldown, for the same lead', async () => {
    await rule({ cooldown: 3600 });
    await world.deliver(lead(70), lead(71));
    await world.deliver(lead(70, { at: 600 }), lead(70, { at: 3601 }));
    expect(await states()).toEqual(['running', 'running', 'cooldown', 'running']);
  });

  it('is its cooldown, also for two events of one hook', async () => {
    await rule({ cooldown: 3600 });
    const both = lead(70);
    (both['leads'] as Record<string, unknown[]>)['update']?.push({
      ...(lead(70, { at: 9, price: 7 })['leads'] as Record<string, Body[]>)['update']?.[0],
    });
    await world.deliver(both);
    expect(await states()).toEqual(['running', 'cooldown']);
  });

  it('is a rule above it that lets no other through', async () => {
    await rule({ name: 'low', priority: 1 });
    await rule({ name: 'high', priority: 900, stop: true });
    await world.deliver(lead(70));
    expect(await states()).toEqual(['running', 'stopped']);
  });

  it('is not a rule above it that does not hold', async () => {
    await rule({ name: 'low', priority: 1 });
    await rule({ name: 'high', priority: 900, stop: true, conditions: { condition: 'price-range', input: { from: 500 } } });
    await world.deliver(lead(70));
    expect(await states()).toEqual(['running']);
  });
});

describe('a rule that cannot run', () => {
  it('is not switched on, and says what is wrong', async () => {
    const refused = async (parts: Parts, problem: object): Promise<void> => {
      await expect(rule(parts)).rejects.toMatchObject({ status: 422, code: 'rule_problem', errors: [problem] });
    };
    await refused({ conditions: { condition: 'moon-phase', input: {} } }, { code: 'missing_plugin', path: 'conditions' });
    await refused({ conditions: { condition: 'price-range', input: { from: 9, to: 1 } } }, { code: 'invalid_input' });
    await refused(
      { conditions: { all: [{ condition: 'stage-is', input: { stages: ['5:404'] } }] } },
      { code: 'missing_reference', ref: 'stage', value: '5:404' },
    );
    await refused({ actions: [{ action: 'add-note', input: { text: 'Hi {{lead.nickname}}' } }] }, { code: 'unknown_variable', value: 'lead.nickname' });
    expect(await world.em().count(Rule, { enabled: true })).toBe(0);
  });

  it('is switched off with the reason when its stage is gone', async () => {
    await world.run(({ crm }) =>
      crm.saveAccount({
        id: world.account.crmId,
        name: 'x',
        subdomain: 'x',
        users: [],
        pipelines: [{ id: '5', name: 'Sales', main: true, sort: 1, stages: [{ id: '11', name: 'New', kind: 'open', sort: 1 }] }],
      }),
    );
    const id = await rule({ conditions: { condition: 'stage-is', input: { stages: ['5:11'] } } });
    await world.run(({ crm }) => crm.saveAccount({ id: world.account.crmId, name: 'x', subdomain: 'x', users: [], pipelines: [] }));
    await world.run(({ ruleUpkeep }) => ruleUpkeep.look());
    expect(await world.em().findOneOrFail(Rule, { id })).toMatchObject({ enabled: false, problem: { code: 'missing_reference', value: '5:11' } });
    await world.deliver(lead(70));
    expect(await runs()).toEqual([]);
  });
});

describe('groups', () => {
  it('too deep or too many are refused in words', () => {
    let deep: unknown = { condition: 'price-range', input: {} };
    for (let depth = 0; depth < 200; depth++) deep = { all: [deep] };
    const parse = (conditions: unknown) => RuleDefinition.safeParse({ name: 'x', trigger: { on: 'lead_updated' }, actions: [{ action: 'a' }], conditions });
    expect(parse(deep).error?.issues[0]?.message).toMatch(/deep/);
    const many = { any: Array.from({ length: 200 }, () => ({ condition: 'price-range', input: {} })) };
    expect(parse(many).error?.issues[0]?.message).toMatch(/60/);
    expect(parse({ any: [] }).success).toBe(false);
    expect(parse({ all: [], any: [] }).success).toBe(false);
  });
});
