import { type GroupNode, type TreeNode } from '../../../../state/rule-tree.ts';
import { useTexts } from '../../../context.ts';
import { type Root, slotName } from './drag.ts';
import { useEditor } from './editor-context.ts';

const Slot = ({ parent, index, word }: { parent: string; index: number; word: string | undefined }) => {
  const { drag } = useEditor();
  const name = slotName({ parent, index });
  const isHere = drag.target.value === name;
  return (
    <li class={`souffleur-slot${isHere ? ' souffleur-slot-here' : ''}`} data-slot={name} aria-hidden="true">
      {word && <span class="souffleur-slot-word">{word}</span>}
    </li>
  );
};

interface Props {
  root: Root;
  group: GroupNode;
  label: string;
  draw: (node: TreeNode, index: number) => preact.ComponentChildren;
}

/** The nodes of a group with the places between them. */
export const NodeList = ({ root, group, label, draw }: Props) => {
  const t = useTexts('rule-editor');
  const { drag } = useEditor();
  const word = root === 'conditions' ? t(`group.${group.mode === 'all' ? 'and' : 'or'}`) : undefined;
  const count = group.children.length;
  return (
    <ul class="souffleur-nodes" aria-label={label}>
      {group.children.flatMap((node, index) => [
        <Slot key={`slot ${index}`} parent={group.key} index={index} word={index > 0 ? word : undefined} />,
        <li key={node.key} class={`souffleur-node${drag.held.value?.key === node.key ? ' souffleur-node-held' : ''}`}>
          {draw(node, index)}
        </li>,
      ])}
      <Slot key={`slot ${count}`} parent={group.key} index={count} word={undefined} />
    </ul>
  );
};
