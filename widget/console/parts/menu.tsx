import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

import { ConsoleIcon, type ConsoleIconName } from '../../ui/console-icon.tsx';

export interface MenuItem {
  label: string;
  icon?: ConsoleIconName;
  disabled?: boolean;
  press: () => void;
}

const MOVES: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** A button with three dots and what can be done behind it. https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/ */
export const Menu = ({ label, items }: { label: string; items: readonly MenuItem[] }) => {
  const id = useId();
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const entries = (): HTMLElement[] => [...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  useLayoutEffect(() => {
    if (!open.value) return;
    entries()[0]?.focus();
    box.current?.scrollIntoView?.({ block: 'nearest' });
  }, [open.value]);
  const close = (): void => {
    open.value = false;
    button.current?.focus();
  };
  const keys = (event: KeyboardEvent): void => {
    const step = MOVES[event.key];
    if (event.key === 'Tab') open.value = false;
    if (event.key !== 'Escape' && !step) return;
    event.preventDefault();
    event.stopPropagation();
    if (!step) return close();
    const all = entries();
    all[step(all.indexOf(document.activeElement as HTMLElement), all.length)]?.focus();
  };
  return (
    <div
      class="souffleur-menu"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) open.value = false;
      }}
    >
      <button
        ref={button}
        type="button"
        class="souffleur-icon-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open.value}
        aria-controls={open.value ? id : undefined}
        onClick={() => (open.value = !open.value)}
      >
        <ConsoleIcon name="more" />
      </button>
      {open.value && (
        <div ref={box} id={id} class="souffleur-menu-list" role="menu" aria-label={label} onKeyDown={keys}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              class="souffleur-menu-item"
              role="menuitem"
              tabIndex={-1}
              aria-disabled={item.disabled || undefined}
              onClick={() => {
                if (item.disabled) return;
                close();
                item.press();
              }}
            >
              {item.icon && <ConsoleIcon name={item.icon} />}
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
};
