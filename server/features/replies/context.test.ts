import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { Agent } from '../agents/entities.ts';
import { AgentSettings } from '../agents/schema.ts';
import { HookWorld } from '../hooks/hook-world.testing.ts';
import { Message, Talk } from '../talks/entities.ts';
import { Draft } from './entities.ts';

let world: HookWorld;
beforeAll(async () => {
  world = await HookWorld.open();
  await world.container.cradle.host.load();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** A talk in which more was said than a prompt holds since the customer wrote `asked`: all of it replies of ours to `known`. */
async function talkWithLate(known: string, asked: string): Promise<{ talkId: string; late: string }> {
  const em = world.em();
  const accountId = world.account.id;
  const talk = em.create(Talk, { id: newId(), accountId, crmId: '1', channel: 'kommo-talks', mode: 'auto', open: true, version: 1 });
  const say = (second: number, text: string, direction: 'in' | 'out'): Message => {
    const at = new Date(world.now.getTime() - 600_000 + second * 1000);
    return em.create(Message, { id: newId(at), accountId, talkId: talk.id, direction, authorKind: direction === 'in' ? 'customer' : 'robot', text, at });
  };
  const first = say(0, known, 'in');
  const { id: late } = say(1, asked, 'in');
  for (let second = 2; second < 42; second += 1) say(second, 'Ours', 'out');
  const luma = em.create(Agent, { id: newId(), accountId, settings: AgentSettings.parse({ name: 'Luma' }), version: 1 });
  const agent = { agentId: luma.id, agentVersion: 1, agentName: 'Luma' };
  em.create(Draft, { id: newId(), accountId, talkId: talk.id, inReplyTo: first.id, trigger: 'hook', state: 'sent', model: 'm', ...agent });
  await em.flush();
  return { talkId: talk.id, late };
}

it('a message that we hear of late is what is asked, however much we have said since', async () => {
  const { talkId, late } = await talkWithLate('Is it in stock?', 'And to Kazan?');
  const context = await world.run(({ replyContext }) => replyContext.read(talkId, late));
  expect(context.question).toBe('And to Kazan?');
  expect(context.lines.at(-1)).toEqual({ id: late, from: 'customer', text: 'And to Kazan?' });
  expect(context.inReplyTo).toBe(late);
});

it('without one to be answered, the newest lines are shown as they were written', async () => {
  const { talkId } = await talkWithLate('Is it in stock?', 'And to Kazan?');
  const context = await world.run(({ replyContext }) => replyContext.read(talkId, null));
  expect(context.lines.map(({ text }) => text)).toEqual(Array.from({ length: 30 }, () => 'Ours'));
});
