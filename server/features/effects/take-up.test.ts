/** What a dead process left, what is kept how long, and what the history shows of it. */
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { type Caused } from '../hooks/schema.ts';
import { HookEvent } from '../hooks/entities.ts';
import { Retention } from '../hooks/retention.ts';
import { type RunState, RuleRun } from '../rules/entities.ts';
import { Refuse } from '../../sdk/errors.ts';
import { EffectWorld, leadUpdated, note, say } from './effect-world.testing.ts';
import { ActionRun, Effect } from './entities.ts';

const DAY_MS = 24 * 3_600_000;
const log = pino({ level: 'silent' });

let world: EffectWorld;
beforeAll(async () => {
  world = await EffectWorld.open();
}, 60_000);
afterAll(() => world.close());
beforeEach(() => world.reset());

const retention = (now: Date): Retention => {
  const { queue } = world.hooks.container.cradle;
  return new Retention({ tenancy: world.hooks.db.tenancy, clock: { now: () => now }, queue, log });
};
const takeUp = (): Promise<void> => retention(new Date(Date.now() + 10 * 60_000)).takeUp();
const waiting = async (): Promise<string[]> => {
  const { items } = await world.hooks.container.cradle.queue.list({ state: 'waiting', limit: 50 }, world.hooks.account.id);
  return items.map(({ name }) => name).toSorted();
};
const perform = (id = '') => world.run(({ effectPerformer }) => effectPerformer.perform(id, { signal: new AbortController().signal, lastAttempt: false }));
const begin = async (wants: Parameters<EffectWorld['fire']>[0][number]['wants']): Promise<void> => {
  const { id } = await world.fire([{ wants }, { wants: [] }]);
  await world.run(({ actionRunner }) => actionRunner.run(id, false));
  await forgetJobs();
};
const forgetJobs = () => world.hooks.container.cradle.queue.rows.takeBackAll(world.hooks.account.id);

it('a run whose job is lost gets another, once, and ends', async () => {
  await world.fire([{ wants: [note('1')] }]);
  await forgetJobs();
  await takeUp();
  await takeUp();
  expect(await waiting()).toEqual(['run-actions']);
  await world.work();
  expect(await world.runs()).toEqual(['done']);
});

it('an action that was running goes on', async () => {
  await world.fire([{ wants: [note('1')] }]);
  await world.em().nativeUpdate(ActionRun, {}, { state: 'running', attempts: 8 });
  await forgetJobs();
  await takeUp();
  await world.work();
  expect(await world.effects()).toEqual(['crm done']);
});

it.each(['queued', 'sending', 'in_doubt'] as const)('an effect left %s gets a job, the first of its action only', async (state) => {
  await begin([note('1'), note('2')]);
  await world.em().nativeUpdate(Effect, { position: 1 }, { state });
  await takeUp();
  await takeUp();
  expect(await waiting()).toEqual(['perform-effect']);
  await world.work();
  expect(await world.runs()).toEqual(['done']);
  expect(world.written).toHaveLength(2);
});

it('a message that waits in the outbox is left to it', async () => {
  await begin([say('1')]);
  const [effect] = await world.effectRows();
  await perform(effect?.id);
  await forgetJobs();
  await takeUp();
  expect(await waiting()).toEqual(['deliver']);
  await world.work();
  expect(await world.runs()).toEqual(['done']);
});

it('what has ended, what has a job, and what is young is left alone', async () => {
  await world.fire([{ wants: [note('1')] }]);
  await world.work();
  await world.fire([{ wants: [note('2')] }]);
  await takeUp();
  expect(await waiting()).toEqual(['run-actions']);
  await forgetJobs();
  await retention(new Date()).takeUp();
  expect(await waiting()).toEqual([]);
});

it('runs are kept for 90 days, with their actions and effects; what was not done for 14', async () => {
  const run = async (state: RunState, days: number): Promise<void> => {
    const { id } = await world.fire([{ wants: [note('x')] }]);
    await world.work();
    await world.em().nativeUpdate(RuleRun, { id }, { state, createdAt: new Date(Date.now() - days * DAY_MS) });
  };
  await run('done', 89);
  await run('failed', 91);
  await run('near', 13);
  await run('near', 15);
  await run('skipped', 15);
  await retention(new Date()).cleanUp();
  expect((await world.em().find(RuleRun, {})).map(({ state }) => state).toSorted()).toEqual(['done', 'near']);
  expect([await world.em().count(ActionRun, {}), await world.em().count(Effect, {})]).toEqual([2, 2]);
});

it('the tree of a hook goes from the event to the rule, its actions, their effects and messages', async () => {
  world.outside = (what) => {
    if ('text' in what && what.text === 'no') throw new Refuse('invalid', 'No.');
  };
  const em = world.em();
  const { at, name, subject } = leadUpdated();
  const shared = {
    accountId: world.hooks.account.id,
    source: 'kommo',
    headers: {},
    body: Buffer.from(''),
    bytes: 0,
    digest: 'd',
    attempts: 1,
    receivedAt: new Date(at),
  };
  const events = [
    { name: 'talk.opened', subject: 'talk:500', at, key: null, duplicate: false, data: {} },
    { name, subject, at, key: null, duplicate: false, data: {} },
  ];
  const hook = em.create(HookEvent, { id: newId(), state: 'done', ...shared, events });
  await em.flush();
  await world.fire([{ text: 'Hi', wants: [say('Hello'), note('1')] }, { wants: [note('no')] }], { hookEventId: hook.id });
  await world.work();
  const drawn = (nodes: Caused[], depth = 0): string[] =>
    nodes.flatMap(({ kind, label, state, children }) => [`${'  '.repeat(depth)}${kind} ${label} ${state ?? ''}`.trimEnd(), ...drawn(children, depth + 1)]);
  const tree = await world.run(({ hookCauses }) => hookCauses.whole(hook));
  const lines = drawn(tree).filter((line) => !/^ *job /.test(line));
  expect(lines.slice(lines.indexOf('event lead.updated new'))).toEqual([
    'event lead.updated new',
    '  lead Sofa',
    '  rule_run Follow up failed',
    '    action_run would say “Hi” done',
    '      effect message done',
    '        delivery test sent',
    '      effect add_note done',
    '    action_run would say “x” failed',
    '      effect add_note failed',
  ]);
  const jobs = drawn(tree).filter((line) => /^ *job /.test(line));
  expect(jobs).toContain('        job perform-effect cancelled');
});
