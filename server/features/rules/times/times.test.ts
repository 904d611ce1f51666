import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { type Body, HookWorld } from '../../hooks/hook-world.testing.ts';
import { RuleDefinition } from '../definition.ts';
import { Rule, RuleRun } from '../entities.ts';

const NOON = 1_795_003_200;
const HOUR = 3600;

let world: HookWorld;
beforeAll(async () => {
  world = await HookWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  at(0);
});

const at = (seconds: number): void => {
  world.now = new Date((NOON + seconds) * 1000);
};

async function rule(time: RuleDefinition['trigger']['time'], parts: object = {}): Promise<string> {
  const definition = RuleDefinition.parse({
    name: 'x',
    trigger: { on: 'time_based', time },
    actions: [{ action: 'add-note', input: { text: 'x' } }],
    ...parts,
  });
  return world.run(async ({ rules }) => {
    const { id } = await rules.create(definition);
    await rules.enable(id, true);
    return id;
  });
}

const update = (id: number, when: number, stage = 11): Body => ({
  account: { id: world.account.crmId },
  leads: {
    update: [{ id, name: `Lead ${id}`, pipeline_id: 5, status_id: stage, created_at: NOON - 9e5, updated_at: NOON + when, last_modified: NOON + when }],
  },
});

/** What the clock would set off now. */
async function look(): Promise<string[]> {
  const before = new Set((await world.em().find(RuleRun, {})).map(({ id }) => id));
  const due = await world.em().find(Rule, { enabled: true, dueAt: { $lte: world.now } });
  for (const { id } of due) await world.run(({ ruleTimes }) => ruleTimes.look(id, new AbortController().signal));
  const runs = await world.em().find(RuleRun, {}, { orderBy: { id: 'asc' } });
  return runs.filter(({ id }) => !before.has(id)).map(({ leadCrmId, state, reason }) => `${leadCrmId ?? ''} ${reason ?? state}`);
}

const silent = (amount: number): RuleDefinition['trigger']['time'] => ({ kind: 'silence', of: 'anything', amount, unit: 'hours' });

it('a silence sets it off once, and the next silence again', async () => {
  await rule(silent(2));
  await world.deliver(update(70, 0));
  expect(await look()).toEqual([]);
  at(2 * HOUR);
  expect(await look()).toEqual(['70 running']);
  at(3 * HOUR);
  expect(await look()).toEqual([]);
  await world.deliver(update(70, 3 * HOUR));
  at(4 * HOUR);
  expect(await look()).toEqual([]);
  at(5 * HOUR + 600);
  expect(await look()).toEqual(['70 running']);
});

it('when it is switched on it looks at the silences there are, for which it asked first', async () => {
  await world.deliver(update(70, -5 * HOUR), update(71, -1 * HOUR));
  const definition = RuleDefinition.parse({
    name: 'x',
    trigger: { on: 'time_based', time: silent(2) },
    actions: [{ action: 'add-note', input: { text: 'x' } }],
  });
  const id = await world.run(async ({ rules }) => (await rules.create(definition)).id);
  const asked = world.run(({ rules }) => rules.enable(id, false));
  await world.run(async ({ rehearser }) => {
    for (let tries = 0; tries < 200; tries += 1) {
      const [job] = await world.jobs('rehearse');
      if (job) return rehearser.run(job.rehearsalId, new AbortController().signal);
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  await expect(asked).rejects.toMatchObject({ status: 409, code: 'confirm_first', detail: { count: 1 } });
  await world.run(({ rules }) => rules.enable(id, true));
  expect(await look()).toEqual(['70 running']);
});

const message = (id: string, direction: 'incoming' | 'outgoing', when: number): Body => ({
  account: { id: world.account.crmId },
  message: {
    add: [
      {
        id,
        chat_id: 'c-1',
        talk_id: 40,
        contact_id: 71,
        text: id,
        created_at: NOON + when,
        entity_type: 'lead',
        entity_id: 70,
        element_type: 2,
        element_id: 70,
        type: direction,
        origin: 'telegram',
        author: direction === 'incoming' ? { id: 'a', type: 'external', name: 'Ann' } : { id: '2', type: 'internal', name: 'Rob' },
      },
    ],
  },
});

it('a customer who waits for an answer sets it off, one who got it does not', async () => {
  await rule({ kind: 'silence', of: 'unanswered', amount: 2, unit: 'hours' });
  await world.deliver(update(70, -5), message('m-1', 'incoming', 0), message('m-2', 'outgoing', 60));
  at(3 * HOUR);
  expect(await look()).toEqual([]);
  await world.deliver(message('m-3', 'incoming', 3 * HOUR));
  at(5 * HOUR + 600);
  expect(await look()).toEqual(['70 running']);
});

it('a look that is killed in the middle and made again runs each lead once', async () => {
  const id = await rule(silent(2));
  await world.deliver(update(70, -5 * HOUR), update(71, -5 * HOUR));
  expect(await look()).toEqual(['70 running', '71 running']);
  await world.em().nativeUpdate(Rule, { id }, { dueAt: world.now, lookedAt: null });
  expect(await look()).toEqual([]);
});

it('a schedule comes by the account’s clock, for open leads, once', async () => {
  await world.run(({ crm }) =>
    crm.saveAccount({
      id: world.account.crmId,
      name: 'x',
      subdomain: 'x',
      users: [],
      pipelines: [
        {
          id: '5',
          name: 'Sales',
          main: true,
          sort: 1,
          stages: [
            { id: '11', name: 'New', kind: 'open', sort: 1 },
            { id: '142', name: 'Won', kind: 'won', sort: 2 },
          ],
        },
      ],
    }),
  );
  await world.deliver(update(70, -10), update(71, -10, 142));
  // Noon in UTC is one in Madrid.
  const id = await rule({ kind: 'schedule', days: [1, 2, 3, 4, 5, 6, 7], at: '14:30' });
  expect((await world.em().findOneOrFail(Rule, { id })).dueAt).toEqual(new Date((NOON + 1.5 * HOUR) * 1000));
  at(HOUR);
  expect(await look()).toEqual([]);
  at(1.5 * HOUR + 20);
  expect(await look()).toEqual(['70 running']);
  expect(await look()).toEqual([]);
  at(25.5 * HOUR + 20);
  expect(await look()).toEqual(['70 running']);
});

it('keeps its cooldown and its conditions', async () => {
  await rule(silent(1), { cooldown: 10 * HOUR, conditions: { condition: 'price-range', input: { from: 1 } } });
  await world.deliver(update(70, -2 * HOUR));
  expect(await look()).toEqual([]);
  const priced = update(71, -2 * HOUR);
  ((priced['leads'] as Body)['update'] as Body[])[0]!['price'] = 500;
  await world.deliver(priced);
  at(HOUR);
  await world.em().nativeUpdate(Rule, {}, { lookedAt: null });
  expect(await look()).toEqual(['71 running']);
  const again = update(71, HOUR);
  ((again['leads'] as Body)['update'] as Body[])[0]!['price'] = 500;
  await world.deliver(again);
  at(3 * HOUR);
  expect(await look()).toEqual(['71 cooldown']);
});

it('is started by hand where it is made for that', async () => {
  await world.deliver(update(70, 0));
  const definition = RuleDefinition.parse({ name: 'x', trigger: { on: 'manual' }, actions: [{ action: 'add-note', input: { text: 'x' } }] });
  const id = await world.run(async ({ rules }) => (await rules.create(definition)).id);
  await expect(world.run(({ manualRules }) => manualRules.start(id, { leadId: '70' }, null))).rejects.toMatchObject({ code: 'rule_disabled' });
  await world.run(({ rules }) => rules.enable(id, false));
  await expect(world.run(({ manualRules }) => manualRules.start(id, { leadId: '99' }, null))).rejects.toMatchObject({ status: 404 });
  await world.run(({ manualRules }) => manualRules.start(id, { leadId: '70' }, null));
  const [job] = await world.jobs('start-rule');
  await world.run(({ manualRules }) => manualRules.run(job!));
  await world.run(({ manualRules }) => manualRules.run(job!).catch(() => undefined));
  expect(await world.em().find(RuleRun, {})).toMatchObject([{ ruleId: id, state: 'running', leadCrmId: '70' }]);
});
