export interface Figure {
  id: string;
  name: string;
  value: string;
  /** A line below the figure. */
  note?: string | undefined;
  tone?: 'bad' | undefined;
  /** What pressing it shows. */
  press?: (() => void) | undefined;
}

/** A few numbers side by side. */
export const Figures = ({ label, items }: { label: string; items: readonly Figure[] }) => (
  <div class="souffleur-figures" role="group" aria-label={label}>
    {items.map(({ id, name, value, note, tone, press }) => {
      const number = <span class={`souffleur-figure-value${tone ? ` souffleur-figure-${tone}` : ''}`}>{value}</span>;
      const content = (
        <>
          <span class="souffleur-figure-name">{name}</span>
          {number}
          {note && <span class="souffleur-figure-note">{note}</span>}
        </>
      );
      return press ? (
        <button key={id} type="button" class="souffleur-figure souffleur-figure-open" onClick={press}>
          {content}
        </button>
      ) : (
        <div key={id} class="souffleur-figure">
          {content}
        </div>
      );
    })}
  </div>
);
