import { Button } from '../../../../ui/button.tsx';
import { ConsoleIcon } from '../../../../ui/console-icon.tsx';
import { useTexts } from '../../../context.ts';
import { EnableSwitch } from '../enable-switch.tsx';
import { RunNow } from '../try/manual.tsx';
import { useEditor } from './editor-context.ts';

/** Buttons at the right of the title. */
export const HeadActions = ({ onSave }: { onSave: () => void }) => {
  const t = useTexts('rule-editor');
  const { editor, readOnly } = useEditor();
  const rule = editor.rule.value;
  const step = (name: 'undo' | 'redo', isPossible: boolean) => (
    <button type="button" class="souffleur-icon-button" aria-label={t(name)} title={t(name)} disabled={!isPossible} onClick={editor[name]}>
      <ConsoleIcon name={name} />
    </button>
  );
  return (
    <>
      {rule && <EnableSwitch rule={rule} put={editor.stored} locked={editor.dirty.value} />}
      {rule && <RunNow rule={rule} locked={editor.dirty.value} />}
      {!readOnly && (
        <span class="souffleur-rule-save">
          {step('undo', editor.history.canUndo.value)}
          {step('redo', editor.history.canRedo.value)}
          <Button kind="primary" busy={editor.saving.value} disabled={rule !== undefined && !editor.dirty.value} onPress={onSave}>
            {t('common:save')}
          </Button>
        </span>
      )}
    </>
  );
};
