import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';

import { type Api } from '../api.ts';
import { ApiError, asApiError } from '../api/errors.ts';
import { createDismissal, type Dismissal } from './dismissal.ts';
import { type Notices } from './notices.ts';
import { oneAtATime } from './once.ts';
import { readDraft, readLive, readPage, readProblem, type Draft } from './shapes.ts';

/** What was to be sent when a gate stopped it. `text` is the rep's edit. */
export interface Blocked {
  gate: string;
  text: string | undefined;
}

export interface Drafts {
  readonly current: ReadonlySignal<Draft | undefined>;
  /** True while a send is under way. */
  readonly sending: ReadonlySignal<boolean>;
  /** True from the request for a new draft to its first piece. */
  readonly asking: ReadonlySignal<boolean>;
  readonly blocked: ReadonlySignal<Blocked | undefined>;
  readonly dismissal: Dismissal;
  /** Reads the talk's newest draft. */
  load(talkId: string): Promise<void>;
  /** Something of this draft changed on the server. */
  changed(talkId: string, draftId: string): Promise<void>;
  /** A piece of the text arrived. */
  delta(talkId: string, draftId: string, from: number, text: string): void;
  request(wish?: string): Promise<void>;
  send(text?: string, overrideReason?: string): Promise<boolean>;
  unblock(): void;
}

/** `text` is the draft's up to `from`, then `piece`; `undefined` when a piece in between is missing. */
export const append = (held: string, from: number, piece: string): string | undefined => {
  if (from > held.length) return undefined;
  return held.length >= from + piece.length ? held : held.slice(0, from) + piece;
};

export const createDrafts = (api: Api, notices: Notices, talkId: () => string | undefined): Drafts => {
  const newest = signal<Draft | undefined>();
  const current = computed(() => (newest.value?.talkId === talkId() ? newest.value : undefined));
  const sending = signal(false);
  const asking = signal(false);
  const blocked = signal<Blocked | undefined>();

  const put = (next: Draft): void => {
    const held = current.value;
    if (next.talkId !== talkId()) return;
    if (held && held.id !== next.id && next.id < held.id) return;
    const behind = held?.id === next.id && (next.updatedAt < held.updatedAt || (next.state === 'streaming' && held.text.startsWith(next.text)));
    if (behind) return;
    batch(() => {
      newest.value = next;
      if (next.state !== 'ready') blocked.value = undefined;
    });
  };

  let wanted = '';
  const reread = oneAtATime(async () => {
    put(readDraft(await api.get(`/drafts/${wanted}`)));
  });
  const changed: Drafts['changed'] = async (talk, draftId) => {
    if (talk !== talkId()) return;
    wanted = draftId;
    await reread();
  };

  const delta: Drafts['delta'] = (talk, draftId, from, text) => {
    const held = current.value;
    const next = held?.id === draftId && held.state === 'streaming' ? append(held.text, from, text) : undefined;
    if (held && next !== undefined) newest.value = { ...held, text: next };
    else if (held?.id !== draftId || held.state === 'streaming') void changed(talk, draftId).catch(() => {});
  };

  const load: Drafts['load'] = async (talk) => {
    const [first] = readPage(await api.get(`/drafts?talkId=${encodeURIComponent(talk)}&limit=1`), readDraft);
    if (talk !== talkId()) return;
    if (first) put(first);
    else newest.value = undefined;
  };

  const dismissal = createDismissal((draftId, reason) => {
    const dismiss = async (): Promise<void> => {
      try {
        const answer = await api.write('POST', `/drafts/${draftId}/dismiss`, reason ? { reason } : {});
        if (answer) put(readDraft(answer));
        else if (current.value?.id === draftId) newest.value = { ...current.value, state: 'dismissed' };
      } catch (error) {
        notices.show(error, () => void dismiss());
      }
    };
    void dismiss();
  });

  const onStream =
    (talk: string) =>
    (event: string, data: unknown): void => {
      asking.value = false;
      if (event === 'problem') throw new ApiError(readProblem(data, 500));
      if (event === 'draft') put(readDraft(data));
      if (event !== 'delta') return;
      const piece = readLive({ ...(data as object), kind: 'draft.delta', talkId: talk });
      if (piece?.kind === 'draft.delta') delta(talk, piece.draftId, piece.from, piece.text);
    };

  const request: Drafts['request'] = async (wish) => {
    const talk = talkId();
    if (!talk || asking.value) return;
    dismissal.flush();
    notices.clear();
    asking.value = true;
    try {
      await api.stream(`/talks/${talk}/drafts`, wish ? { wish } : {}, onStream(talk));
      const held = current.value;
      if (held?.state === 'streaming') await changed(talk, held.id);
    } catch (error) {
      notices.show(error, () => void request(wish));
    } finally {
      asking.value = false;
    }
  };

  const send: Drafts['send'] = async (text, overrideReason) => {
    const draft = current.value;
    if (!draft || sending.value) return false;
    dismissal.undo();
    notices.clear();
    sending.value = true;
    try {
      const answer = await api.write('POST', `/drafts/${draft.id}/send`, {
        ...(text === undefined ? {} : { text }),
        ...(overrideReason ? { overrideReason } : {}),
      });
      if (answer) put(readDraft(answer));
      else await changed(draft.talkId, draft.id);
      return true;
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.gate) {
        blocked.value = { gate: error.gate, text };
        return false;
      }
      if (error.status === 409) await changed(draft.talkId, draft.id).catch(() => {});
      notices.show(error, () => void send(text, overrideReason));
      return false;
    } finally {
      sending.value = false;
    }
  };

  return {
    current,
    sending,
    asking,
    blocked,
    dismissal,
    load,
    changed,
    delta,
    request,
    send,
    unblock() {
      blocked.value = undefined;
    },
  };
};
