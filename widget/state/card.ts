import { effect, signal, type ReadonlySignal } from '@preact/signals';

import { type Api } from '../api.ts';
import { asApiError, type ApiError } from '../api/errors.ts';
import { type Bell, createBell } from './bell.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { createNotices, type Notices } from './notices.ts';
import { type Notice } from './notifications.ts';
import { oneAtATime } from './once.ts';
import { type LiveMessage } from './shapes.ts';
import { createTalks, type Talks } from './talks.ts';
import { createWhy, type Why } from './why.ts';

export type Phase = { name: 'loading' } | { name: 'ready' } | { name: 'failed'; error: ApiError };

/** Everything one open lead card knows, and what can be done in it. */
export interface CardState {
  readonly phase: ReadonlySignal<Phase>;
  /** False while the live line is broken. */
  readonly connected: ReadonlySignal<boolean>;
  readonly talks: Talks;
  readonly drafts: Drafts;
  readonly why: Why;
  readonly notices: Notices;
  readonly bell: Bell;
  /** Loads the card and keeps it fresh; also the "try again" of a failed card. */
  start(): void;
  close(): void;
}

/** `tell`: shows a notification by the CRM's own means. */
export const createCardState = (api: Api, leadCrmId: string, tell: (notice: Notice) => void = () => {}): CardState => {
  const phase = signal<Phase>({ name: 'loading' });
  const connected = signal(true);
  const notices = createNotices();
  const talks = createTalks(api, notices, leadCrmId);
  const drafts = createDrafts(api, notices, () => talks.current.value?.id);
  const why = createWhy(api);
  const bell = createBell(api);
  let closed = false;
  let hangUp: (() => void) | undefined;

  const loadTalk = oneAtATime(async () => {
    const talk = talks.current.value;
    if (talk) await Promise.all([drafts.load(talk.id), why.load(talk.id)]);
  });
  const loadAll = oneAtATime(async () => {
    await talks.load();
    await loadTalk();
  });
  /** A background read that fails leaves what is shown; the next hint or the reconnect reads again. */
  const quietly = (work: () => Promise<void>): void => void work().catch(() => {});

  const fail = (error: unknown): void => {
    if (!closed) phase.value = { name: 'failed', error: asApiError(error) };
  };

  const onMessage = (message: LiveMessage): void => {
    if (message.kind === 'notification.created')
      quietly(async () => {
        const notice = await bell.forCrm(message.notificationId);
        if (notice && !closed) tell(notice);
      });
    if ('memberId' in message) void bell.refresh();
    if (!('talkId' in message)) return;
    const known = talks.list.value.some((talk) => talk.id === message.talkId);
    if (message.kind === 'talk.updated' || message.kind === 'message.created') {
      if (known || message.leadCrmId === leadCrmId) quietly(loadAll);
      return;
    }
    if (message.talkId !== talks.current.value?.id) return;
    if (message.kind === 'draft.delta') {
      drafts.delta(message.talkId, message.draftId, message.from, message.text);
      return;
    }
    quietly(() => drafts.changed(message.talkId, message.draftId));
    quietly(() => why.load(message.talkId));
  };

  const onLine = (open: boolean): void => {
    connected.value = open;
    if (!open) return;
    quietly(loadAll);
    void bell.refresh();
  };

  const start = (): void => {
    hangUp?.();
    phase.value = { name: 'loading' };
    hangUp = api.live({ message: onMessage, connected: onLine, lost: fail });
    loadAll().then(
      () => {
        if (!closed) phase.value = { name: 'ready' };
      },
      (error: unknown) => {
        hangUp?.();
        fail(error);
      },
    );
  };

  let shown: string | undefined;
  const follow = effect(() => {
    const id = talks.current.value?.id;
    if (id === shown) return;
    const first = shown === undefined;
    shown = id;
    if (!first) quietly(loadTalk);
  });

  return {
    phase,
    connected,
    talks,
    drafts,
    why,
    notices,
    bell,
    start,
    close() {
      closed = true;
      drafts.dismissal.flush();
      follow();
      hangUp?.();
      api.close();
    },
  };
};
