import { type TreeNode } from '../../../../state/rule-tree.ts';
import { useTexts } from '../../../context.ts';
import { Menu, type MenuItem } from '../../../parts/menu.tsx';
import { canDuplicate, canNegate, canWrap, drop, duplicate, negate, neighbour, nudge, wrapIn } from './changes.ts';
import { type Root } from './drag.ts';
import { useEditor } from './editor-context.ts';

/** What can be done to a condition, a group or an action, without pulling it. */
export const NodeMenu = ({ root, node, name }: { root: Root; node: TreeNode; name: string }) => {
  const t = useTexts('rule-editor');
  const { editor, focus, opened } = useEditor();
  const { key } = node;
  const shift = (by: 1 | -1): MenuItem => ({
    label: t(by === 1 ? 'menu.down' : 'menu.up'),
    icon: by === 1 ? 'down' : 'up',
    disabled: neighbour(editor, root, key, by) === undefined,
    press: () => {
      focus(key, 'grip');
      nudge(editor, root, key, by);
    },
  });
  const ofConditions: MenuItem[] =
    root === 'actions'
      ? []
      : [
          { label: t(node.not ? 'menu.positive' : 'menu.negate'), icon: 'refresh', disabled: !canNegate(editor, key), press: () => negate(editor, key) },
          {
            label: t('menu.wrap'),
            icon: 'branch',
            disabled: !canWrap(editor, key),
            press: () => {
              focus(key, 'grip');
              wrapIn(editor, key);
            },
          },
        ];
  return (
    <Menu
      label={t('menu.label', { name })}
      items={[
        shift(-1),
        shift(1),
        ...ofConditions,
        {
          label: t('menu.duplicate'),
          icon: 'copy',
          disabled: !canDuplicate(editor, root, key),
          press: () => {
            const copy = duplicate(editor, root, key);
            if (!copy) return;
            opened.value = new Set([...opened.value, copy]);
            focus(copy, 'grip');
          },
        },
        {
          label: t('menu.remove'),
          icon: 'trash',
          press: () => {
            const next = drop(editor, root, key);
            if (next) focus(next.isEmpty ? `add:${next.key}` : next.key, 'grip');
          },
        },
      ]}
    />
  );
};
