import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';

import { text } from '../../state/read.ts';
import { useTexts } from '../context.ts';
import { type ControlProps } from './controls.tsx';
import { Picker } from './picker.tsx';
import { useRefs } from './refs.ts';

/** A text, short or long; where variables are filled in, a button puts one at the cursor. */
export const TextControl = ({ id, field, value, invalid, describedBy, disabled, onChange }: ControlProps) => {
  const t = useTexts();
  const { variables } = useRefs();
  const menu = useId();
  const box = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const choosing = useSignal(false);
  /** Where the cursor stood when the box was left. */
  const cursor = useRef<readonly [number, number] | undefined>(undefined);
  const words = text(value);
  const write = (typed: string): void => onChange(typed === '' && field.nullable ? null : typed);
  const remember = (): void => {
    const { selectionStart, selectionEnd } = box.current ?? {};
    if (typeof selectionStart === 'number' && typeof selectionEnd === 'number') cursor.current = [selectionStart, selectionEnd];
  };
  const put = (name: string): void => {
    const [start, end] = cursor.current ?? [words.length, words.length];
    const inserted = `{{${name}}}`;
    choosing.value = false;
    write(words.slice(0, start) + inserted + words.slice(end));
    const after = start + inserted.length;
    cursor.current = [after, after];
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(after, after);
    });
  };
  const common = {
    ref: box,
    id,
    disabled,
    'aria-invalid': invalid || undefined,
    'aria-describedby': describedBy,
    maxLength: 'maxLength' in field ? field.maxLength : undefined,
    value: words,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => write(currentTarget.value),
    onBlur: remember,
  } as const;
  const input =
    field.kind === 'long' ? (
      <textarea {...common} class="souffleur-input souffleur-textarea" rows={4} />
    ) : (
      <input {...common} class="souffleur-input" type="text" autocomplete="off" />
    );
  if (!field.meta.template || disabled || variables.length === 0) return input;
  return (
    <div class="souffleur-template">
      {input}
      <div class="souffleur-template-bar">
        <button
          type="button"
          class="souffleur-text-button"
          aria-expanded={choosing.value}
          aria-controls={menu}
          onClick={() => (choosing.value = !choosing.value)}
        >
          <span aria-hidden="true">{'{{ }}'}</span> {t('common:form.insert')}
        </button>
        <div id={menu} class="souffleur-template-menu">
          {choosing.value && (
            <Picker
              id={`${id}-variable`}
              label={t('common:form.insert')}
              picks={variables.map(({ name, example }) => ({ value: name, label: name, ...(example ? { hint: example } : {}) }))}
              eager
              onPick={put}
              onLeave={() => {
                choosing.value = false;
              }}
            />
          )}
        </div>
      </div>
    </div>
  );
};
