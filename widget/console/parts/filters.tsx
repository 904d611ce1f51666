import { type ComponentChildren } from 'preact';

/** A row of filters above a list; wraps where it is narrow. */
export const FilterBar = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <div class="souffleur-filters" role="search" aria-label={label}>
    {children}
  </div>
);

export const FilterField = ({ id, label, wide = false, children }: { id: string; label: string; wide?: boolean; children: ComponentChildren }) => (
  <div class={`souffleur-filter${wide ? ' souffleur-filter-wide' : ''}`}>
    <label class="souffleur-filter-label" for={id}>
      {label}
    </label>
    {children}
  </div>
);
