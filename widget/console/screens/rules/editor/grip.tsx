import { useEffect, useRef } from 'preact/hooks';

import { ConsoleIcon } from '../../../../ui/console-icon.tsx';
import { useTexts } from '../../../context.ts';
import { type Drag, type Root } from './drag.ts';
import { useEditor } from './editor-context.ts';

/** Pixels before a press becomes a drag. */
const SLACK = 4;
/** Near the edge of what can be seen, the page moves along. */
const EDGE = 56;
const STEP = 14;

const KEYS: Record<string, (drag: Drag) => void> = {
  ArrowDown: (drag) => drag.step(1),
  ArrowUp: (drag) => drag.step(-1),
  ArrowLeft: (drag) => drag.leave(),
  ArrowRight: (drag) => drag.enter(),
  ' ': (drag) => drag.drop(),
  Enter: (drag) => drag.drop(),
};

/** The place nearest to a height on the screen, of those that are allowed. */
const nearest = (around: Element | null, allowed: ReadonlySet<string>, y: number): string | undefined => {
  let found: { name: string; away: number } | undefined;
  for (const slot of around?.querySelectorAll<HTMLElement>('[data-slot]') ?? []) {
    const name = slot.dataset['slot'] ?? '';
    if (!allowed.has(name)) continue;
    const { top, bottom } = slot.getBoundingClientRect();
    const away = Math.abs((top + bottom) / 2 - y);
    if (!found || away < found.away) found = { name, away };
  }
  return found?.name;
};

/** The nearest thing around that scrolls: our page's window, or a box of the CRM's page. */
const scrollerOf = (element: Element): Element | undefined => {
  for (let at = element.parentElement; at; at = at.parentElement)
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return document.scrollingElement ?? undefined;
};

/** What a condition or an action is grabbed by: pulled with mouse or finger, or Space, arrows, Space. */
export const Grip = ({ root, node, name }: { root: Root; node: string; name: string }) => {
  const t = useTexts('rule-editor');
  const { drag, dragHelp } = useEditor();
  const press = useRef<{ y: number; id: number } | undefined>(undefined);
  const frame = useRef(0);
  const button = useRef<HTMLButtonElement>(null);
  const held = drag.held.value?.key === node ? drag.held.value : undefined;

  const follow = (y: number): void => {
    const now = drag.held.peek();
    if (!now) return;
    const allowed = new Set(now.slots.map(({ parent, index }) => `${parent}:${index}`));
    const target = nearest(button.current?.closest('[data-tree]') ?? null, allowed, y);
    if (target) drag.aim(target);
    cancelAnimationFrame(frame.current);
    const by = y < EDGE ? -STEP : y > window.innerHeight - EDGE ? STEP : 0;
    if (by === 0) return;
    frame.current = requestAnimationFrame(() => {
      if (button.current) scrollerOf(button.current)?.scrollBy(0, by);
      follow(y);
    });
  };
  const finish = (how: 'drop' | 'cancel'): void => {
    press.current = undefined;
    cancelAnimationFrame(frame.current);
    if (drag.held.peek()?.by === 'pointer') drag[how]();
  };
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  return (
    <button
      ref={button}
      type="button"
      class="souffleur-grip"
      data-grip={node}
      aria-label={t('drag.grip', { name })}
      aria-describedby={dragHelp}
      aria-pressed={held?.by === 'keys'}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        press.current = { y: event.clientY, id: event.pointerId };
        event.currentTarget.setPointerCapture?.(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (press.current?.id !== event.pointerId) return;
        if (drag.held.peek() === undefined && Math.abs(event.clientY - press.current.y) < SLACK) return;
        if (drag.held.peek()?.by !== 'pointer') drag.lift(root, node, 'pointer');
        follow(event.clientY);
      }}
      onPointerUp={() => finish('drop')}
      onPointerCancel={() => finish('cancel')}
      onKeyDown={(event) => {
        const now = drag.held.peek();
        if (event.key === 'Escape' && now) {
          event.preventDefault();
          event.stopPropagation();
          press.current = undefined;
          return drag.cancel();
        }
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const isGrab = event.key === ' ' || event.key === 'Enter';
        const act = now ? KEYS[event.key] : isGrab ? () => drag.lift(root, node, 'keys') : undefined;
        if (!act) return;
        event.preventDefault();
        act(drag);
      }}
      onBlur={() => {
        if (drag.held.peek()?.by === 'keys') drag.cancel();
      }}
    >
      <ConsoleIcon name="grip" />
    </button>
  );
};
