import { Switch } from '../../ui/switch.tsx';
import { text } from '../../state/read.ts';
import { useTexts } from '../context.ts';
import { One, Several } from './choosing.tsx';
import { type Choice, type Field } from './fields.ts';
import { ValueControl } from './field-value.tsx';
import { Lines } from './lines.tsx';
import { type Among, choicesOf, useRefs } from './refs.ts';
import { TextControl } from './template-text.tsx';
import { type FieldWords } from './words.ts';

export interface ControlProps extends Among {
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

/** The input of one field. Groups are drawn by `FieldRow`. */
export const Control = (props: ControlProps) => {
  const { id, field, value, choices, invalid, describedBy, disabled, onChange } = props;
  const t = useTexts();
  const refs = useRefs();
  const offered = choices ?? choicesOf(field, refs, props);
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
      return <One {...props} offered={offered ?? []} />;
    case 'many':
      return <Several {...props} offered={offered ?? []} />;
    case 'value':
      return <ValueControl {...props} offered={offered} />;
    case 'lines':
      if (offered) return <Several {...props} offered={offered} />;
      return <Lines {...common} value={value} rows={4} onChange={onChange} />;
    case 'text':
    case 'long':
      return <TextControl {...props} />;
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
