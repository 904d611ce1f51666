import { useSignal } from '@preact/signals';

import { asApiError } from '../../api/errors.ts';
import { Button } from '../../ui/button.tsx';
import { useConsole, useTexts } from '../context.ts';
import { errorWords } from '../errors.ts';
import { Link } from '../parts/page.tsx';
import { Note } from '../parts/state.tsx';
import { type StepProps } from './setup.ts';

/** Pipelines, people and leads are read, and Kommo tells us of every change. */
export const SyncStep = ({ step, refresh, checking, next }: StepProps) => {
  const { api, format } = useConsole();
  const t = useTexts('onboarding');
  const problem = useSignal('');
  const starting = useSignal(false);

  const start = async (): Promise<void> => {
    starting.value = true;
    problem.value = '';
    try {
      await api.write('POST', '/crm/sync', { kind: 'full' });
      await refresh();
    } catch (error) {
      problem.value = errorWords(t, asApiError(error));
    } finally {
      starting.value = false;
    }
  };

  const failed = step.state === 'problem';
  return (
    <>
      {failed && (
        <Note kind="bad">
          <strong>{t(`problems.${step.problem}.title`)}</strong> {t(`problems.${step.problem}.mend`)} {step.error}
        </Note>
      )}
      {step.state === 'todo' && (
        <p class="souffleur-paragraph">
          {t('sync.todo')} <Link path="settings/sync">{t('sync.choose')}</Link>
        </p>
      )}
      {step.state === 'running' && (
        <div class="souffleur-sync" role="status">
          <progress class="souffleur-progress" max={Math.max(step.stages, 1)} value={step.stagesDone} aria-label={t('sync.progress')} />
          <p class="souffleur-field-hint">
            {t('sync.running', { stage: t([`stages.${step.stage ?? 'waiting'}`, 'stages.waiting']), read: format.number(step.read, 0) })}
          </p>
        </div>
      )}
      {step.state === 'done' && <p class="souffleur-paragraph">{t('sync.done', { read: format.number(step.read, 0) })}</p>}
      {problem.value && <Note kind="bad">{problem.value}</Note>}
      <div class="souffleur-page-actions">
        {step.state === 'done' && (
          <Button kind="primary" onPress={next}>
            {t('continue')}
          </Button>
        )}
        {(step.state === 'todo' || failed) && (
          <Button kind="primary" busy={starting.value} onPress={() => void start()}>
            {t(failed ? 'sync.again' : 'sync.go')}
          </Button>
        )}
        {failed && (
          <Button kind="neutral" busy={checking.value} onPress={() => void refresh(true)}>
            {t('check_again')}
          </Button>
        )}
        {step.state === 'running' && (
          <Button kind="neutral" onPress={next}>
            {t('sync.meanwhile')}
          </Button>
        )}
      </div>
    </>
  );
};
