import { useSignal } from '@preact/signals';

import { asApiError } from '../../api/errors.ts';
import { Button } from '../../ui/button.tsx';
import { useConsole, useTexts } from '../context.ts';
import { errorWords } from '../errors.ts';
import { OutLink } from '../parts/page.tsx';
import { Note } from '../parts/state.tsx';
import { type StepProps } from './setup.ts';

const POINTS = ['drafts', 'person', 'stop'] as const;

/** From here on the agent drafts; a person sends. */
export const LiveStep = ({ step, setup, refresh, open }: StepProps) => {
  const { api, crmUrl, toasts } = useConsole();
  const t = useTexts('onboarding');
  const problem = useSignal('');
  const busy = useSignal(false);
  const sending = setup.steps[0]?.checks.find(({ id }) => id === 'sending');

  const go = async (): Promise<void> => {
    busy.value = true;
    problem.value = '';
    try {
      await api.write('POST', '/onboarding/live', {});
      toasts.done(t('live.toast'));
      await refresh();
    } catch (thrown) {
      const error = asApiError(thrown);
      problem.value = error.code === 'not_ready' ? t('live.not_ready') : errorWords(t, error);
      await refresh(true);
    } finally {
      busy.value = false;
    }
  };

  if (step.state === 'done' && step.missing.length === 0) {
    return (
      <>
        <Note kind="good">{t('live.done')}</Note>
        <p class="souffleur-paragraph">{t('live.done_hint')}</p>
        <p class="souffleur-paragraph">
          <OutLink href={`${crmUrl}/leads/`}>{t('live.leads')}</OutLink>
        </p>
      </>
    );
  }
  return (
    <>
      <ul class="souffleur-points">
        {POINTS.map((point) => (
          <li key={point}>{t(`live.points.${point}`)}</li>
        ))}
      </ul>
      {sending?.state === 'problem' && <Note kind="warn">{t('live.by_hand')}</Note>}
      {step.problem && (
        <Note kind="bad">
          <strong>{t(`problems.${step.problem}.title`)}</strong> {t(`problems.${step.problem}.mend`)}
        </Note>
      )}
      {step.missing.length > 0 && (
        <Note kind="warn">
          {t('live.missing')}{' '}
          {step.missing.map((missing) => (
            <button key={missing} type="button" class="souffleur-text-button" onClick={() => open(missing)}>
              {t(`steps.${missing}`)}
            </button>
          ))}
        </Note>
      )}
      {problem.value && <Note kind="bad">{problem.value}</Note>}
      <div class="souffleur-page-actions">
        <Button kind="primary" busy={busy.value} disabled={step.missing.length > 0} onPress={() => void go()}>
          {t('live.go')}
        </Button>
      </div>
    </>
  );
};
