import { useSignal } from '@preact/signals';

import { asApiError, type ApiError } from '../../api/errors.ts';
import { type Dict, list, text } from '../../state/read.ts';
import { Button } from '../../ui/button.tsx';
import { useConsole, useTexts } from '../context.ts';
import { errorWords } from '../errors.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Note } from '../parts/state.tsx';
import { type Choice, type Field, fieldsOf, valueAt, withDefaults } from './fields.ts';
import { fieldWords } from './words.ts';

interface Sides {
  yours: Dict;
  theirs: Dict;
  /** The version the other side was saved as. */
  version: number;
}

interface Props extends Sides {
  schema: unknown;
  texts: string;
  prefix: string;
  choices?: Readonly<Record<string, readonly Choice[]>>;
  onKeepYours: (sides: Sides) => Promise<void>;
  onKeepTheirs: () => Promise<void>;
  onClose: () => void;
}

/** Leaves of a form with the names of the groups around them. */
const leavesOf = (fields: readonly Field[], around: readonly Field[] = []): { field: Field; around: readonly Field[] }[] =>
  fields.flatMap((field) => (field.kind === 'group' ? leavesOf(field.fields, [...around, field]) : [{ field, around }]));

/** Two people saved the same settings: shows what differs and asks which to keep. */
export const Conflict = ({ schema, texts, prefix, choices = {}, yours, theirs, version, onKeepYours, onKeepTheirs, onClose }: Props) => {
  const { format } = useConsole();
  const t = useTexts(texts);
  const busy = useSignal(false);
  const failure = useSignal<ApiError | undefined>(undefined);
  const words = fieldWords(t, prefix, format.language);
  const fields = fieldsOf(schema);
  const sides = { yours: withDefaults(fields, yours), theirs: withDefaults(fields, theirs) };
  const differing = leavesOf(fields).filter(
    ({ field }) => JSON.stringify(valueAt(sides.yours, field.path)) !== JSON.stringify(valueAt(sides.theirs, field.path)),
  );

  const named = (field: Field, value: unknown): string => {
    const known = choices[field.path] ?? ('choices' in field ? field.choices : []);
    const choice = known.find((one) => one.value === text(value));
    return choice ? words.choice(field, choice) : text(value);
  };
  const shown = (field: Field, value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'common:yes' : 'common:no');
    if (Array.isArray(value))
      return (
        list(value)
          .map((one) => named(field, one))
          .join(', ') || t('common:none')
      );
    return named(field, value) || t('common:none');
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    busy.value = true;
    failure.value = undefined;
    await work().catch((thrown: unknown) => (failure.value = asApiError(thrown)));
    busy.value = false;
  };

  const side = (name: 'yours' | 'theirs') => (
    <section class="souffleur-side" aria-label={t(`common:conflict.${name}`)}>
      <h3 class="souffleur-side-title">{t(`common:conflict.${name}`)}</h3>
      <dl>
        {differing.map(({ field, around }) => (
          <div key={field.path}>
            <dt>{[...around, field].map(words.label).join(': ')}</dt>
            <dd>{shown(field, valueAt(sides[name], field.path))}</dd>
          </div>
        ))}
      </dl>
    </section>
  );

  return (
    <Dialog
      wide
      title={t('common:conflict.title')}
      role="alertdialog"
      onClose={onClose}
      actions={
        <>
          <Button kind="primary" busy={busy.value} onPress={() => void run(() => onKeepYours({ yours, theirs, version }))}>
            {t('common:conflict.keep_yours')}
          </Button>
          <Button kind="neutral" disabled={busy.value} onPress={() => void run(onKeepTheirs)}>
            {t('common:conflict.keep_theirs')}
          </Button>
        </>
      }
    >
      <p class="souffleur-paragraph">{t('common:conflict.text')}</p>
      {failure.value && <Note kind="bad">{errorWords(t, failure.value)}</Note>}
      <div class="souffleur-sides">
        {side('yours')}
        {side('theirs')}
      </div>
    </Dialog>
  );
};
