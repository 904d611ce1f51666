import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { inLanguage } from '../../../../state/rule-parts.ts';
import { newGroup, newPart } from '../../../../state/rule-tree.ts';
import { ConsoleIcon, isConsoleIcon } from '../../../../ui/console-icon.tsx';
import { useConsole, useTexts } from '../../../context.ts';
import { type Pick, Picker } from '../../../form/picker.tsx';
import { add, canAdd, canGroup } from './changes.ts';
import { type Root } from './drag.ts';
import { useEditor } from './editor-context.ts';
import { useWanted } from './wanted.ts';

interface Props {
  root: Root;
  parent: string;
  mode: 'all' | 'any';
}

/** At the end of a group: a condition or an action from a menu that is searched, or a group. */
export const AddPart = ({ root, parent, mode }: Props) => {
  const { format } = useConsole();
  const t = useTexts('rule-editor');
  const { editor, parts, opened, focus } = useEditor();
  const choosing = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  useWanted(`add:${parent}`, box);
  const kind = root === 'actions' ? 'action' : 'condition';
  const words = t(`${root}.add`);
  if (!canAdd(editor, root, parent)) return <p class="souffleur-field-hint">{t(`${root}.full`)}</p>;
  const picks = parts
    .filter((part) => part.kind === kind)
    .map((part): Pick => {
      const hint = (part.available ? inLanguage(part.description, format.language) : (part.reason ?? t('part.unavailable'))) ?? '';
      return {
        value: part.id,
        label: inLanguage(part.title, format.language) ?? part.id,
        icon: isConsoleIcon(part.icon) ? part.icon : kind === 'action' ? 'play' : 'filter',
        disabled: !part.available,
        hint,
      };
    })
    .toSorted((one, other) => Number(one.disabled) - Number(other.disabled) || one.label.localeCompare(other.label, format.language));
  const open = (key: string): void => {
    opened.value = new Set([...opened.peek(), key]);
  };
  return (
    <div ref={box} class="souffleur-add-bar">
      {choosing.value ? (
        <Picker
          id={`souffleur-add-${parent}`}
          label={words}
          picks={picks}
          eager
          onPick={(id) => {
            choosing.value = false;
            const node = newPart(id);
            open(node.key);
            focus(node.key);
            add(editor, root, parent, node);
          }}
          onLeave={() => {
            choosing.value = false;
            focus(`add:${parent}`);
          }}
        />
      ) : (
        <>
          <button type="button" class="souffleur-text-button souffleur-add" onClick={() => (choosing.value = true)}>
            <ConsoleIcon name="plus" />
            {words}
          </button>
          {root === 'conditions' && canGroup(editor, parent) && (
            <button
              type="button"
              class="souffleur-text-button souffleur-add"
              onClick={() => {
                // A group within "all" is there for alternatives, and the other way round.
                const group = newGroup([], mode === 'all' ? 'any' : 'all');
                focus(`add:${group.key}`);
                add(editor, root, parent, group);
              }}
            >
              <ConsoleIcon name="branch" />
              {t('conditions.add_group')}
            </button>
          )}
        </>
      )}
    </div>
  );
};
