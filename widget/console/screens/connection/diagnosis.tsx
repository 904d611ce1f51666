import { type Check, readDiagnosis } from '../../../state/connection.ts';
import { Button } from '../../../ui/button.tsx';
import { ConsoleIcon } from '../../../ui/console-icon.tsx';
import { useConsole, useResource, useTexts } from '../../context.ts';
import { Link, Panel } from '../../parts/page.tsx';
import { State } from '../../parts/state.tsx';

/** Each part of the connection, whether it works, and what to do where it does not. */
export const DiagnosisPanel = () => {
  const { api, format } = useConsole();
  const t = useTexts('connection');
  const diagnosis = useResource(async () => readDiagnosis(await api.get('/crm/diagnosis')), []);
  const phase = diagnosis.phase.value;
  return (
    <Panel
      title={t('panels.diagnosis')}
      actions={
        <Button kind="neutral" busy={phase.name === 'loading'} onPress={() => void diagnosis.reload()}>
          {t('check_again')}
        </Button>
      }
    >
      <State phase={phase} onRetry={() => void diagnosis.reload()}>
        {({ checks, checkedAt, sendingWay }) => (
          <>
            <ul class="souffleur-checks">
              {checks.map((check) => (
                <OneCheck key={check.check} check={check} />
              ))}
            </ul>
            <p class="souffleur-paragraph">{t(`ways.${sendingWay}`, { defaultValue: '' })}</p>
            <p class="souffleur-small souffleur-muted souffleur-paragraph">
              {t('checked', { when: format.ago(checkedAt) })} <Link path="test">{t('try_by_hand')}</Link>
            </p>
          </>
        )}
      </State>
    </Panel>
  );
};

const ICONS = { ok: 'check', problem: 'warning', unknown: 'info' } as const;

const OneCheck = ({ check: { check, state, code, lacks } }: { check: Check }) => {
  const { format } = useConsole();
  const t = useTexts('connection');
  const isCheck = t(`codes.${code}.short`, { defaultValue: '' }) !== '';
  const prefix = isCheck ? `codes.${code}` : `test:codes.${code}`;
  const mend = state === 'ok' ? '' : t(`${prefix}.mend`, { defaultValue: '', list: format.list(lacks) });
  return (
    <li class={`souffleur-check-line souffleur-check-${state}`}>
      <ConsoleIcon name={ICONS[state]} />
      <div class="souffleur-check-words">
        <strong>{t(`checks.${check}`, { defaultValue: check })}</strong>
        <span>
          <span class="souffleur-hidden">{t(`check_states.${state}`)}: </span>
          {t(`${prefix}.short`, { defaultValue: code })}
        </span>
        {mend && <span class="souffleur-muted">{mend}</span>}
      </div>
    </li>
  );
};
