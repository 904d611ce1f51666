import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { asApiError, type ApiError } from '../../../../api/errors.ts';
import { isUnderWay, readRehearsal, type Rehearsal } from '../../../../state/rehearsals.ts';
import { useConsole, useLive } from '../../../context.ts';

/** A live message tells of news; this is for one that was missed (ms). */
const EVERY = 1_500;

export interface Rehearsing {
  readonly current: ReadonlySignal<Rehearsal | undefined>;
  readonly failure: ReadonlySignal<ApiError | undefined>;
  /** From the press of the button until there is a result. */
  readonly busy: boolean;
  start(path: string, body: unknown): Promise<void>;
  /** One that was started elsewhere. */
  follow(id: string): Promise<void>;
  cancel(): Promise<void>;
}

/** Starts a rehearsal and follows it to its end. */
export const useRehearsal = (): Rehearsing => {
  const { api } = useConsole();
  const current = useSignal<Rehearsal | undefined>(undefined);
  const failure = useSignal<ApiError | undefined>(undefined);
  const starting = useSignal(false);
  /** An answer of an earlier start is no news. */
  const turn = useRef(0);

  const put = async (work: () => Promise<unknown>): Promise<void> => {
    const mine = turn.current;
    try {
      const next = readRehearsal(await work());
      if (mine !== turn.current) return;
      current.value = next;
      failure.value = undefined;
    } catch (thrown) {
      if (mine === turn.current) failure.value = asApiError(thrown);
    }
  };
  const look = async (): Promise<void> => {
    const now = current.peek();
    if (now && isUnderWay(now)) await put(() => api.get(`/rules/rehearsals/${encodeURIComponent(now.id)}`));
  };
  const begin = async (work: () => Promise<unknown>): Promise<void> => {
    turn.current += 1;
    current.value = undefined;
    failure.value = undefined;
    starting.value = true;
    await put(work);
    starting.value = false;
  };

  useLive(['rehearsal.updated'], (message) => {
    if (!message || message['rehearsalId'] === current.peek()?.id) void look();
  });
  const isOpen = current.value !== undefined && isUnderWay(current.value);
  useEffect(() => {
    if (!isOpen) return undefined;
    const timer = setInterval(() => void look(), EVERY);
    return () => clearInterval(timer);
  }, [isOpen]);
  useEffect(() => () => void (turn.current += 1), []);

  return {
    current,
    failure,
    busy: starting.value || isOpen,
    start: (path, body) => begin(() => api.write('POST', path, body)),
    follow: (id) => begin(() => api.get(`/rules/rehearsals/${encodeURIComponent(id)}`)),
    cancel: async () => {
      const now = current.peek();
      if (now) await put(() => api.write('POST', `/rules/rehearsals/${encodeURIComponent(now.id)}/cancel`));
    },
  };
};
