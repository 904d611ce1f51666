import { type ComponentChildren } from 'preact';

import { type ApiError } from '../../api/errors.ts';
import { Button } from '../../ui/button.tsx';
import { ConsoleIcon, type ConsoleIconName } from '../../ui/console-icon.tsx';
import { useTexts } from '../context.ts';
import { Link } from './page.tsx';
import { Empty, Failed, Skeleton } from './state.tsx';

export interface Column<T> {
  id: string;
  title: string;
  cell: (row: T) => ComponentChildren;
  /** Numbers stand at the right. */
  align?: 'end';
  /** No wider than its content. */
  narrow?: boolean;
  sortable?: boolean;
}

interface Props<T> {
  /** What the table lists, for screen readers. */
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  state?: 'loading' | 'ready' | 'failed' | 'more';
  error?: ApiError;
  onRetry?: () => void;
  empty: { title: string; hint?: string; icon?: ConsoleIconName; action?: { label: string; press: () => void } };
  /** Where a row leads; its first cell carries the link. */
  linkTo?: (row: T) => string;
  /** Or what a row opens on this page. */
  onOpen?: (row: T) => void;
  selection?: { chosen: ReadonlySet<string>; change: (chosen: ReadonlySet<string>) => void; nameOf: (row: T) => string };
  sort?: { by: string; descending: boolean; change: (by: string, descending: boolean) => void };
  more?: { has: boolean; load: () => void };
}

const Heading = <T,>({ column, sort }: { column: Column<T>; sort: Props<T>['sort'] }) => {
  const t = useTexts();
  const active = sort?.by === column.id;
  const order = active ? (sort.descending ? 'descending' : 'ascending') : undefined;
  return (
    <th role="columnheader" scope="col" class={cellClass(column)} aria-sort={order}>
      {sort && column.sortable ? (
        <button
          type="button"
          class={`souffleur-sort${order ? ` souffleur-sort-${order}` : ''}`}
          onClick={() => sort.change(column.id, active && !sort.descending)}
          title={t('common:table.sort')}
        >
          {column.title}
          <ConsoleIcon name="down" size={12} />
        </button>
      ) : (
        column.title
      )}
    </th>
  );
};

const cellClass = <T,>({ align, narrow }: Column<T>): string =>
  `souffleur-cell${align === 'end' ? ' souffleur-cell-end' : ''}${narrow ? ' souffleur-cell-narrow' : ''}`;

/** The one table: becomes a list of cards where it is narrow. */
export const Table = <T,>(props: Props<T>) => {
  const { label, columns, rows, keyOf, state = 'ready', error, onRetry, empty, linkTo, onOpen, selection, sort, more } = props;
  const t = useTexts();
  if (rows.length === 0) {
    if (state === 'loading') return <Skeleton lines={8} />;
    if (state === 'failed' && error) return <Failed error={error} onRetry={onRetry} />;
    return <Empty {...empty} />;
  }

  const keys = rows.map(keyOf);
  const all = selection !== undefined && keys.every((key) => selection.chosen.has(key));
  const toggle = (key: string): void => {
    const next = new Set(selection?.chosen);
    if (!next.delete(key)) next.add(key);
    selection?.change(next);
  };
  const first = (row: T, children: ComponentChildren): ComponentChildren => {
    if (linkTo) {
      return (
        <Link class="souffleur-row-link" path={linkTo(row)}>
          {children}
        </Link>
      );
    }
    if (!onOpen) return children;
    return (
      <button type="button" class="souffleur-row-link" onClick={() => onOpen(row)}>
        {children}
      </button>
    );
  };

  return (
    <div class="souffleur-table-box">
      <table role="table" class="souffleur-table" aria-label={label} aria-busy={state === 'loading'}>
        <thead role="rowgroup">
          <tr role="row">
            {selection && (
              <th role="columnheader" scope="col" class="souffleur-cell souffleur-cell-narrow">
                <input
                  type="checkbox"
                  class="souffleur-check"
                  aria-label={t('common:table.select_all')}
                  checked={all}
                  onChange={() => selection.change(new Set(all ? [] : keys))}
                />
              </th>
            )}
            {columns.map((column) => (
              <Heading key={column.id} column={column} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => {
            const key = keyOf(row);
            return (
              <tr key={key} role="row" class={`souffleur-row${linkTo || onOpen ? ' souffleur-row-open' : ''}`}>
                {selection && (
                  <td role="cell" class="souffleur-cell souffleur-cell-narrow souffleur-cell-check">
                    <input
                      type="checkbox"
                      class="souffleur-check"
                      aria-label={t('common:table.select', { name: selection.nameOf(row) })}
                      checked={selection.chosen.has(key)}
                      onChange={() => toggle(key)}
                    />
                  </td>
                )}
                {columns.map((column, index) => (
                  <td key={column.id} role="cell" class={cellClass(column)}>
                    <span class="souffleur-cell-label" aria-hidden="true">
                      {column.title}
                    </span>
                    <div class="souffleur-cell-value">{index === 0 ? first(row, column.cell(row)) : column.cell(row)}</div>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {state === 'failed' && error && <Failed error={error} onRetry={onRetry} />}
      {more?.has && state !== 'failed' && (
        <div class="souffleur-more">
          <Button kind="neutral" busy={state === 'more'} onPress={more.load}>
            {t('common:table.more')}
          </Button>
        </div>
      )}
    </div>
  );
};
