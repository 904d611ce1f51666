import { useEffect } from 'preact/hooks';

import { isUnderWay } from '../../../state/rehearsals.ts';
import { definitionOf } from '../../../state/rules.ts';
import { Button } from '../../../ui/button.tsx';
import { useTexts } from '../../context.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Skeleton } from '../../parts/state.tsx';
import { type RuleActs } from './acts.ts';
import { HitTable } from './try/replay-result.tsx';
import { useRehearsal } from './try/rehearse.ts';

/** Before a rule by time is switched on: how many leads it would reach at once, and the first of them. */
export const ConfirmEnable = ({ acts }: { acts: RuleActs }) => {
  const t = useTexts('rules');
  const rehearsing = useRehearsal();
  const asked = acts.asked.value;
  useEffect(() => {
    if (!asked) return;
    // The question stands without the list, so a server that cannot make one is no failure of it.
    if (asked.rehearsalId) void rehearsing.follow(asked.rehearsalId);
    else void rehearsing.start(`/rules/${asked.rule.id}/estimate`, { definition: definitionOf(asked.rule) });
  }, [asked]);
  if (!asked) return null;
  const now = rehearsing.current.value;
  const count = asked.count || (now?.result?.fires ?? 0);
  return (
    <Dialog
      wide
      title={t('confirm.title', { name: asked.rule.name })}
      role="alertdialog"
      onClose={() => void acts.confirm(false)}
      actions={
        <>
          <Button kind="primary" busy={acts.busy.value === asked.rule.id} onPress={() => void acts.confirm(true)}>
            {t('confirm.yes')}
          </Button>
          <Button kind="neutral" onPress={() => void acts.confirm(false)}>
            {t('confirm.no')}
          </Button>
        </>
      }
    >
      <div class="souffleur-stack">
        <p class="souffleur-paragraph">
          <strong>{t('confirm.count', { count })}</strong> {t('confirm.text')}
        </p>
        {!rehearsing.failure.value && (rehearsing.busy || (now && isUnderWay(now))) && <Skeleton lines={3} />}
        {now?.result && (
          <div class="souffleur-confirm-list">
            <HitTable brief hits={now.result.hits} total={count} />
          </div>
        )}
      </div>
    </Dialog>
  );
};
