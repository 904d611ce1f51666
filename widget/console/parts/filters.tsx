import { useSignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

import { ConsoleIcon } from '../../ui/console-icon.tsx';

interface Props {
  /** Its name; also on the button that opens it where it is narrow. */
  label: string;
  /** How many filters are set. */
  active: number;
  children: ComponentChildren;
}

/** A row of filters above a list; behind a button where it is narrow. */
export const FilterBar = ({ label, active, children }: Props) => {
  const id = useId();
  const open = useSignal(false);
  return (
    <div class="souffleur-filter-bar" role="search" aria-label={label}>
      <button type="button" class="souffleur-filter-button" aria-expanded={open.value} aria-controls={id} onClick={() => (open.value = !open.value)}>
        <ConsoleIcon name="filter" />
        {label}
        {active > 0 && <span class="souffleur-badge souffleur-badge-busy">{active}</span>}
      </button>
      <div id={id} class={`souffleur-filters${open.value ? ' souffleur-filters-open' : ''}`}>
        {children}
      </div>
    </div>
  );
};

export const FilterField = ({ id, label, wide = false, children }: { id: string; label: string; wide?: boolean; children: ComponentChildren }) => (
  <div class={`souffleur-filter${wide ? ' souffleur-filter-wide' : ''}`}>
    <label class="souffleur-filter-label" for={id}>
      {label}
    </label>
    {children}
  </div>
);
