import { useTexts } from '../../../context.ts';
import { Panel } from '../../../parts/page.tsx';
import { Note } from '../../../parts/state.tsx';
import { AddPart } from './add-part.tsx';
import { useEditor } from './editor-context.ts';
import { GroupCard } from './group-card.tsx';
import { NodeList } from './node-list.tsx';
import { PartCard } from './part-card.tsx';

/** Under which conditions. */
export const ConditionsCard = () => {
  const t = useTexts('rule-editor');
  const { editor } = useEditor();
  return (
    <Panel title={t('conditions.title')}>
      <div data-tree="conditions">
        <GroupCard group={editor.draft.value.conditions} isTop />
      </div>
    </Panel>
  );
};

/** What is done, in this order. */
export const ActionsCard = () => {
  const t = useTexts('rule-editor');
  const { editor, readOnly, wrong } = useEditor();
  const { actions } = editor.draft.value;
  return (
    <Panel title={t('actions.title')}>
      <div data-tree="actions" class="souffleur-top-group">
        {wrong.value['actions/'] && <Note kind="bad">{wrong.value['actions/']}</Note>}
        {actions.children.length === 0 ? (
          <p class="souffleur-field-hint souffleur-empty-group">{t('actions.empty')}</p>
        ) : (
          <NodeList
            root="actions"
            group={actions}
            label={t('actions.title')}
            draw={(node, index) => node.kind === 'part' && <PartCard root="actions" node={node} number={index + 1} />}
          />
        )}
        {!readOnly && <AddPart root="actions" parent={actions.key} mode="all" />}
      </div>
    </Panel>
  );
};
