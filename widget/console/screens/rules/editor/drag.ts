/** Moving conditions and actions: one model of places for the mouse, the finger and the keyboard. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { type TFunction } from 'i18next';

import { type RuleEditor } from '../../../../state/rule-editor.ts';
import { find, type GroupNode, move, placeOf, type Slot, slotsFor } from '../../../../state/rule-tree.ts';

export type Root = 'conditions' | 'actions';

interface Held {
  root: Root;
  key: string;
  by: 'pointer' | 'keys';
  slots: readonly Slot[];
  /** Which of the slots it would fall into. */
  at: number;
  /** Where it came from. */
  home: number;
}

export interface Drag {
  readonly held: ReadonlySignal<Held | undefined>;
  /** For a live region. */
  readonly said: ReadonlySignal<string>;
  /** `parent:index` of the place it would fall into. */
  readonly target: ReadonlySignal<string | undefined>;
  lift(root: Root, key: string, by: Held['by']): void;
  /** Up and down through all places, into groups and out of them. */
  step(by: number): void;
  /** Out of the group, or into the next one. */
  leave(): void;
  enter(): void;
  aim(target: string): void;
  drop(): void;
  cancel(): void;
}

interface Options {
  editor: RuleEditor;
  t: TFunction;
  /** How a condition, action or group is called. */
  nameOf(root: Root, key: string): string;
  onDropped(key: string): void;
}

export const slotName = ({ parent, index }: Slot): string => `${parent}:${index}`;

export const createDrag = ({ editor, t, nameOf, onDropped }: Options): Drag => {
  const held = signal<Held | undefined>();
  const said = signal('');
  const treeOf = (root: Root): GroupNode => editor.draft.peek()[root];

  const say = (what: string, { root, key, slots, at }: Held): void => {
    const slot = slots[at];
    if (!slot) return;
    const parent = find(treeOf(root), slot.parent);
    const children = parent?.kind === 'group' ? parent.children : [];
    const own = children.findIndex((child) => child.key === key);
    said.value = t(`rule-editor:drag.${what}`, {
      name: nameOf(root, key),
      place: slot.index + 1 - (own >= 0 && own < slot.index ? 1 : 0),
      count: children.length + (own < 0 ? 1 : 0),
      group: nameOf(root, slot.parent),
    });
  };
  const put = (now: Held, at: number): void => {
    if (at === now.at || !now.slots[at]) return;
    held.value = { ...now, at };
    say('moved', held.value);
  };
  const seek = (wanted: (slot: Slot) => boolean): void => {
    const now = held.peek();
    if (now) put(now, now.slots.findIndex(wanted));
  };
  const current = (): { now: Held; slot: Slot } | undefined => {
    const now = held.peek();
    const slot = now?.slots[now.at];
    return now && slot ? { now, slot } : undefined;
  };

  return {
    held,
    said,
    target: computed(() => {
      const slot = held.value?.slots[held.value.at];
      return slot && slotName(slot);
    }),
    lift(root, key, by) {
      const tree = treeOf(root);
      const slots = slotsFor(tree, key);
      const place = placeOf(tree, key);
      const home = slots.findIndex((slot) => slot.parent === place?.parent.key && slot.index === place.index);
      if (home < 0) return;
      held.value = { root, key, by, slots, at: home, home };
      say('lifted', held.value);
    },
    step(by) {
      const now = held.peek();
      if (now) put(now, now.at + by);
    },
    leave() {
      const found = current();
      const place = found && placeOf(treeOf(found.now.root), found.slot.parent);
      if (!place) return;
      // Just before the group it left stands itself, perhaps: that is its own place.
      const own = place.parent.children[place.index - 1]?.key === found.now.key ? place.index - 1 : place.index;
      seek((slot) => slot.parent === place.parent.key && slot.index === own);
    },
    enter() {
      const found = current();
      const parent = found && find(treeOf(found.now.root), found.slot.parent);
      if (!found || parent?.kind !== 'group') return;
      const group = parent.children.slice(found.slot.index).find((child) => child.kind === 'group' && child.key !== found.now.key);
      if (group) seek((slot) => slot.parent === group.key && slot.index === 0);
    },
    aim: (target) => seek((slot) => slotName(slot) === target),
    drop() {
      const found = current();
      held.value = undefined;
      if (!found) return;
      const { now, slot } = found;
      say('dropped', now);
      if (now.at !== now.home) editor.change((draft) => ({ ...draft, [now.root]: move(draft[now.root], now.key, slot) }));
      onDropped(now.key);
    },
    cancel() {
      const now = held.peek();
      if (!now) return;
      held.value = undefined;
      said.value = t('rule-editor:drag.cancelled', { name: nameOf(now.root, now.key) });
    },
  };
};
