/** Fields that choose: one or several, of few or many, of what the schema knows or of what the account has. */
import { type TFunction } from 'i18next';

import { list, text } from '../../state/read.ts';
import { ConsoleIcon } from '../../ui/console-icon.tsx';
import { useTexts } from '../context.ts';
import { type ControlProps } from './controls.tsx';
import { type Choice, type Field } from './fields.ts';
import { Picker, type Pick } from './picker.tsx';
import { takesOwnWords } from './refs.ts';

/** Fewer are seen at once without a search. */
const FEW = 8;

type Props = ControlProps & { offered: readonly Choice[] };

const numbered = (field: Field, value: string): unknown => ('numeric' in field && field.numeric && value !== '' ? Number(value) : value);

const picksOf = ({ field, words }: ControlProps, choices: readonly Choice[]): Pick[] =>
  choices.map((choice) => ({ value: choice.value, label: words.choice(field, choice), ...(choice.group ? { group: choice.group } : {}) }));

/** Fields are listed below what they belong to, which the server names by its noun. */
const withGroups = (t: TFunction, field: Field, choices: readonly Choice[]): readonly Choice[] =>
  field.meta.ref === 'field'
    ? choices.map((choice) => (choice.group ? { ...choice, group: t(`hooks:kinds.${choice.group}`, { defaultValue: choice.group }) } : choice))
    : choices;

/** Known to be gone: the account has such things, and this is none of them. */
const isGone = (field: Field, offered: readonly Choice[], value: string): boolean =>
  value !== '' && !takesOwnWords(field.meta.ref) && !offered.some((choice) => choice.value === value);

export const One = (props: Props) => {
  const { id, field, value, words, offered, invalid, describedBy, disabled, onChange } = props;
  const t = useTexts();
  const chosen = text(value);
  const own = takesOwnWords(field.meta.ref);
  const gone = isGone(field, offered, chosen);
  const clearable = field.nullable || chosen === '' || (!field.required && field.initial === undefined);
  const write = (next: string): void => onChange(next === '' ? (field.nullable ? null : undefined) : numbered(field, next));
  const missing: Choice[] = gone ? [{ value: chosen, label: field.meta.ref ? t('common:form.missing', { value: chosen }) : chosen }] : [];
  const all = withGroups(t, field, [...missing, ...offered]);
  if (offered.length > FEW || own) {
    return (
      <div class="souffleur-with-button">
        <Picker
          id={id}
          label={words.label(field)}
          labelled
          picks={picksOf(props, all)}
          value={chosen}
          placeholder={t('common:form.choose')}
          open={own}
          invalid={invalid || gone}
          describedBy={describedBy}
          disabled={disabled}
          onPick={write}
        />
        {clearable && chosen !== '' && !disabled && (
          <button type="button" class="souffleur-icon-button" aria-label={t('common:form.clear', { name: words.label(field) })} onClick={() => write('')}>
            <ConsoleIcon name="close" />
          </button>
        )}
      </div>
    );
  }
  const option = (choice: Choice) => (
    <option key={choice.value} value={choice.value}>
      {words.choice(field, choice)}
    </option>
  );
  const groups = [...new Set(all.map(({ group }) => group))];
  return (
    <select
      id={id}
      disabled={disabled}
      aria-invalid={invalid || (gone && field.meta.ref !== undefined) || undefined}
      aria-describedby={describedBy}
      class="souffleur-input souffleur-select"
      value={chosen}
      onChange={({ currentTarget }) => write(currentTarget.value)}
    >
      {clearable && <option value="">{t('common:form.choose')}</option>}
      {groups.map((group) =>
        group === undefined ? (
          all.filter((choice) => choice.group === undefined).map(option)
        ) : (
          <optgroup key={group} label={group}>
            {all.filter((choice) => choice.group === group).map(option)}
          </optgroup>
        ),
      )}
    </select>
  );
};

const Boxes = ({
  id,
  field,
  words,
  describedBy,
  disabled,
  offered,
  chosen,
  onToggle,
}: Props & { chosen: readonly string[]; onToggle: (value: string) => void }) => {
  const t = useTexts();
  // What was chosen once and is no longer offered can still be taken out.
  const gone = chosen.filter((one) => !offered.some((choice) => choice.value === one));
  const all = [...offered, ...gone.map((value): Choice => (field.meta.ref ? { value, label: t('common:form.missing', { value }) } : { value }))];
  if (all.length === 0) return <p class="souffleur-hint">{t('common:form.nothing_to_choose')}</p>;
  return (
    <div class="souffleur-many" id={id} role="group" aria-labelledby={`${id}-label`} aria-describedby={describedBy}>
      {all.map((choice) => (
        <label key={choice.value} class={`souffleur-many-one${gone.includes(choice.value) && field.meta.ref ? ' souffleur-gone' : ''}`}>
          <input type="checkbox" class="souffleur-check" disabled={disabled} checked={chosen.includes(choice.value)} onChange={() => onToggle(choice.value)} />
          <span>
            {choice.group && <span class="souffleur-many-group">{choice.group}: </span>}
            {words.choice(field, choice)}
          </span>
        </label>
      ))}
    </div>
  );
};

export const Several = (props: Props) => {
  const { id, field, value, words, offered, invalid, describedBy, disabled, onChange } = props;
  const t = useTexts();
  const chosen = list(value).map(text);
  const own = takesOwnWords(field.meta.ref);
  const write = (next: readonly string[]): void => onChange(next.map((one) => numbered(field, one)));
  const toggle = (one: string): void => write(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  if (offered.length <= FEW && !own) return <Boxes {...props} chosen={chosen} onToggle={toggle} />;
  const nameOf = (one: string): string => {
    const choice = offered.find((other) => other.value === one);
    if (!choice) return own ? one : t('common:form.missing', { value: one });
    return choice.group ? `${choice.group}: ${words.choice(field, choice)}` : words.choice(field, choice);
  };
  return (
    <div class="souffleur-chips-field" role="group" aria-labelledby={`${id}-label`} aria-describedby={describedBy}>
      {chosen.length > 0 && (
        <ul class="souffleur-chips">
          {chosen.map((one) => (
            <li key={one} class={`souffleur-chip${isGone(field, offered, one) ? ' souffleur-gone' : ''}`}>
              <span>{nameOf(one)}</span>
              {!disabled && (
                <button type="button" class="souffleur-chip-button" aria-label={t('common:form.remove', { name: nameOf(one) })} onClick={() => toggle(one)}>
                  <ConsoleIcon name="close" size={12} />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {!disabled && (
        <Picker
          id={id}
          label={words.label(field)}
          picks={picksOf(
            props,
            offered.filter(({ value: one }) => !chosen.includes(one)),
          )}
          placeholder={t('common:form.add')}
          open={own}
          invalid={invalid}
          onPick={toggle}
        />
      )}
    </div>
  );
};
