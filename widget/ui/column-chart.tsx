export interface Column {
  id: string;
  /** Below the first and the last. */
  short: string;
  long: string;
  value: number;
}

interface Props {
  /** What is shown, for those who cannot see it. */
  label: string;
  columns: readonly Column[];
  names: { when: string; value: string };
  format: (value: number) => string;
}

/** One column a day; the same figures as a table for screen readers. */
export const ColumnChart = ({ label, columns, names, format }: Props) => {
  const top = Math.max(1, ...columns.map(({ value }) => value));
  return (
    <figure class="souffleur-chart-columns">
      <div class="souffleur-chart-columns-field" aria-hidden="true">
        <span class="souffleur-chart-columns-top">{format(top)}</span>
        {columns.map(({ id, long, value }) => (
          <span key={id} class="souffleur-chart-column" title={`${long}: ${format(value)}`}>
            <span class="souffleur-chart-column-bar" style={{ height: `${(value / top) * 100}%` }} />
          </span>
        ))}
      </div>
      <div class="souffleur-chart-columns-ends" aria-hidden="true">
        <span>{columns[0]?.short}</span>
        <span>{columns.length > 1 && columns.at(-1)?.short}</span>
      </div>
      <figcaption class="souffleur-hidden">
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">{names.when}</th>
              <th scope="col">{names.value}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ id, long, value }) => (
              <tr key={id}>
                <th scope="row">{long}</th>
                <td>{format(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </figcaption>
    </figure>
  );
};
