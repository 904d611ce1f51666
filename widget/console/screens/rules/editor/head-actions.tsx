import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';

import { type Rule } from '../../../../state/rules.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConsoleIcon } from '../../../../ui/console-icon.tsx';
import { Switch } from '../../../../ui/switch.tsx';
import { useTexts } from '../../../context.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Badge } from '../../../parts/state.tsx';
import { useRuleActs } from '../acts.ts';
import { ConfirmEnable } from '../confirm.tsx';
import { Lazily } from '../lazily.tsx';
import { useEditor } from './editor-context.ts';

const loadPanel = () => import('../try/panel.tsx');

/** Switches the stored rule on and off; what is not saved yet would not be what runs. */
const EnableSwitch = ({ rule }: { rule: Rule }) => {
  const t = useTexts('rule-editor');
  const id = useId();
  const { editor, readOnly } = useEditor();
  const acts = useRuleActs({ put: editor.stored, remove: () => {}, reload: () => {} });
  if (readOnly) return <Badge kind={rule.enabled ? 'good' : 'plain'}>{t(rule.enabled ? 'on' : 'off')}</Badge>;
  const dirty = editor.dirty.value;
  return (
    <>
      <label class="souffleur-switch-line" for={id} title={dirty ? t('save_first') : undefined}>
        <Switch
          id={id}
          checked={rule.enabled}
          disabled={dirty || acts.busy.value !== undefined}
          describedBy={dirty ? `${id}-hint` : undefined}
          onChange={(on) => void acts.turn(rule, on)}
        />
        <span>{t(rule.enabled ? 'on' : 'off')}</span>
      </label>
      {dirty && (
        <span class="souffleur-hidden" id={`${id}-hint`}>
          {t('save_first')}
        </span>
      )}
      <ConfirmEnable acts={acts} />
    </>
  );
};

interface Props {
  onSave: () => void;
  /** Shows what is missing; true when nothing is. */
  isWhole: () => boolean;
}

/** Buttons at the right of the title. */
export const HeadActions = ({ onSave, isWhole }: Props) => {
  const t = useTexts('rule-editor');
  const { editor, readOnly } = useEditor();
  const trying = useSignal(false);
  const rule = editor.rule.value;
  return (
    <>
      {rule && <EnableSwitch rule={rule} />}
      {!readOnly && (
        <>
          <button
            type="button"
            class="souffleur-icon-button"
            aria-label={t('undo')}
            title={t('undo')}
            disabled={!editor.history.canUndo.value}
            onClick={editor.undo}
          >
            <ConsoleIcon name="undo" />
          </button>
          <button
            type="button"
            class="souffleur-icon-button"
            aria-label={t('redo')}
            title={t('redo')}
            disabled={!editor.history.canRedo.value}
            onClick={editor.redo}
          >
            <ConsoleIcon name="redo" />
          </button>
          <Button
            kind="neutral"
            onPress={() => {
              if (isWhole()) trying.value = true;
            }}
          >
            {t('try')}
          </Button>
          <Button kind="primary" busy={editor.saving.value} disabled={rule !== undefined && !editor.dirty.value} onPress={onSave}>
            {t('common:save')}
          </Button>
        </>
      )}
      {trying.value && (
        <Dialog wide title={t('try_title')} onClose={() => (trying.value = false)}>
          <Lazily load={loadPanel} props={{ ruleId: rule?.id, definition: editor.written.value.definition }} />
        </Dialog>
      )}
    </>
  );
};
