import { type Perform } from './work.ts';
import { talkOf } from './talk-of.ts';

/** Hands the text to the outbox; the effect ends when that delivery does. Handing it over twice is handing it over once. */
export const performMessage: Perform<'message'> = async ({ effect, body, run }, { em, deliveries }) => {
  await em.fork().transactional(async (tx) => {
    const talk = await talkOf(tx, run, body.talk);
    await deliveries.enqueue(tx, { talkId: talk.id, draftId: null, memberId: null, effectId: effect.id, text: body.text, overrideReason: null });
  });
  return undefined;
};
