import { fireEvent } from '@testing-library/preact';
import { type ComponentProps } from 'preact';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

import { ApiError } from '../../api/errors.ts';
import { inConsole } from '../../testing/console.tsx';
import { FakeServer } from '../../testing/server.ts';
import { Table } from './table.tsx';

interface Row {
  id: string;
  name: string;
}

const rows: Row[] = [
  { id: '1', name: 'Ann' },
  { id: '2', name: '<img src=x onerror=alert(1)>' },
];

let server: FakeServer;
beforeAll(async () => {
  server = await new FakeServer().start();
});
afterAll(() => server.stop());
let unmount = (): void => {};
afterEach(() => unmount());

const open = (props: Partial<ComponentProps<typeof Table<Row>>> = {}) => {
  const columns = [
    { id: 'name', title: 'Name', cell: (row: Row) => row.name, sortable: true },
    { id: 'id', title: 'Number', cell: (row: Row) => row.id, align: 'end' as const },
  ];
  const drawn = inConsole(
    <Table label="People" columns={columns} rows={rows} keyOf={(row) => row.id} empty={{ title: 'Nobody yet', hint: 'Invite one' }} {...props} />,
    server,
  );
  unmount = drawn.unmount;
  return drawn;
};

test('is a table with names, and text is text', () => {
  const { getByRole, getAllByRole, container } = open();
  expect(getByRole('table', { name: 'People' })).toBeTruthy();
  expect(getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual(['Name', 'Number']);
  expect(getAllByRole('row')).toHaveLength(3);
  expect(container.querySelector('img')).toBeNull();
});

test('says it is loading, empty with what to do, or failed with a retry', () => {
  const loading = open({ rows: [], state: 'loading' });
  expect(loading.getByRole('status', { name: 'Loading…' })).toBeTruthy();
  loading.unmount();
  const press = vi.fn<() => void>();
  const empty = open({ rows: [], empty: { title: 'Nobody yet', hint: 'Invite one', action: { label: 'Invite', press } } });
  fireEvent.click(empty.getByRole('button', { name: 'Invite' }));
  expect(press).toHaveBeenCalled();
  empty.unmount();
  const onRetry = vi.fn<() => void>();
  const failed = open({ rows: [], state: 'failed', error: new ApiError({ code: 'offline' }), onRetry });
  fireEvent.click(failed.getByRole('button', { name: 'Try again' }));
  expect(failed.getByRole('alert').textContent).toContain('does not answer');
  expect(onRetry).toHaveBeenCalled();
});

test('a failure of the next page keeps the rows', () => {
  const { getAllByRole, getByRole } = open({ state: 'failed', error: new ApiError({ code: 'timeout' }), more: { has: true, load: () => {} } });
  expect(getAllByRole('row')).toHaveLength(3);
  expect(getByRole('alert')).toBeTruthy();
});

test('a row leads somewhere by its first cell', () => {
  const { getByRole, parts } = open({ linkTo: (row) => `people/${row.id}` });
  const link = getByRole('link', { name: 'Ann' });
  expect(link.getAttribute('href')).toBe('#souffleur/people/1');
  fireEvent.click(link);
  expect(parts.router.place.value.path).toBe('people/1');
});

test('sorts by a column, and the other way when asked again', () => {
  const change = vi.fn<(by: string, descending: boolean) => void>();
  const first = open({ sort: { by: 'id', descending: false, change } });
  fireEvent.click(first.getByRole('button', { name: 'Name' }));
  expect(change).toHaveBeenLastCalledWith('name', false);
  first.unmount();
  const again = open({ sort: { by: 'name', descending: false, change } });
  expect(again.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending');
  fireEvent.click(again.getByRole('button', { name: 'Name' }));
  expect(change).toHaveBeenLastCalledWith('name', true);
});

test('selects rows by name, and all of them', () => {
  const change = vi.fn<(chosen: ReadonlySet<string>) => void>();
  const { getByLabelText } = open({ selection: { chosen: new Set(['2']), change, nameOf: (row) => row.name } });
  fireEvent.click(getByLabelText('Select Ann'));
  expect(change).toHaveBeenLastCalledWith(new Set(['2', '1']));
  fireEvent.click(getByLabelText('Select all'));
  expect(change).toHaveBeenLastCalledWith(new Set(['1', '2']));
});

test('asks for more once while more is coming', () => {
  const load = vi.fn<() => void>();
  const ready = open({ more: { has: true, load } });
  fireEvent.click(ready.getByRole('button', { name: 'Show more' }));
  expect(load).toHaveBeenCalledTimes(1);
  ready.unmount();
  const busy = open({ state: 'more', more: { has: true, load } });
  fireEvent.click(busy.getByRole('button', { name: /Show more/ }));
  expect(load).toHaveBeenCalledTimes(1);
});
