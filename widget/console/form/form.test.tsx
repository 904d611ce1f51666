import { fireEvent, waitFor } from '@testing-library/preact';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { ApiError } from '../../api/errors.ts';
import { type Dict } from '../../state/read.ts';
import { inConsole } from '../../testing/console.tsx';
import { FakeServer } from '../../testing/server.ts';
import { type Choice, fieldsOf, withDefaults } from './fields.ts';
import { Form } from './form.tsx';

const CLOCK = String.raw`^([01]\d|2[0-3]):[0-5]\d$`;
const schema = {
  type: 'object',
  required: ['name', 'mode'],
  properties: {
    name: { type: 'string', minLength: 2, maxLength: 40, title: 'Name' },
    about: { type: 'string', maxLength: 500, default: '' },
    count: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
    share: { anyOf: [{ type: 'number' }, { type: 'null' }], default: null },
    on: { type: 'boolean', default: true },
    mode: { type: 'string', enum: ['slow', 'fast'] },
    days: { type: 'array', items: { type: 'string', enum: ['mon', 'tue'] }, default: [] },
    words: { type: 'array', items: { type: 'string' }, default: ['a', 'b'] },
    secret: { type: 'string', writeOnly: true, default: '' },
    hours: {
      anyOf: [{ type: 'object', properties: { from: { type: 'string', pattern: CLOCK }, to: { type: 'string', pattern: CLOCK } } }, { type: 'null' }],
      default: { from: '20:00', to: '09:00' },
    },
    inner: { $ref: '#/$defs/inner', default: { depth: 1 } },
    odd: { not: {} },
  },
  $defs: { inner: { type: 'object', properties: { depth: { type: 'number', title: 'Depth' } } } },
};

let server: FakeServer;
beforeAll(async () => {
  server = await new FakeServer().start();
});
afterAll(() => server.stop());

let unmount = (): void => {};
afterEach(() => unmount());

const open = (
  props: {
    values?: Dict;
    schema?: unknown;
    onSave?: (values: Dict) => Promise<void>;
    onConflict?: (error: ApiError, values: Dict) => void;
    choices?: Record<string, Choice[]>;
  } = {},
) => {
  const onSave = vi.fn<(values: Dict) => Promise<void>>(props.onSave ?? (async () => {}));
  const drawn = inConsole(<Form schema={schema} values={{ name: 'Ann', mode: 'slow' }} texts="common" prefix="nothing" {...props} onSave={onSave} />, server);
  unmount = drawn.unmount;
  const field = <E extends HTMLElement>(label: string): E => drawn.getByLabelText(label) as E;
  const type = (label: string, value: string): void => void fireEvent.input(field(label), { target: { value } });
  return { ...drawn, onSave, field, type, save: () => fireEvent.click(drawn.getByRole('button', { name: 'Save' })) };
};

describe('draws', () => {
  test('an input for each kind, named by its title or its key', () => {
    const { field, getByRole, getByText } = open();
    expect(field<HTMLInputElement>('Name')).toMatchObject({ type: 'text', value: 'Ann', maxLength: 40 });
    expect(field('About').tagName).toBe('TEXTAREA');
    expect(field<HTMLInputElement>('Count')).toMatchObject({ type: 'number', value: '3', min: '1', max: '9' });
    expect(getByRole('switch', { name: 'On' })).toHaveProperty('checked', true);
    expect([...field<HTMLSelectElement>('Mode').options].map(({ value }) => value)).toEqual(['slow', 'fast']);
    expect(getByRole('group', { name: 'Days' }).querySelectorAll('input[type=checkbox]')).toHaveLength(2);
    expect(field<HTMLTextAreaElement>('Words').value).toBe('a\nb');
    expect(field<HTMLInputElement>('Secret').type).toBe('password');
    expect(field<HTMLInputElement>('From')).toMatchObject({ type: 'time', value: '20:00' });
    expect(field<HTMLInputElement>('Depth').value).toBe('1');
    expect(getByText('This setting cannot be changed here.')).toBeTruthy();
  });

  test('choices known only at run time, keeping what is no longer offered', () => {
    const { getByLabelText } = open({ values: { words: ['gone'] }, choices: { words: [{ value: 'p1', label: 'Sales' }] } });
    expect(getByLabelText('Sales')).toHaveProperty('checked', false);
    expect(getByLabelText('gone')).toHaveProperty('checked', true);
  });

  test.each([null, undefined, 'text', [], { type: 'object' }, { properties: 7 }, { properties: { a: null } }])('nothing that breaks from %j', (odd) => {
    expect(() => fieldsOf(odd)).not.toThrow();
    expect(() => withDefaults(fieldsOf(odd), 'rubbish')).not.toThrow();
  });
});

describe('saves', () => {
  test('only what changed makes it savable, and it can be taken back', () => {
    const { type, field, getByRole, queryByRole } = open();
    expect(getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
    type('Name', 'Bea');
    expect(getByRole('button', { name: 'Save' })).toHaveProperty('disabled', false);
    fireEvent.click(getByRole('button', { name: 'Discard changes' }));
    expect(field<HTMLInputElement>('Name').value).toBe('Ann');
    expect(queryByRole('button', { name: 'Discard changes' })).toBeNull();
  });

  test('every kind as its own type', async () => {
    const { type, field, getByLabelText, getByRole, onSave, save } = open();
    type('Count', '7');
    type('Share', '0.5');
    fireEvent.click(getByRole('switch', { name: 'On' }));
    field<HTMLSelectElement>('Mode').value = 'fast';
    // `fireEvent.change` stands for typing here.
    fireEvent(field('Mode'), new Event('change', { bubbles: true }));
    fireEvent.click(getByLabelText('mon'));
    type('Words', ' x \n\n y');
    fireEvent.focusOut(field('Words'));
    type('From', '21:30');
    save();
    await waitFor(() => expect(onSave).toHaveBeenCalledTimes(1));
    expect(onSave.mock.calls[0]?.[0]).toMatchObject({
      name: 'Ann',
      count: 7,
      share: 0.5,
      on: false,
      mode: 'fast',
      days: ['mon'],
      words: ['x', 'y'],
      hours: { from: '21:30', to: '09:00' },
      inner: { depth: 1 },
    });
    await waitFor(() => expect(getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true));
  });

  test('a group that may be off is null when it is off, and comes back with its first values', async () => {
    const { getByRole, queryByLabelText, getByLabelText, onSave, save } = open();
    fireEvent.click(getByRole('switch', { name: 'Hours' }));
    expect(queryByLabelText('From')).toBeNull();
    save();
    await waitFor(() => expect(onSave.mock.calls[0]?.[0]).toMatchObject({ hours: null }));
    await waitFor(() => expect(getByRole('switch', { name: 'Hours' })).toHaveProperty('disabled', false));
    fireEvent.click(getByRole('switch', { name: 'Hours' }));
    expect(getByLabelText('From')).toHaveProperty('value', '20:00');
  });
});

describe('refuses', () => {
  test.each([
    ['Name', '', 'Fill this in.'],
    ['Name', ' a ', 'At least 2 characters.'],
    ['Count', '0', 'At least 1.'],
    ['Count', '10', 'At most 9.'],
    ['Count', '1.5', 'Enter a whole number.'],
    ['Count', '', 'Fill this in.'],
    ['From', '', 'Fill this in.'],
  ])('%s of "%s" at its field, and puts the focus there', async (label, value, words) => {
    const { type, field, save, onSave } = open();
    type(label, value);
    save();
    const input = field(label);
    await waitFor(() => expect(input.getAttribute('aria-invalid')).toBe('true'));
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);
    expect(described).toContain(words);
    expect(document.activeElement).toBe(input);
    expect(onSave).not.toHaveBeenCalled();
    type(label, label === 'From' ? '10:00' : '5');
    await waitFor(() => expect(field(label).getAttribute('aria-invalid')).toBeNull());
  });

  test('shows the server’s complaints by field and keeps what was typed', async () => {
    const { type, field, save, findByText, getByRole } = open({
      onSave: () => Promise.reject(new ApiError({ code: 'invalid_settings', status: 422, errors: [{ path: 'values.hours.from', message: 'Too early.' }] })),
    });
    type('Name', 'Bea');
    save();
    expect(await findByText('Too early.')).toBeTruthy();
    expect(getByRole('alert').textContent).toContain('Correct the fields');
    expect(document.activeElement).toBe(field('From'));
    expect(field<HTMLInputElement>('Name').value).toBe('Bea');
  });

  test('says why when nothing points to a field, and hands a conflict over', async () => {
    const offline = open({ onSave: () => Promise.reject(new ApiError({ code: 'offline' })) });
    offline.type('Name', 'Bea');
    offline.save();
    await waitFor(() => expect(offline.getByRole('alert').textContent).toContain('does not answer'));
    offline.unmount();

    const onConflict = vi.fn<(error: ApiError, values: Dict) => void>();
    const both = open({ onSave: () => Promise.reject(new ApiError({ code: 'version_conflict', status: 409 })), onConflict });
    both.type('Name', 'Bea');
    both.save();
    await waitFor(() => expect(onConflict).toHaveBeenCalledWith(expect.objectContaining({ status: 409 }), expect.objectContaining({ name: 'Bea' })));
    expect(both.queryByRole('alert')).toBeNull();
  });

  test('to be left with changes, and lets go when there are none', () => {
    const { type, parts, getByRole } = open();
    type('Name', 'Bea');
    parts.router.go('elsewhere');
    expect(parts.router.waiting.value?.path).toBe('elsewhere');
    parts.router.stay();
    fireEvent.click(getByRole('button', { name: 'Discard changes' }));
    parts.router.go('elsewhere');
    expect(parts.router.place.value.path).toBe('elsewhere');
  });
});
