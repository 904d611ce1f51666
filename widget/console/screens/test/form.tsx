import { useSignal } from '@preact/signals';
import { useId, useMemo } from 'preact/hooks';

import { asApiError, type ApiError } from '../../../api/errors.ts';
import { type Probe, readProbeResult, type ProbeResult } from '../../../state/probes.ts';
import { type Dict } from '../../../state/read.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { FieldRow } from '../../form/field-row.tsx';
import { fieldsOf, withDefaults, withValue } from '../../form/fields.ts';
import { complaints, fieldWords } from '../../form/words.ts';
import { Panel } from '../../parts/page.tsx';
import { Note } from '../../parts/state.tsx';

interface Props {
  probe: Probe;
  title: string;
  onRan: (ran: { result: ProbeResult; at: string }) => void;
}

/** What a call needs to know, and the button that makes it; one that writes asks first. */
export const ProbeForm = ({ probe, title, onRan }: Props) => {
  const { api, dialogs } = useConsole();
  const t = useTexts('test');
  const formId = useId();
  const fields = useMemo(() => fieldsOf(probe.schema), [probe]);
  const words = useMemo(() => fieldWords(t, 'input'), [t]);
  const values = useSignal<Dict>(withDefaults(fields, {}));
  const errors = useSignal<Record<string, string>>({});
  const failure = useSignal<ApiError | undefined>(undefined);
  const busy = useSignal(false);

  const run = async (): Promise<void> => {
    if (busy.value) return;
    failure.value = undefined;
    errors.value = complaints(t, fields, values.value);
    if (Object.keys(errors.value).length > 0) return;
    const writes = probe.effect === 'write';
    if (writes && !(await dialogs.ask({ title: t('ask.title'), text: t('ask.text', { title }), yes: t('ask.yes') }))) return;
    busy.value = true;
    try {
      const answer = await api.write('POST', `/crm/probes/${encodeURIComponent(probe.id)}`, { input: values.value, ...(writes ? { confirm: true } : {}) });
      onRan({ result: readProbeResult(answer), at: new Date().toISOString() });
    } catch (thrown) {
      const error = asApiError(thrown);
      const named = error.errors.filter(({ path }) => path.startsWith('input.'));
      errors.value = Object.fromEntries(named.map(({ path }) => [path.slice('input.'.length), t('wrong_value')]));
      if (named.length === 0) failure.value = error;
    } finally {
      busy.value = false;
    }
  };

  return (
    <Panel title={title}>
      <form
        class="souffleur-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        {failure.value && <Note kind="bad">{errorWords(t, failure.value)}</Note>}
        {fields.map((field) => (
          <FieldRow
            key={field.path}
            formId={formId}
            field={field}
            values={values.value}
            words={words}
            errors={errors.value}
            choices={{}}
            disabled={busy.value}
            onChange={(path, value) => {
              values.value = withValue(values.value, path, value);
              errors.value = Object.fromEntries(Object.entries(errors.value).filter(([one]) => one !== path));
            }}
          />
        ))}
        {fields.length === 0 && <p class="souffleur-muted souffleur-paragraph">{t('no_input')}</p>}
        <div class="souffleur-form-actions">
          <Button kind="primary" type="submit" busy={busy.value}>
            {t(probe.effect === 'write' ? 'run_write' : 'run')}
          </Button>
        </div>
      </form>
    </Panel>
  );
};
