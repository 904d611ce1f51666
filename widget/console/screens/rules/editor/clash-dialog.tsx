import { useSignal } from '@preact/signals';

import { asApiError, type ApiError } from '../../../../api/errors.ts';
import { type Definition } from '../../../../state/rules.ts';
import { Button } from '../../../../ui/button.tsx';
import { useConsole, useTexts } from '../../../context.ts';
import { errorWords } from '../../../errors.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Note } from '../../../parts/state.tsx';
import { useEditor } from './editor-context.ts';
import { summarize } from './summarize.ts';
import { SummaryView } from './summary-view.tsx';

/** Two people saved the same rule: both versions in plain language, and which to keep. */
export const ClashDialog = () => {
  const { format, toasts } = useConsole();
  const t = useTexts('rule-editor');
  const { editor, parts, choices } = useEditor();
  const failure = useSignal<ApiError | undefined>(undefined);
  const clash = editor.clash.value;
  if (!clash) return null;
  const settle = async (keep: 'yours' | 'theirs' | undefined): Promise<void> => {
    failure.value = undefined;
    try {
      await editor.settle(keep);
      if (keep === 'yours') toasts.done(t('saved'));
    } catch (thrown) {
      failure.value = asApiError(thrown);
    }
  };
  const side = (name: 'yours' | 'theirs', definition: Definition) => (
    <section class="souffleur-side" aria-label={t(`common:conflict.${name}`)}>
      <h3 class="souffleur-side-title">{t(`common:conflict.${name}`)}</h3>
      <p class="souffleur-paragraph">
        <strong>{definition.name}</strong>
      </p>
      {definition.description && <p class="souffleur-paragraph">{definition.description}</p>}
      <SummaryView summary={summarize(definition, parts, choices, t, format.language)} />
    </section>
  );
  return (
    <Dialog
      wide
      title={t('common:conflict.title')}
      role="alertdialog"
      onClose={() => void settle(undefined)}
      actions={
        <>
          <Button kind="primary" busy={editor.saving.value} onPress={() => void settle('yours')}>
            {t('common:conflict.keep_yours')}
          </Button>
          <Button kind="neutral" disabled={editor.saving.value} onPress={() => void settle('theirs')}>
            {t('common:conflict.keep_theirs')}
          </Button>
        </>
      }
    >
      <p class="souffleur-paragraph">{t('clash')}</p>
      {failure.value && <Note kind="bad">{errorWords(t, failure.value)}</Note>}
      <div class="souffleur-sides">
        {side('yours', clash.yours)}
        {side('theirs', clash.theirs)}
      </div>
    </Dialog>
  );
};
