import { readPage } from '../../../state/read.ts';
import { readRule } from '../../../state/rules.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useLive, useResource, useTexts } from '../../context.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Empty, State } from '../../parts/state.tsx';
import { type RuleActs } from './acts.ts';
import { triggerWords } from './words.ts';

/** Rules that were deleted, to be brought back; they come back switched off. */
export const Deleted = ({ acts, onClose }: { acts: RuleActs; onClose: () => void }) => {
  const { api, format } = useConsole();
  const t = useTexts('rules');
  const deleted = useResource(async () => readPage(await api.get('/rules?deleted=true&limit=200'), readRule), []);
  useLive(['rule.updated'], () => void deleted.reload());
  return (
    <Dialog wide title={t('deleted.title')} onClose={onClose}>
      <State phase={deleted.phase.value} onRetry={() => void deleted.reload()}>
        {(rules) =>
          rules.length === 0 ? (
            <Empty icon="trash" title={t('deleted.empty')} />
          ) : (
            <ul class="souffleur-deleted" aria-label={t('deleted.title')}>
              {rules.map((rule) => (
                <li key={rule.id} class="souffleur-deleted-one">
                  <span class="souffleur-deleted-words">
                    <strong>{rule.name}</strong>
                    <span class="souffleur-muted">{triggerWords(t, format, rule.trigger)}</span>
                  </span>
                  <Button kind="neutral" busy={acts.busy.value === rule.id} onPress={() => void acts.bringBack(rule).then(() => deleted.reload())}>
                    {t('deleted.restore')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </State>
    </Dialog>
  );
};
