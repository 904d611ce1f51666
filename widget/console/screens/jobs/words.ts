import { useSignal } from '@preact/signals';
import { type TFunction } from 'i18next';

import { asApiError } from '../../../api/errors.ts';
import { type Job, type JobState, readJob } from '../../../state/jobs.ts';
import { useConsole, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';

export const BADGES: Record<JobState, 'good' | 'bad' | 'busy' | 'plain' | 'warn'> = {
  waiting: 'plain',
  retrying: 'warn',
  running: 'busy',
  done: 'good',
  failed: 'bad',
  cancelled: 'plain',
};

export const nameWords = (t: TFunction, name: string): string => t(`jobs:names.${name}`, { defaultValue: name });

/** Trying again and taking back, with their questions and answers. */
export const useJobActions = (onChanged: (job: Job) => void) => {
  const { api, toasts, dialogs } = useConsole();
  const t = useTexts('jobs');
  const busy = useSignal<string | undefined>(undefined);
  const send = async (job: Job, act: 'retry' | 'cancel'): Promise<void> => {
    busy.value = job.id;
    try {
      onChanged(readJob(await api.write('POST', `/jobs/${job.id}/${act}`)));
      toasts.done(t(`${act}.done`));
    } catch (error) {
      toasts.bad(asApiError(error).status === 409 ? t(`${act}.late`) : errorWords(t, asApiError(error)));
    } finally {
      busy.value = undefined;
    }
  };
  return {
    busy,
    retry: (job: Job) => send(job, 'retry'),
    async cancel(job: Job): Promise<void> {
      const yes = await dialogs.ask({
        title: t('cancel.title'),
        text: t('cancel.text', { name: nameWords(t, job.name) }),
        yes: t('cancel.yes'),
        no: t('cancel.no'),
        destructive: true,
      });
      if (yes) await send(job, 'cancel');
    },
  };
};
