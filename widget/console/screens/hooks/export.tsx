import { useSignal } from '@preact/signals';

import { asApiError } from '../../../api/errors.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { saveFile } from '../../parts/save-file.ts';

/** The list as it is filtered, as a file. */
export const ExportMenu = ({ search }: { search: string }) => {
  const { api, toasts } = useConsole();
  const t = useTexts('hooks');
  const open = useSignal(false);
  const busy = useSignal<'csv' | 'jsonl' | undefined>(undefined);
  const save = async (format: 'csv' | 'jsonl'): Promise<void> => {
    busy.value = format;
    try {
      saveFile(await api.download(`/hook-events/export?format=${format}${search && `&${search}`}`), `hooks-${new Date().toISOString().slice(0, 10)}.${format}`);
      open.value = false;
    } catch (error) {
      toasts.bad(errorWords(t, asApiError(error)));
    } finally {
      busy.value = undefined;
    }
  };
  return (
    <>
      <Button kind="neutral" onPress={() => (open.value = true)}>
        {t('export.open')}
      </Button>
      {open.value && (
        <Dialog
          title={t('export.title')}
          onClose={() => (open.value = false)}
          actions={
            <>
              <Button kind="primary" busy={busy.value === 'csv'} onPress={() => void save('csv')}>
                {t('export.csv')}
              </Button>
              <Button kind="neutral" busy={busy.value === 'jsonl'} onPress={() => void save('jsonl')}>
                {t('export.jsonl')}
              </Button>
            </>
          }
        >
          <p class="souffleur-paragraph">{t(search ? 'export.filtered' : 'export.all')}</p>
          <p class="souffleur-paragraph">{t('export.text')}</p>
        </Dialog>
      )}
    </>
  );
};
