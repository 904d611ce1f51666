import { Switch } from '../../ui/switch.tsx';
import { list, text } from '../../state/read.ts';
import { useTexts } from '../context.ts';
import { type Choice, type Field } from './fields.ts';
import { type FieldWords } from './words.ts';

export interface ControlProps {
  id: string;
  field: Field;
  value: unknown;
  words: FieldWords;
  /** Choices known only at run time, e.g. the account's pipelines. */
  choices: readonly Choice[] | undefined;
  invalid: boolean;
  describedBy: string | undefined;
  disabled: boolean;
  onChange: (value: unknown) => void;
}

const asText = (value: unknown): string => (typeof value === 'number' && Number.isNaN(value) ? '' : text(value));

const Many = ({ id, field, value, words, choices, describedBy, disabled, onChange }: ControlProps) => {
  const t = useTexts();
  const chosen = list(value).map(text);
  const known = choices ?? (field.kind === 'many' ? field.choices : []);
  // What was chosen once and is no longer offered can still be taken out.
  const all = [...known, ...chosen.filter((one) => !known.some((choice) => choice.value === one)).map((gone) => ({ value: gone }))];
  if (all.length === 0) return <p class="souffleur-hint">{t('common:form.nothing_to_choose')}</p>;
  return (
    <div class="souffleur-many" id={id} role="group" aria-labelledby={`${id}-label`} aria-describedby={describedBy}>
      {all.map((choice) => (
        <label key={choice.value} class="souffleur-many-one">
          <input
            type="checkbox"
            class="souffleur-check"
            disabled={disabled}
            checked={chosen.includes(choice.value)}
            onChange={() => onChange(chosen.includes(choice.value) ? chosen.filter((one) => one !== choice.value) : [...chosen, choice.value])}
          />
          <span>{words.choice(field, choice)}</span>
        </label>
      ))}
    </div>
  );
};

/** The input of one field. Groups are drawn by `FieldRow`. */
export const Control = (props: ControlProps) => {
  const { id, field, value, words, choices, invalid, describedBy, disabled, onChange } = props;
  const t = useTexts();
  const common = { id, disabled, 'aria-invalid': invalid || undefined, 'aria-describedby': describedBy } as const;
  const write = (typed: string): void => onChange(typed === '' && field.nullable ? null : typed);
  switch (field.kind) {
    case 'switch':
      return <Switch id={id} checked={value === true} disabled={disabled} describedBy={describedBy} onChange={onChange} />;
    case 'number':
      return (
        <input
          {...common}
          class="souffleur-input souffleur-input-number"
          type="number"
          inputMode={field.integer ? 'numeric' : 'decimal'}
          min={field.min}
          max={field.max}
          step={field.integer ? 1 : 'any'}
          value={asText(value)}
          onInput={({ currentTarget }) => onChange(currentTarget.value === '' ? (field.nullable ? null : undefined) : currentTarget.valueAsNumber)}
        />
      );
    case 'select':
      return (
        <select {...common} class="souffleur-input souffleur-select" value={asText(value)} onChange={({ currentTarget }) => write(currentTarget.value)}>
          {(field.nullable || value === undefined || value === '') && <option value="">{t('common:form.choose')}</option>}
          {(choices ?? field.choices).map((choice) => (
            <option key={choice.value} value={choice.value}>
              {words.choice(field, choice)}
            </option>
          ))}
        </select>
      );
    case 'many':
      return <Many {...props} />;
    case 'lines':
      if (choices) return <Many {...props} />;
      return (
        <textarea
          {...common}
          class="souffleur-input souffleur-textarea"
          rows={4}
          value={list(value).map(text).join('\n')}
          onInput={({ currentTarget }) => onChange(currentTarget.value.split('\n'))}
          onBlur={({ currentTarget }) =>
            onChange(
              currentTarget.value
                .split('\n')
                .map((line) => line.trim())
                .filter(Boolean),
            )
          }
        />
      );
    case 'long':
      return (
        <textarea
          {...common}
          class="souffleur-input souffleur-textarea"
          rows={4}
          maxLength={field.maxLength}
          value={asText(value)}
          onInput={({ currentTarget }) => write(currentTarget.value)}
        />
      );
    case 'text':
    case 'secret':
    case 'time':
    case 'date':
      return (
        <input
          {...common}
          class={`souffleur-input${field.kind === 'time' || field.kind === 'date' ? ' souffleur-input-time' : ''}`}
          type={(field.kind === 'secret' ? 'password' : field.kind) as 'text'}
          autocomplete={field.kind === 'secret' ? 'new-password' : 'off'}
          maxLength={field.maxLength}
          value={asText(value)}
          onInput={({ currentTarget }) => write(currentTarget.value)}
        />
      );
    default:
      return <p class="souffleur-hint">{t('common:form.unknown')}</p>;
  }
};
