import { Switch } from '../../ui/switch.tsx';
import { type Dict, dict } from '../../state/read.ts';
import { type Choice, emptyOf, type Field } from './fields.ts';
import { Control } from './controls.tsx';
import { isAsked } from './refs.ts';
import { Rows } from './rows.tsx';
import { type FieldWords } from './words.ts';

export interface FieldRowProps {
  formId: string;
  field: Field;
  /** All fields of its object, itself among them. */
  siblings?: readonly Field[];
  /** Of its object. */
  values: Dict;
  words: FieldWords;
  errors: Readonly<Record<string, string>>;
  choices: Readonly<Record<string, readonly Choice[]>>;
  disabled: boolean;
  onChange: (path: string, value: unknown) => void;
}

export const idOf = (formId: string, path: string): string => `${formId}-${path.replaceAll('.', '-')}`;

/** A value that appears when its group is switched on again: what it was at first, or empty. */
const switchedOn = (field: Field): unknown =>
  field.initial ?? (field.kind === 'group' ? Object.fromEntries(field.fields.map((inner) => [inner.key, emptyOf(inner)])) : '');

/** A field with its label, hint and complaint; a group is a fieldset, a nullable one with a switch. */
export const FieldRow = (props: FieldRowProps) => {
  const { formId, field, siblings = [field], values, words, errors, choices, disabled, onChange } = props;
  const id = idOf(formId, field.path);
  const value = values[field.key];
  const error = errors[field.path];
  const hint = words.hint(field);
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;
  const notes = (
    <>
      {hint && (
        <p class="souffleur-field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="souffleur-field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  );

  if (!isAsked(field, { siblings, around: values })) return null;
  if (field.kind === 'rows') {
    return (
      <fieldset class="souffleur-group" id={id} aria-describedby={describedBy}>
        <legend class="souffleur-group-title">{words.label(field)}</legend>
        {notes}
        <Rows
          id={`${id}-rows`}
          field={field}
          value={value}
          words={words}
          disabled={disabled}
          onChange={(next) => onChange(field.path, next)}
          draw={(inner, beside, row) => <FieldRow key={inner.path} {...props} field={inner} siblings={beside} values={row} />}
        />
      </fieldset>
    );
  }
  if (field.kind === 'group') {
    return (
      <fieldset class="souffleur-group" id={id} aria-describedby={describedBy}>
        <legend class="souffleur-group-title">
          {field.nullable ? (
            <label class="souffleur-switch-line">
              <Switch id={`${id}-on`} checked={value !== null} disabled={disabled} onChange={(on) => onChange(field.path, on ? switchedOn(field) : null)} />
              <span>{words.label(field)}</span>
            </label>
          ) : (
            words.label(field)
          )}
        </legend>
        {notes}
        {value !== null && (
          <div class="souffleur-group-fields">
            {field.fields.map((inner) => (
              <FieldRow key={inner.path} {...props} field={inner} siblings={field.fields} values={dict(value)} />
            ))}
          </div>
        )}
      </fieldset>
    );
  }

  const control = (
    <Control
      id={id}
      field={field}
      value={value}
      siblings={siblings}
      around={values}
      words={words}
      choices={choices[field.path]}
      invalid={error !== undefined}
      describedBy={describedBy}
      disabled={disabled}
      onChange={(next) => onChange(field.path, next)}
    />
  );
  if (field.kind === 'switch') {
    return (
      <div class="souffleur-field">
        <label class="souffleur-switch-line" for={id}>
          {control}
          <span>{words.label(field)}</span>
        </label>
        {notes}
      </div>
    );
  }
  const grouped = field.kind === 'many' || (field.kind === 'lines' && choices[field.path] !== undefined);
  return (
    <div class="souffleur-field">
      {grouped ? (
        <span class="souffleur-field-label" id={`${id}-label`}>
          {words.label(field)}
        </span>
      ) : (
        <label class="souffleur-field-label" id={`${id}-label`} for={id}>
          {words.label(field)}
        </label>
      )}
      {control}
      {notes}
    </div>
  );
};
