import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createAccount } from '../../db/testing.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { Activity } from '../activity/entities.ts';
import { Notification } from '../notifications/entities.ts';
import { Delivery } from '../talks/entities.ts';
import { EffectWorld, note, say } from './effect-world.testing.ts';
import { ActionRun, Effect } from './entities.ts';

let world: EffectWorld;
beforeAll(async () => {
  world = await EffectWorld.open();
}, 60_000);
afterAll(() => world.close());
beforeEach(() => world.reset());

const texts = (): string[] => world.written.map((change) => ('text' in change ? change.text : change.kind));
const tell = { kind: 'notification' as const, to: 'responsible' as const, text: 'Look' };

describe('a run', () => {
  it('does its actions one after another, each once, and ends', async () => {
    const { id } = await world.fire([
      { text: 'first {{lead.name}}', wants: [note('1'), note('2')] },
      { text: 'second {{steps.1.id}}', wants: [say('3')] },
      { text: 'third', wants: [] },
      { wants: [tell, { kind: 'pause', minutes: 5 }] },
    ]);
    await world.work();
    const [first] = await world.effectRows();
    expect(world.acted).toEqual(['first Sofa', `second crm-${first?.id}`, 'third', 'x']);
    expect(texts()).toEqual(['1', '2']);
    expect(world.sent.map(({ text, talk, lead }) => [text, talk, lead])).toEqual([['3', 'talk:500', 'lead:24']]);
    expect(await world.actions()).toEqual(['done', 'done', 'done', 'done']);
    expect(await world.effects()).toEqual(['crm done', 'crm done', 'message done', 'notification done', 'pause done']);
    expect(await world.runs()).toEqual(['done']);
    const [action] = await world.em().find(ActionRun, { ruleRunId: id, position: 1 });
    expect(action).toMatchObject({ said: 'would say “first Sofa”', attempts: 1 });
    expect(action?.finishedAt).toBeInstanceOf(Date);
    const log = await world.em().find(Activity, { kind: 'rule.executed' });
    expect(log.map(({ subject, leadCrmId, data }) => [subject, leadCrmId, data])).toEqual([[`rule:${world.rule.id}`, '24', { name: 'Follow up', runId: id }]]);
  });

  it('without actions is done at once', async () => {
    await world.fire([]);
    await world.work();
    expect(await world.runs()).toEqual(['done']);
  });

  it('goes on after an action that failed, and is failed', async () => {
    await world.fire([{ wants: new Refuse('invalid', 'A task has 1 to 2000 characters.') }, { text: 'all the same', wants: [note('2')] }]);
    await world.work();
    expect(await world.actions()).toEqual(['failed refused_invalid', 'done']);
    expect(texts()).toEqual(['2']);
    expect(await world.runs()).toEqual(['failed']);
    expect(await world.em().find(ActionRun, { state: 'failed' })).toMatchObject([{ error: 'A task has 1 to 2000 characters.' }]);
    expect(await world.em().find(Activity, { kind: 'rule.executed' })).toMatchObject([{ data: { change: 'failed' } }]);
  });

  it('leaves out what takes the result of an action that failed, and what takes the result of that', async () => {
    world.outside = (what) => {
      if ('text' in what && what.text === '1') throw new Refuse('not_found', 'The lead is gone.');
    };
    await world.fire([
      { wants: [note('1')] },
      { text: '{{steps.1.id|none}}', wants: [note('2')] },
      { text: '{{steps.2.id}}', wants: [note('3')] },
      { text: '{{steps.4.id}} {{steps.9.id}}', wants: [note('4')] },
      { text: '{{steps.4.id}}', wants: [note('5')] },
    ]);
    await world.work();
    expect(await world.actions()).toEqual(['failed refused_not_found', 'skipped step_failed', 'skipped step_failed', 'done', 'done']);
    expect(await world.em().find(ActionRun, { position: 2 })).toMatchObject([{ error: 'It uses the result of action 1, which did not come to one.' }]);
    expect(world.acted).toHaveLength(3);
    expect(world.acted[1]?.trim()).toBe('');
  });

  it('an effect that failed does not keep the next one of its action back', async () => {
    world.outside = (what) => {
      if ('text' in what && what.text === '1') throw new Refuse('invalid', 'No.');
    };
    await world.fire([{ wants: [note('1'), note('2')] }]);
    await world.work();
    expect(await world.effects()).toEqual(['crm failed refused_invalid', 'crm done']);
    expect(await world.actions()).toEqual(['failed refused_invalid']);
  });

  it('reads the facts when its turn comes, not when the rule fired', async () => {
    await world.fire([{ text: '{{lead.name}}', wants: [] }]);
    await world.em().execute(`update leads set name = 'Armchair'`);
    await world.work();
    expect(world.acted).toEqual(['Armchair']);
  });

  it('whose action has to wait is tried again, and fails when it was tried often enough', async () => {
    await world.fire([{ wants: new Retry('The model is busy.') }, { wants: [note('2')] }]);
    await world.work({ tries: 3 });
    expect(world.acted).toHaveLength(4);
    expect(await world.actions()).toEqual(['failed unreachable', 'done']);
    expect(await world.em().find(ActionRun, { position: 1 })).toMatchObject([{ attempts: 3, error: 'The model is busy.' }]);
  });

  it('whose action breaks tells nothing of what broke', async () => {
    await world.fire([{ wants: new TypeError('relation "secret" does not exist') }]);
    await world.work({ tries: 2 });
    const [action] = await world.em().find(ActionRun, {});
    expect([action?.problem, action?.error]).toEqual(['internal', expect.not.stringContaining('secret')]);
  });

  it('stores whatever an action asks for', async () => {
    await world.fire([{ wants: [note('a\0b\ud800c\u202ed')] }]);
    await world.work();
    expect(texts()).toEqual(['ab\ufffdcd']);
    expect(await world.actions()).toEqual(['done']);
  });

  it('of a deleted rule still ends', async () => {
    await world.fire([{ wants: [note('1')] }]);
    await world.em().execute('update rules set deleted_at = now()');
    await world.work();
    expect(await world.runs()).toEqual(['done']);
  });
});

describe('an effect', () => {
  it('is tried again while the other side is ill, under the same key', async () => {
    const keys: string[] = [];
    world.outside = ({ key }) => {
      keys.push(key);
      if (keys.length < 3) throw new Retry('Kommo is ill.');
    };
    await world.fire([{ wants: [note('1')] }]);
    await world.work({ tries: 5 });
    const [effect] = await world.effectRows();
    expect(keys).toEqual([effect?.id, effect?.id, effect?.id]);
    expect(effect).toMatchObject({ state: 'done', attempts: 3, problem: null, error: null });
  });

  it('waits as queued while it certainly has not happened, and in doubt while it may have', async () => {
    for (const [error, state] of [
      [new Retry('busy'), 'queued'],
      [new Retry('timeout', { inDoubt: true }), 'in_doubt'],
      [new Error('?'), 'in_doubt'],
    ] as const) {
      await world.reset();
      world.outside = () => {
        throw error;
      };
      await world.fire([{ wants: [note('1')] }]);
      const [job] = await world.hooks.jobs('run-actions');
      await world.run(({ actionRunner }) => actionRunner.run(job?.ruleRunId ?? '', false));
      const [effect] = await world.effectRows();
      const perform = (lastAttempt: boolean) =>
        world.run(({ effectPerformer }) => effectPerformer.perform(effect?.id ?? '', { signal: new AbortController().signal, lastAttempt }));
      await expect(perform(false)).rejects.toThrow(error.message);
      expect((await world.effectRows())[0]).toMatchObject({ state, attempts: 1, firstTriedAt: world.hooks.now });
      await perform(true);
      expect(await world.effects()).toEqual([`crm failed ${state === 'queued' ? 'unreachable' : error instanceof Retry ? 'in_doubt' : 'internal'}`]);
    }
  });

  it('known as begun before anything leaves', async () => {
    const seen: string[] = [];
    world.outside = async () => {
      seen.push(...(await world.effects()));
    };
    await world.fire([{ wants: [note('1')] }]);
    await world.work();
    expect(seen).toEqual(['crm sending']);
  });

  it('does not begin before the one in front of it has ended', async () => {
    await world.fire([{ wants: [say('1'), note('2')] }]);
    const [job] = await world.hooks.jobs('run-actions');
    await world.run(({ actionRunner }) => actionRunner.run(job?.ruleRunId ?? '', false));
    const [first, second] = await world.effectRows();
    const perform = (id = '') => world.run(({ effectPerformer }) => effectPerformer.perform(id, { signal: new AbortController().signal, lastAttempt: false }));
    await perform(second?.id);
    await perform(first?.id);
    await perform(second?.id);
    expect(await world.effects()).toEqual(['message sending', 'crm queued']);
    expect(texts()).toEqual([]);
    await world.work();
    expect(await world.effects()).toEqual(['message done', 'crm done']);
  });
});

describe('a process that dies', () => {
  /** Two notes, a message, somebody told, a pause: every way of ending. */
  const steps = [
    { text: 'a', wants: [note('1'), say('2')] },
    { text: '{{steps.1.id}}', wants: [tell, { kind: 'pause' as const, minutes: 5 }, note('3')] },
  ];
  const outcome = async () => ({
    written: texts(),
    sent: world.sent.map(({ text }) => text),
    rows: [await world.em().count(Effect, {}), await world.em().count(Delivery, {}), await world.em().count(Notification, { kind: 'rule_says' })],
    effects: await world.effects(),
    actions: await world.actions(),
    runs: await world.runs(),
    told: await world.em().count(Activity, { kind: 'rule.executed' }),
  });
  const once = {
    written: ['1', '3'],
    sent: ['2'],
    rows: [5, 1, 1],
    effects: ['crm done', 'message done', 'notification done', 'pause done', 'crm done'],
    actions: ['done', 'done'],
    runs: ['done'],
    told: 1,
  };

  it('between any two steps, before or after the commit, loses nothing and does nothing twice', async () => {
    await world.fire(steps);
    world.transactions = 0;
    await world.work();
    expect(await outcome()).toEqual(once);
    const count = world.transactions;
    expect(count).toBeGreaterThan(15);
    for (let at = 1; at <= count; at += 1)
      for (const when of ['before', 'after'] as const) {
        await world.reset();
        await world.fire(steps);
        world.transactions = 0;
        world.crash = { at, when };
        await world.work({ tries: 2 });
        expect(await outcome()).toEqual(once);
      }
  }, 240_000);

  it('while the other side works, before it or after it, does nothing twice', async () => {
    for (const side of ['outside', 'answered'] as const)
      for (const text of ['1', '2', '3']) {
        await world.reset();
        let left = 1;
        world[side] = (what) => {
          if ('text' in what && what.text === text && left-- > 0) throw new Error('the process died here');
        };
        await world.fire(steps);
        await world.work({ tries: 3 });
        expect(await outcome()).toEqual(once);
      }
  }, 60_000);
});

describe('two accounts', () => {
  it('do not see each other’s runs, effects and messages', async () => {
    const { id: ruleRunId } = await world.fire([{ wants: [note('1')] }]);
    await world.work();
    const [effect] = await world.effectRows();
    const id = effect?.id ?? '';
    const mine = world.hooks.account;
    await world.em().nativeUpdate(Effect, { id }, { state: 'failed' });
    world.hooks.account = await createAccount(world.hooks.db);
    await world.run(async ({ effects, effectPerformer, effectCancel, actionRunner }) => {
      await expect(effects.retry(id)).rejects.toMatchObject({ code: 'not_found' });
      await effectPerformer.perform(id, { signal: new AbortController().signal, lastAttempt: true });
      await effectCancel.effect(id);
      await effectCancel.run(ruleRunId);
      await actionRunner.run(ruleRunId, true);
    });
    world.hooks.account = mine;
    expect(await world.effects()).toEqual(['crm failed']);
    expect(await world.actions()).toEqual(['done']);
    expect(texts()).toEqual(['1']);
  });
});
