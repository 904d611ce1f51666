import { useSignal } from '@preact/signals';

import { asApiError } from '../../../api/errors.ts';
import { type PluginTrial, readTrial } from '../../../state/plugins.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { Code } from '../../parts/code.tsx';
import { Panel } from '../../parts/page.tsx';
import { Note } from '../../parts/state.tsx';

/** The test button: the plugin is asked once, on an example. */
export const TrialPanel = ({ id }: { id: string }) => {
  const { api } = useConsole();
  const t = useTexts('plugins');
  const busy = useSignal(false);
  const trial = useSignal<PluginTrial | undefined>(undefined);
  const failure = useSignal('');
  const run = async (): Promise<void> => {
    busy.value = true;
    trial.value = undefined;
    failure.value = '';
    try {
      trial.value = readTrial(await api.write('POST', `/plugins/${encodeURIComponent(id)}/test`));
    } catch (thrown) {
      failure.value = errorWords(t, asApiError(thrown));
    } finally {
      busy.value = false;
    }
  };
  return (
    <Panel title={t('test.title')}>
      <p class="souffleur-paragraph souffleur-muted">{t('test.hint')}</p>
      <div class="souffleur-form-actions">
        <Button kind="neutral" busy={busy.value} onPress={() => void run()}>
          {t('test.go')}
        </Button>
      </div>
      <div aria-live="polite">
        {failure.value && <Note kind="bad">{failure.value}</Note>}
        {trial.value && <Result trial={trial.value} />}
      </div>
    </Panel>
  );
};

const Result = ({ trial }: { trial: PluginTrial }) => {
  const { format } = useConsole();
  const t = useTexts('plugins');
  const { code, message, input, holds, found, would, status, window: hours, ms } = trial;
  const lines = [
    holds !== null && t(holds ? 'test.holds' : 'test.holds_not'),
    found !== null && t('test.found', { value: found }),
    would !== null && t('test.would', { text: would }),
    status !== null && t('test.status', { status }),
    hours === null && t('test.no_window'),
    typeof hours === 'number' && t('test.window', { count: hours }),
    // What the server says of a success is said above already.
    code !== 'ok' && message,
  ].filter(Boolean);
  return (
    <div class="souffleur-stack">
      <Note kind={code === 'ok' ? 'good' : 'bad'}>
        <strong>{t(`test.codes.${code}`)}</strong> {t('test.took', { time: format.duration(ms) })}
        {lines.map((line) => (
          <p key={line} class="souffleur-paragraph">
            {line}
          </p>
        ))}
      </Note>
      {input && Object.keys(input).length > 0 && (
        <details>
          <summary class="souffleur-summary">{t('test.input')}</summary>
          <Code label={t('test.input')} value={input} />
        </details>
      )}
    </div>
  );
};
