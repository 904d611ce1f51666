import { useRef } from 'preact/hooks';

import { useTexts } from '../../../context.ts';
import { Panel } from '../../../parts/page.tsx';
import { Empty } from '../../../parts/state.tsx';
import TryPanel from '../try/panel.tsx';
import { useEditor } from './editor-context.ts';

interface Props {
  shown: boolean;
  /** Nothing that every rule must have is missing. */
  isWhole: boolean;
  /** Back to what is missing. */
  onUnfinished: () => void;
}

/** The rule is tried as it stands on the screen, saved or not. What was found stays while somebody goes back to change it. */
export const Trial = ({ shown, isWhole, onUnfinished }: Props) => {
  const t = useTexts('rule-editor');
  const { editor } = useEditor();
  const seen = useRef(false);
  if (shown) seen.current = true;
  if (!seen.current) return null;
  return (
    <div hidden={!shown}>
      <Panel>
        {shown && !isWhole && <Empty icon="pencil" title={t('try.title')} hint={t('try.hint')} action={{ label: t('try.back'), press: onUnfinished }} />}
        <div hidden={!isWhole}>
          <TryPanel ruleId={editor.rule.value?.id} definition={editor.written.value.definition} />
        </div>
      </Panel>
    </div>
  );
};
