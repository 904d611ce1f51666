import { computed, signal, type ReadonlySignal } from '@preact/signals';

import { type Api } from '../api.ts';
import { type Notices } from './notices.ts';
import { readPage, readTalk, type Mode, type Talk } from './shapes.ts';

export interface Talks {
  readonly list: ReadonlySignal<Talk[]>;
  readonly current: ReadonlySignal<Talk | undefined>;
  /** True while a change of the mode or the pause is under way. */
  readonly busy: ReadonlySignal<boolean>;
  /** Reads the lead's talks, the latest one first. */
  load(): Promise<void>;
  choose(id: string): void;
  setMode(mode: Mode): Promise<void>;
  pause(minutes: number): Promise<void>;
  resume(): Promise<void>;
}

export const createTalks = (api: Api, notices: Notices, leadCrmId: string): Talks => {
  const list = signal<Talk[]>([]);
  const chosen = signal<string | undefined>();
  const busy = signal(false);
  const current = computed(() => list.value.find((talk) => talk.id === chosen.value) ?? list.value[0]);

  const load = async (): Promise<void> => {
    list.value = readPage(await api.get(`/talks?leadCrmId=${encodeURIComponent(leadCrmId)}&limit=20`), readTalk);
  };

  /** Shows what was asked for at once and what the server made of it as soon as it answers. */
  const change = async (method: 'POST' | 'PATCH', action: string, body: object, expected: Partial<Talk>): Promise<void> => {
    const talk = current.value;
    if (!talk || busy.value) return;
    const put = (next: Talk): void => {
      list.value = list.value.map((other) => (other.id === talk.id ? next : other));
    };
    busy.value = true;
    put({ ...talk, ...expected });
    try {
      const answer = await api.write(method, `/talks/${talk.id}${action}`, body);
      put(readTalk(answer ?? (await api.get(`/talks/${talk.id}`))));
      notices.clear();
    } catch (error) {
      put(talk);
      notices.show(error, () => void change(method, action, body, expected));
    } finally {
      busy.value = false;
    }
  };

  return {
    list,
    current,
    busy,
    load,
    choose(id) {
      chosen.value = id;
    },
    setMode: (mode) => change('PATCH', '', { mode }, { mode, effectiveMode: mode }),
    pause: (minutes) => change('POST', '/pause', { minutes }, {}),
    resume: () => change('POST', '/resume', {}, { pausedUntil: null, pauseReason: null }),
  };
};
