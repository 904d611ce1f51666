/** The value beside a comparison: what it is depends on the field that was chosen and on how it is compared. */
import { list, text } from '../../state/read.ts';
import { useTexts } from '../context.ts';
import { One, Several } from './choosing.tsx';
import { type ControlProps } from './controls.tsx';
import { type Choice } from './fields.ts';
import { Lines } from './lines.tsx';
import { countOf, typeOf, useRefs } from './refs.ts';

/** Compared with a number of days, whatever the field's own type is. */
const IN_DAYS = /_days$/;

const inputType = (type: string, comparison: string): 'number' | 'date' | 'text' => {
  if (type === 'number' || IN_DAYS.test(comparison)) return 'number';
  return type === 'date' ? 'date' : 'text';
};

const Free = ({ props, type, index, ends }: { props: ControlProps; type: 'number' | 'date' | 'text'; index: number; ends: boolean }) => {
  const { id, field, value, words, invalid, describedBy, disabled, onChange } = props;
  const t = useTexts();
  const several = field.kind === 'value' && field.several;
  const now = several ? text(list(value)[index]) : text(value);
  const write = (typed: string): void => {
    if (!several) return onChange(typed);
    const all = list(value).map(text);
    const next = ends ? [all[0] ?? '', all[1] ?? ''].with(index, typed) : typed === '' ? [] : [typed];
    onChange(next.every((one) => one === '') ? [] : next);
  };
  return (
    <input
      id={index === 0 ? id : `${id}-${index}`}
      class={`souffleur-input${type === 'text' ? '' : ' souffleur-input-number'}`}
      type={type as 'text'}
      step="any"
      autocomplete="off"
      // A date with a time of day, written elsewhere, must not look empty here.
      {...(type === 'date' && now !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(now) ? { type: 'text' } : {})}
      aria-label={ends ? `${words.label(field)}: ${t(index === 0 ? 'common:form.from' : 'common:form.to')}` : undefined}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      disabled={disabled}
      value={now}
      onInput={({ currentTarget }) => write(currentTarget.value)}
    />
  );
};

export const ValueControl = (props: ControlProps & { offered: readonly Choice[] | undefined }) => {
  const { id, field, value, describedBy, disabled, around, siblings, offered, onChange } = props;
  const t = useTexts();
  const refs = useRefs();
  const among = { around, siblings };
  const several = field.kind === 'value' && field.several;
  const [, most = several ? Infinity : 1] = countOf(field, among) ?? [];
  const operator = siblings.find(({ meta }) => meta.ref === 'operator');
  const comparison = operator ? text(around[operator.key]) : '';
  const kind = typeOf(field, refs, among);
  if (field.meta.of && text(around[field.meta.of]) === '') return <p class="souffleur-hint">{t('common:form.field_first')}</p>;
  const isNamed = offered !== undefined && (['select', 'multiselect', 'radiobutton', 'category', 'reference', 'list'].includes(kind) || !operator);
  if (kind === 'checkbox' && !operator) {
    const yesNo = [
      { value: 'true', label: t('common:yes') },
      { value: 'false', label: t('common:no') },
    ];
    return <One {...props} offered={yesNo} value={several ? text(list(value)[0]) : value} onChange={(next) => onChange(several ? [text(next)] : next)} />;
  }
  // "Contains" and its like ask for a part of a text, also of a list.
  if (isNamed && !/contains|starts|ends/.test(comparison)) {
    if (most > 1) return <Several {...props} offered={offered} />;
    return (
      <One
        {...props}
        offered={offered}
        value={several ? list(value)[0] : value}
        onChange={(next) => onChange(several ? (text(next) === '' ? [] : [text(next)]) : (next ?? ''))}
      />
    );
  }
  const type = inputType(kind, comparison);
  if (most === 2) {
    return (
      <div class="souffleur-ends">
        <Free props={props} type={type} index={0} ends />
        <span aria-hidden="true">–</span>
        <Free props={props} type={type} index={1} ends />
      </div>
    );
  }
  if (most === 1) return <Free props={props} type={type} index={0} ends={false} />;
  return (
    <Lines
      id={id}
      rows={3}
      placeholder={t('common:form.one_a_line')}
      aria-invalid={props.invalid || undefined}
      aria-describedby={describedBy}
      disabled={disabled}
      value={value}
      onChange={onChange}
    />
  );
};
