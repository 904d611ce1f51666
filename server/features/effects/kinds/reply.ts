import { newId } from '../../../db/base.ts';
import { Retry } from '../../../sdk/errors.ts';
import { Draft } from '../../replies/entities.ts';
import { Effect } from '../entities.ts';
import { type Done, Stopped } from '../outcome.ts';
import { type Perform, type PerformDeps, type Work } from './work.ts';
import { talkOf } from './talk-of.ts';

const WRITTEN: ReadonlySet<string> = new Set(['ready', 'sending', 'sent', 'dismissed']);
/** By then a draft whose writer died has been closed. */
const STILL_WRITING_MS = 60_000;

/** The agent writes, through the same steps as for a customer's message; the draft's id is kept before it begins, so that there is one. */
export const performReply: Perform<'reply'> = async (work, deps) => {
  const { body, run, signal } = work;
  const { em, talks, crm, replyRunner } = deps;
  const known = await writtenFor(work, deps);
  if (known) return known;
  const talk = await talkOf(em.fork(), run, body.talk);
  await Promise.all([crm.refresh(talk), talks.readHistory(talk.id)]);
  const draftId = newId();
  await em.fork().nativeUpdate(Effect, { id: work.effect.id }, { receipt: receiptOf(draftId, deps) });
  const request = { talkId: talk.id, trigger: 'rule' as const, messageId: null, draftId, agentId: body.agentId, wish: body.wish, signal };
  for await (const event of replyRunner.run(request)) if (event.kind === 'stopped') throw new Stopped(`gate_${event.stop.gate}`, STOPPED);
  return outcomeOf(draftId, deps);
};

/** What an earlier attempt wrote. */
async function writtenFor({ effect }: Work<'reply'>, deps: PerformDeps): Promise<Done | undefined> {
  const draft = effect.receipt?.id ? await deps.em.fork().findOne(Draft, { id: effect.receipt.id }) : null;
  if (draft?.state === 'streaming') throw new Retry('The reply is still being written.', { afterMs: STILL_WRITING_MS, inDoubt: true });
  return draft && WRITTEN.has(draft.state) ? { receipt: receiptOf(draft.id, deps) } : undefined;
}

async function outcomeOf(draftId: string, deps: PerformDeps): Promise<Done> {
  const draft = await deps.em.fork().findOne(Draft, { id: draftId });
  if (draft && WRITTEN.has(draft.state)) return { receipt: receiptOf(draftId, deps) };
  const reason = draft?.reason ?? 'interrupted';
  if (reason === 'interrupted') throw new Error('the reply was interrupted');
  throw new Stopped(draft?.state === 'withheld' ? `gate_${reason}` : `reply_${reason}`, draft?.state === 'withheld' ? STOPPED : FAILED);
}

const receiptOf = (id: string, { clock }: Pick<PerformDeps, 'clock'>) => ({ id, via: 'draft', at: clock.now().toISOString() });

const STOPPED = 'A check of the agent stopped this reply.';
const FAILED = 'The agent could not write this reply.';
