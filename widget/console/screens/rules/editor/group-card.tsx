import { useRef } from 'preact/hooks';

import { type GroupNode } from '../../../../state/rule-tree.ts';
import { useTexts } from '../../../context.ts';
import { Note } from '../../../parts/state.tsx';
import { AddPart } from './add-part.tsx';
import { setNode } from './changes.ts';
import { useEditor } from './editor-context.ts';
import { Grip } from './grip.tsx';
import { NodeList } from './node-list.tsx';
import { NodeMenu } from './node-menu.tsx';
import { PartCard } from './part-card.tsx';
import { errorsOf } from './problems.ts';
import { useWanted } from './wanted.ts';

const KINDS = ['all', 'any', 'not_any', 'not_all'] as const;
export const kindOf = ({ mode, not }: GroupNode): (typeof KINDS)[number] => (not ? `not_${mode}` : mode);

/** Conditions of which all, any, none or not all must hold; at the top, or within another group. */
export const GroupCard = ({ group, isTop = false }: { group: GroupNode; isTop?: boolean }) => {
  const t = useTexts('rule-editor');
  const { editor, readOnly, wrong } = useEditor();
  const box = useRef<HTMLDivElement>(null);
  useWanted(group.key, box);
  const name = t(`group.${kindOf(group)}`);
  const id = `souffleur-group-${group.key}`;
  const own = errorsOf(wrong.value, group.key)[''];
  const isEmpty = group.children.length === 0;
  return (
    <div ref={box} class={isTop ? 'souffleur-top-group' : 'souffleur-inner-group'} role="group" aria-label={name}>
      {!(isTop && isEmpty) && (
        <div class="souffleur-group-head">
          {!isTop && !readOnly && <Grip root="conditions" node={group.key} name={name} />}
          <label class="souffleur-hidden" for={id}>
            {t('group.label')}
          </label>
          <select
            id={id}
            class="souffleur-input souffleur-select souffleur-group-kind"
            disabled={readOnly}
            value={kindOf(group)}
            onChange={({ currentTarget }) => {
              const kind = currentTarget.value;
              setNode(
                editor,
                'conditions',
                group.key,
                (node) => ({ ...node, mode: kind.endsWith('any') ? 'any' : 'all', not: kind.startsWith('not') }) as GroupNode,
              );
            }}
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`group.${kind}`)}
              </option>
            ))}
          </select>
          {!isTop && !readOnly && <NodeMenu root="conditions" node={group} name={name} />}
        </div>
      )}
      {own && <Note kind="bad">{own}</Note>}
      {isEmpty && (
        <p class="souffleur-field-hint souffleur-empty-group">{t(isTop ? 'conditions.none' : group.mode === 'all' ? 'group.empty_all' : 'group.empty')}</p>
      )}
      {!(isTop && isEmpty) && (
        <NodeList
          root="conditions"
          group={group}
          label={name}
          draw={(node) => (node.kind === 'group' ? <GroupCard group={node} /> : <PartCard root="conditions" node={node} />)}
        />
      )}
      {!readOnly && <AddPart root="conditions" parent={group.key} mode={group.mode} />}
    </div>
  );
};
