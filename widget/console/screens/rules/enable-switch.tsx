import { useId } from 'preact/hooks';

import { type Rule } from '../../../state/rules.ts';
import { Switch } from '../../../ui/switch.tsx';
import { useIsAdmin, useTexts } from '../../context.ts';
import { Badge } from '../../parts/state.tsx';
import { useRuleActs } from './acts.ts';
import { ConfirmEnable } from './confirm.tsx';

interface Props {
  rule: Rule;
  put: (rule: Rule) => void;
  /** What is not saved yet would not be what runs. */
  locked?: boolean;
}

/** Switches the stored rule on and off; for a rep, says which it is. */
export const EnableSwitch = ({ rule, put, locked = false }: Props) => {
  const t = useTexts('rule-editor');
  const id = useId();
  const isAdmin = useIsAdmin();
  const acts = useRuleActs({ put, remove: () => {}, reload: () => {} });
  if (!isAdmin) return <Badge kind={rule.enabled ? 'good' : 'plain'}>{t(rule.enabled ? 'on' : 'off')}</Badge>;
  return (
    <>
      <label class="souffleur-switch-line" for={id} title={locked ? t('save_first') : undefined}>
        <Switch
          id={id}
          checked={rule.enabled}
          disabled={locked || acts.busy.value !== undefined}
          describedBy={locked ? `${id}-hint` : undefined}
          onChange={(on) => void acts.turn(rule, on)}
        />
        <span>{t(rule.enabled ? 'on' : 'off')}</span>
      </label>
      {locked && (
        <span class="souffleur-hidden" id={`${id}-hint`}>
          {t('save_first')}
        </span>
      )}
      <ConfirmEnable acts={acts} />
    </>
  );
};
