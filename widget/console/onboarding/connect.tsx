import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { asApiError } from '../../api/errors.ts';
import { type Check } from '../../state/onboarding.ts';
import { dict, text } from '../../state/read.ts';
import { Button } from '../../ui/button.tsx';
import { ConsoleIcon } from '../../ui/console-icon.tsx';
import { useConsole, useTexts } from '../context.ts';
import { errorWords } from '../errors.ts';
import { OutLink } from '../parts/page.tsx';
import { Note } from '../parts/state.tsx';
import { type StepProps } from './setup.ts';

const ICON = { ok: 'check', problem: 'warning', unknown: 'clock' } as const;

const CheckLine = ({ check }: { check: Check }) => {
  const { format } = useConsole();
  const t = useTexts('onboarding');
  const keys = [`checks.${check.id}.${check.code}`, `checks.codes.${check.code}`, `checks.${check.id}.${check.state}`, `checks.${check.state}`];
  return (
    <li class={`souffleur-need-line souffleur-need-${check.state}`}>
      <ConsoleIcon name={ICON[check.state]} />
      <div>
        <strong>{t(`checks.${check.id}.name`)}</strong>
        <span class="souffleur-need-words">{t(keys, { missing: format.list(check.missing) })}</span>
      </div>
    </li>
  );
};

/** Kommo lets us in, as an administrator, with every right we need. */
export const ConnectStep = ({ step, refresh, checking, next }: StepProps) => {
  const { api, crmUrl, format } = useConsole();
  const t = useTexts('onboarding');
  const problem = useSignal('');
  const link = useSignal('');

  // Back from Kommo's page, in whatever tab that was: it may be mended.
  useEffect(() => {
    if (step.state === 'done') return undefined;
    const back = (): void => void refresh(true);
    window.addEventListener('focus', back);
    return () => window.removeEventListener('focus', back);
  }, [step.state]);

  const connect = async (): Promise<void> => {
    // Opened by the click itself: later the browser would take it for an unwanted window.
    const tab = window.open('', '_blank');
    try {
      const url = new URL(text(dict(await api.write('POST', '/crm/connect', {}))['url']));
      if (!/^https?:$/.test(url.protocol)) throw new TypeError('Not a web address');
      link.value = url.href;
      if (tab) {
        tab.opener = null;
        tab.location.replace(url.href);
      }
    } catch (error) {
      tab?.close();
      problem.value = errorWords(t, asApiError(error));
    }
  };

  const again = (
    <Button kind="neutral" busy={checking.value} onPress={() => void refresh(true)}>
      {t('check_again')}
    </Button>
  );
  const done = step.state === 'done';
  return (
    <>
      {!done && step.problem !== '' && step.problem !== 'not_connected' && (
        <Note kind="bad">
          <strong>{t(`problems.${step.problem}.title`)}</strong>{' '}
          {t(`problems.${step.problem}.mend`, { missing: format.list(step.checks.find(({ id }) => id === 'scopes')?.missing ?? []) })}
        </Note>
      )}
      {step.state === 'todo' && <p class="souffleur-paragraph">{t('connect.todo')}</p>}
      {step.checks.length > 0 && step.state !== 'todo' && (
        <ul class="souffleur-needs" aria-label={t('connect.checks')}>
          {step.checks.map((check) => (
            <CheckLine key={check.id} check={check} />
          ))}
        </ul>
      )}
      {problem.value && <Note kind="bad">{problem.value}</Note>}
      {link.value && !done && (
        <Note>
          {t('connect.waiting')} <OutLink href={link.value}>{t('connect.open')}</OutLink>
        </Note>
      )}
      <div class="souffleur-page-actions">
        {done ? (
          <>
            <Button kind="primary" onPress={next}>
              {t('continue')}
            </Button>
            {again}
          </>
        ) : (
          <>
            <Button kind="primary" onPress={() => void connect()}>
              {t(step.state === 'todo' ? 'connect.go' : 'connect.again')}
            </Button>
            {again}
            {step.problem === 'plan' && <OutLink href={`${crmUrl}/settings/pay/`}>{t('connect.pay')}</OutLink>}
          </>
        )}
      </div>
    </>
  );
};
