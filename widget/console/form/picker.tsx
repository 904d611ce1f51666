import { useComputed, useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

import { ConsoleIcon, type ConsoleIconName } from '../../ui/console-icon.tsx';
import { useTexts } from '../context.ts';

export interface Pick {
  value: string;
  label: string;
  /** A second line. */
  hint?: string;
  group?: string;
  icon?: ConsoleIconName;
  /** Shown, not taken; `hint` says why. */
  disabled?: boolean;
}

/** What begins with the words comes first, what only mentions them last. */
const rank = ({ label }: Pick, words: string): number => {
  const at = plain(label).indexOf(words);
  return at === 0 ? 0 : at > 0 ? 1 : 2;
};

interface Props {
  id: string;
  /** Name of the list, and of the box where nothing else names it. */
  label: string;
  picks: readonly Pick[];
  /** What is chosen; its label stands in the box while nobody types. */
  value?: string;
  placeholder?: string;
  /** Words of one's own are taken as they are. */
  open?: boolean;
  invalid?: boolean;
  describedBy?: string;
  disabled?: boolean;
  /** Named by a `<label for>`. */
  labelled?: boolean;
  /** Takes the focus and opens at once. */
  eager?: boolean;
  onPick: (value: string) => void;
  /** The list was left without a choice. */
  onLeave?: () => void;
}

/** More than this is found by typing. */
const MOST = 100;

const plain = (words: string): string => words.toLocaleLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');

/** A box that is typed into and a list below it: for long lists. https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export const Picker = ({
  id,
  label,
  picks,
  value = '',
  placeholder,
  open = false,
  invalid,
  describedBy,
  disabled,
  labelled = false,
  eager = false,
  onPick,
  onLeave,
}: Props) => {
  const t = useTexts();
  const listId = useId();
  const box = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = useSignal(false);
  /** Nothing: nobody has typed since it opened. */
  const typed = useSignal<string | undefined>(undefined);
  const active = useSignal(0);
  const all = useSignal(picks);
  all.value = picks;
  const fitting = useComputed((): readonly Pick[] => {
    const words = plain(typed.value ?? '').trim();
    const found =
      words === ''
        ? all.value
        : all.value
            .filter((pick) => plain(`${pick.label} ${pick.group ?? ''} ${pick.hint ?? ''}`).includes(words))
            .toSorted((one, other) => rank(one, words) - rank(other, words));
    const own = typed.value?.trim();
    const extra =
      open && own && !all.value.some((pick) => pick.value === own || pick.label === own) ? [{ value: own, label: t('common:form.own', { value: own }) }] : [];
    return [...found, ...extra];
  });
  const visible = fitting.value.slice(0, MOST);

  useLayoutEffect(() => {
    if (eager) box.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (shown.value) list.current?.scrollIntoView?.({ block: 'nearest' });
  }, [shown.value]);
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView?.({ block: 'nearest' });
  }, [active.value, shown.value]);

  const show = (): void => {
    if (shown.value || disabled) return;
    shown.value = true;
    typed.value = undefined;
    active.value = Math.max(
      0,
      picks.findIndex((pick) => pick.value === value),
    );
  };
  const hide = (): void => {
    shown.value = false;
    typed.value = undefined;
  };
  const take = (pick: Pick | undefined): void => {
    if (!pick || pick.disabled) return;
    hide();
    onPick(pick.value);
  };
  const step = (by: number): void => {
    if (!shown.value) return show();
    if (visible.length > 0) active.value = (active.value + by + visible.length) % visible.length;
  };

  const keys = (event: KeyboardEvent): void => {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault();
        return step(event.key === 'ArrowDown' ? 1 : -1);
      case 'Enter':
        // Of a form around it, this is no "send".
        event.preventDefault();
        return shown.value ? take(visible[active.value]) : show();
      case 'Escape':
        if (!shown.value) return;
        event.preventDefault();
        event.stopPropagation();
        hide();
        return onLeave?.();
    }
  };

  const groups = [...new Set(visible.map(({ group }) => group ?? ''))];
  const current = picks.find((pick) => pick.value === value);
  return (
    <div
      class="souffleur-picker"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) return;
        const was = shown.value;
        const own = open ? typed.value?.trim() : undefined;
        hide();
        if (own) return onPick(picks.find((pick) => pick.label === own)?.value ?? own);
        if (was) onLeave?.();
      }}
    >
      <input
        ref={box}
        id={id}
        class="souffleur-input souffleur-picker-box"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-label={labelled ? undefined : label}
        aria-expanded={shown.value}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown.value && visible.length > 0 ? `${listId}-${active.value}` : undefined}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        disabled={disabled}
        placeholder={placeholder ?? t('common:form.search')}
        value={typed.value ?? current?.label ?? value}
        onFocus={({ currentTarget }) => {
          currentTarget.select();
          if (eager) show();
        }}
        onClick={show}
        onKeyDown={keys}
        onInput={({ currentTarget }) => {
          const words = currentTarget.value;
          show();
          typed.value = words;
          active.value = 0;
        }}
      />
      <ConsoleIcon name="down" />
      <div
        ref={list}
        id={listId}
        class="souffleur-picker-list"
        role="listbox"
        aria-label={label}
        hidden={!shown.value || visible.length === 0}
        // The box keeps the focus.
        onMouseDown={(event) => event.preventDefault()}
      >
        {shown.value &&
          groups.map((group) => (
            <div key={group} class="souffleur-picker-group" role={group ? 'group' : 'presentation'} aria-label={group || undefined}>
              {group && (
                <div class="souffleur-picker-head" aria-hidden="true">
                  {group}
                </div>
              )}
              {visible.map((pick, index) =>
                (pick.group ?? '') === group ? (
                  <div
                    key={pick.value}
                    id={`${listId}-${index}`}
                    class={`souffleur-pick${index === active.value ? ' souffleur-pick-active' : ''}`}
                    role="option"
                    aria-selected={index === active.value}
                    aria-disabled={pick.disabled || undefined}
                    onClick={() => take(pick)}
                  >
                    {pick.icon && <ConsoleIcon name={pick.icon} />}
                    <span class="souffleur-pick-words">
                      <span>{pick.label}</span>
                      {pick.hint && <span class="souffleur-pick-hint">{pick.hint}</span>}
                    </span>
                    {pick.value === value && value !== '' && <ConsoleIcon name="check" />}
                  </div>
                ) : null,
              )}
            </div>
          ))}
        {shown.value && fitting.value.length > MOST && (
          <p class="souffleur-picker-note">{t('common:form.more_found', { count: fitting.value.length - MOST })}</p>
        )}
      </div>
      <p class="souffleur-picker-none" role="status">
        {shown.value && visible.length === 0 ? t('common:form.no_match') : ''}
      </p>
    </div>
  );
};
