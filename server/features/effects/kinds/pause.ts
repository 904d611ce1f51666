import { type Perform } from './work.ts';
import { talkOf } from './talk-of.ts';

export const performPause: Perform<'pause'> = async ({ body, run }, { em, talks, clock }) => {
  const { id } = await talkOf(em.fork(), run, body.talk);
  await (body.minutes > 0 ? talks.pause(id, body.minutes) : talks.resume(id));
  return { receipt: { id, via: 'talk', at: clock.now().toISOString() } };
};
