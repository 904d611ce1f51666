import { signal, type ReadonlySignal } from '@preact/signals';

import { type Api } from '../api.ts';
import { readVerdicts, type Verdict } from './shapes.ts';

export interface Why {
  /** What stopped (or did not stop) the newest reply. */
  readonly newest: ReadonlySignal<Verdict | undefined>;
  load(talkId: string): Promise<void>;
}

export const createWhy = (api: Api): Why => {
  const newest = signal<Verdict | undefined>();
  return {
    newest,
    async load(talkId) {
      newest.value = readVerdicts(await api.get(`/talks/${talkId}/why`))[0];
    },
  };
};
