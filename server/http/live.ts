/** `GET /api/v1/live`: small hints about what changed in the account, as they happen. */
import { type Live } from '../db/live.ts';
import { type LiveMessage } from './live-messages.ts';
import { route, type ServerEvent } from './route.ts';

/** Messages waiting for a slow reader; beyond it the reader is told to read everything again. */
const MAX_WAITING = 1000;

/** What is for one member only goes to that member's streams. */
const isFor = (message: LiveMessage, memberId: string | undefined): boolean => !('memberId' in message) || message.memberId === memberId;

async function* messages(live: Live, accountId: string, memberId: string | undefined, signal: AbortSignal): AsyncIterable<ServerEvent> {
  const waiting: LiveMessage[] = [];
  let missed = false;
  let wake = (): void => undefined;
  const leave = live.subscribe(
    accountId,
    (message) => {
      if (!isFor(message, memberId)) return;
      if (waiting.length < MAX_WAITING) waiting.push(message);
      else missed = true;
      wake();
    },
    () => {
      missed = true;
      wake();
    },
  );
  signal.addEventListener('abort', () => wake(), { once: true });
  try {
    yield { event: 'ready', data: {} };
    while (!signal.aborted) {
      const message = waiting.shift();
      if (message) yield { event: message.kind, data: message };
      else if (missed) {
        missed = false;
        yield { event: 'missed', data: {} };
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    leave();
  }
}

export const liveRoutes = [
  route({
    method: 'get',
    path: '/live',
    access: 'member',
    tag: 'Live',
    summary: 'Hints about what changed, as server-sent events; `ready` comes first, after `missed` read everything again',
    stream: true,
    handle: ({ cradle, request }) => messages(cradle.live, cradle.accountId, cradle.caller?.memberId, request.signal),
  }),
];
