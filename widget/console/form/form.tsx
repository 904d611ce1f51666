import { useComputed, useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';

import { asApiError, type ApiError } from '../../api/errors.ts';
import { type Dict } from '../../state/read.ts';
import { Button } from '../../ui/button.tsx';
import { useConsole, useTexts, useUnsaved } from '../context.ts';
import { errorWords } from '../errors.ts';
import { Note } from '../parts/state.tsx';
import { type Choice, fieldsOf, withDefaults, withValue } from './fields.ts';
import { FieldRow, idOf } from './field-row.tsx';
import { complaints, fieldWords } from './words.ts';

interface Props {
  /** JSON Schema of an object. */
  schema: unknown;
  values: Dict;
  /** File of texts and the key below which labels stand: `settings`, `callbacks` > `settings:callbacks.<path>.label`. */
  texts: string;
  prefix: string;
  /** Choices known only at run time, by path. */
  choices?: Readonly<Record<string, readonly Choice[]>>;
  /** Rejects with `ApiError`; its `errors` are shown at their fields (`values.` in front is left out). */
  onSave: (values: Dict) => Promise<void>;
  /** A failure the caller shows itself. */
  onConflict?: (error: ApiError, values: Dict) => void;
  submitLabel?: string;
  disabled?: boolean;
}

const NONE = {};

/** The one form: drawn from a JSON Schema. Give it a `key` to start it afresh with other values. */
export const Form = ({ schema, values, texts, prefix, choices = NONE, onSave, onConflict, submitLabel, disabled = false }: Props) => {
  const { format } = useConsole();
  const t = useTexts(texts);
  const formId = useId();
  const box = useRef<HTMLFormElement>(null);
  const wanted = useRef<string | undefined>(undefined);
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const words = useMemo(() => fieldWords(t, prefix, format.language), [t, prefix, format.language]);
  const saved = useSignal<Dict>(withDefaults(fields, values));
  const draft = useSignal<Dict>(saved.peek());
  const errors = useSignal<Record<string, string>>({});
  const failure = useSignal<ApiError | undefined>(undefined);
  const busy = useSignal(false);
  const dirty = useComputed(() => JSON.stringify(draft.value) !== JSON.stringify(saved.value));
  useUnsaved(dirty);

  const showErrors = (next: Record<string, string>): void => {
    errors.value = next;
    wanted.current = Object.keys(next)[0];
  };
  // After drawing: while a form is being sent its fields are switched off and take no focus.
  useLayoutEffect(() => {
    if (wanted.current === undefined || busy.value) return;
    box.current?.querySelector<HTMLElement>(`#${CSS.escape(idOf(formId, wanted.current))}`)?.focus();
    wanted.current = undefined;
  });

  const change = (path: string, value: unknown): void => {
    draft.value = withValue(draft.value, path, value);
    if (path in errors.value) errors.value = Object.fromEntries(Object.entries(errors.value).filter(([one]) => one !== path));
  };

  const save = async (): Promise<void> => {
    if (busy.value || disabled) return;
    failure.value = undefined;
    const wrong = complaints(t, fields, draft.value);
    if (Object.keys(wrong).length > 0) return showErrors(wrong);
    const sent = draft.value;
    errors.value = {};
    busy.value = true;
    try {
      await onSave(sent);
      saved.value = sent;
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.status === 409 && onConflict) onConflict(error, sent);
      else failure.value = error;
      showErrors(Object.fromEntries(error.errors.map(({ path, message }) => [path.replace(/^values\./, ''), message])));
    } finally {
      busy.value = false;
    }
  };

  const reset = (): void => {
    draft.value = saved.value;
    errors.value = {};
    failure.value = undefined;
  };

  return (
    <form
      ref={box}
      class="souffleur-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {failure.value && <Note kind="bad">{failure.value.errors.length > 0 ? t('common:form.see_fields') : errorWords(t, failure.value)}</Note>}
      {fields.map((field) => (
        <FieldRow
          key={field.path}
          formId={formId}
          field={field}
          siblings={fields}
          values={draft.value}
          words={words}
          errors={errors.value}
          choices={choices}
          disabled={disabled || busy.value}
          onChange={change}
        />
      ))}
      {!disabled && (
        <div class="souffleur-form-actions">
          <Button kind="primary" type="submit" busy={busy.value} disabled={!dirty.value}>
            {submitLabel ?? t('common:save')}
          </Button>
          {dirty.value && (
            <Button kind="quiet" disabled={busy.value} onPress={reset}>
              {t('common:discard')}
            </Button>
          )}
        </div>
      )}
    </form>
  );
};
