import { type ComponentChildren } from 'preact';

import { dict, type Dict, list } from '../../state/read.ts';
import { ConsoleIcon } from '../../ui/console-icon.tsx';
import { useTexts } from '../context.ts';
import { emptyOf, type Field, rowFields } from './fields.ts';
import { type FieldWords } from './words.ts';

interface Props {
  id: string;
  field: Field & { kind: 'rows' };
  value: unknown;
  words: FieldWords;
  disabled: boolean;
  onChange: (value: unknown) => void;
  /** Draws a field of a row. */
  draw: (field: Field, siblings: readonly Field[], values: Dict) => ComponentChildren;
}

/** A list of objects: their fields, one object below the other. */
export const Rows = ({ id, field, value, words, disabled, onChange, draw }: Props) => {
  const t = useTexts();
  const rows = list(value).map(dict);
  const fresh = (): unknown => Object.fromEntries(field.fields.map((inner) => [inner.key, emptyOf(inner)]));
  return (
    <div class="souffleur-form-rows" id={id}>
      {rows.map((row, index) => {
        const fields = rowFields(field, index);
        const name = t('common:form.row', { name: words.label(field), number: index + 1 });
        return (
          <div key={index} class="souffleur-form-row" role="group" aria-label={name}>
            <div class="souffleur-form-row-fields">{fields.map((inner) => draw(inner, fields, row))}</div>
            {!disabled && (
              <button
                type="button"
                class="souffleur-icon-button"
                aria-label={t('common:form.remove', { name })}
                onClick={() => onChange(rows.toSpliced(index, 1))}
              >
                <ConsoleIcon name="trash" />
              </button>
            )}
          </div>
        );
      })}
      {!disabled && (field.most === undefined || rows.length < field.most) && (
        <button type="button" class="souffleur-text-button souffleur-add" onClick={() => onChange([...rows, fresh()])}>
          <ConsoleIcon name="plus" />
          {t('common:form.add_row')}
        </button>
      )}
    </div>
  );
};
