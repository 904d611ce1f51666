import { signal, type ReadonlySignal } from '@preact/signals';

import { type Api } from '../api.ts';
import type { LiveMessage } from '../../server/http/live-messages.ts';
import { dict, type Dict, text } from './read.ts';

export type LiveKind = LiveMessage['kind'];
export type Heard = { kind: string } & Dict;

export interface LiveHub {
  /** False while the line is broken: what is shown may be old. */
  readonly connected: ReadonlySignal<boolean>;
  /** Calls `hear` for messages of these kinds, and with nothing after the line was broken: read again. */
  on(kinds: readonly LiveKind[], hear: (message: Heard | undefined) => void): () => void;
  close(): void;
}

const readAny = (value: unknown): Heard | undefined => {
  const from = dict(value);
  const kind = text(from['kind']);
  return kind ? { ...from, kind } : undefined;
};

/** One live line for all screens. */
export const createLiveHub = (api: Api): LiveHub => {
  const connected = signal(true);
  const listeners = new Set<{ kinds: readonly string[]; hear: (message: Heard | undefined) => void }>();
  let wasOpen = false;
  const stop = api.live<Heard>(
    {
      message(message) {
        for (const { kinds, hear } of listeners) if (kinds.includes(message.kind)) hear(message);
      },
      connected(open) {
        if (open && wasOpen) for (const { hear } of listeners) hear(undefined);
        wasOpen ||= open;
        connected.value = open;
      },
      lost() {
        connected.value = false;
      },
    },
    readAny,
  );
  return {
    connected,
    on(kinds, hear) {
      const listener = { kinds, hear };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: stop,
  };
};
