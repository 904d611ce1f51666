/** What fields know beside their type: words by language, what they refer to, variables, rows. */
import { cleanup, fireEvent, waitFor } from '@testing-library/preact';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { type Dict } from '../../state/read.ts';
import { type Refs } from '../../state/rule-parts.ts';
import { inConsole } from '../../testing/console.tsx';
import { FakeServer } from '../../testing/server.ts';
import { fieldsOf, rowFields, valueAt, withValue } from './fields.ts';
import { Form } from './form.tsx';
import { RefsContext } from './refs.ts';

const both = (en: string, ru: string) => ({ en, ru });
const refs: Refs = {
  choices: {
    user: Array.from({ length: 20 }, (_, index) => ({ value: `u${index}`, label: `Person ${index}` })),
    stage: [
      { value: '1', label: 'New', group: 'Sales' },
      { value: '2', label: 'Won', group: 'Sales' },
    ],
    tag: [],
    field: [
      { value: 'lead.price', label: 'Price', group: 'lead' },
      { value: 'lead.field.5', label: 'Colour', group: 'lead' },
    ],
  },
  fields: [],
  variables: [
    { name: 'lead.name', example: 'Sofa' },
    { name: 'contact.name', example: 'Mary' },
  ],
};

let server: FakeServer;
beforeAll(async () => {
  server = await new FakeServer().start();
});
afterAll(() => server.stop());
afterEach(cleanup);

const open = (properties: Dict, values: Dict = {}, { language = 'en', required = [] as string[] } = {}) => {
  const onSave = vi.fn<(values: Dict) => Promise<void>>(async () => {});
  const drawn = inConsole(
    <RefsContext.Provider value={refs}>
      <Form schema={{ type: 'object', properties, required }} values={values} texts="common" prefix="nothing" onSave={onSave} />
    </RefsContext.Provider>,
    server,
    { language },
  );
  const save = async (): Promise<Dict> => {
    fireEvent.click(drawn.getByRole('button', { name: language === 'ru' ? 'Сохранить' : 'Save' }));
    await waitFor(() => expect(onSave).toHaveBeenCalled());
    return onSave.mock.lastCall?.[0] ?? {};
  };
  return { ...drawn, onSave, save };
};

describe('words', () => {
  const mode = {
    type: 'string',
    enum: ['a', 'b'],
    default: 'a',
    label: both('Mode', 'Режим'),
    hint: both('Which way.', 'Каким образом.'),
    options: { a: both('First', 'Первый'), b: { en: 'Second' } },
  };

  test.each([
    ['en', 'Mode', 'Which way.', ['First', 'Second']],
    ['ru', 'Режим', 'Каким образом.', ['Первый', 'Second']],
    ['es', 'Mode', 'Which way.', ['First', 'Second']],
  ])('of the schema in %s', (language, label, hint, options) => {
    const { getByLabelText, getByText } = open({ mode }, {}, { language });
    expect([...(getByLabelText(label) as HTMLSelectElement).options].map(({ text }) => text)).toEqual(options);
    getByText(hint);
  });
});

describe('choosing', () => {
  test('in a long list by typing; what mentions the words last comes last', async () => {
    const { getByRole, getAllByRole, save } = open({ who: { type: 'string', label: both('Who', 'Кто'), ref: 'user' } });
    const box = getByRole('combobox', { name: 'Who' });
    fireEvent.click(box);
    fireEvent.input(box, { target: { value: 'son 1' } });
    expect(getAllByRole('option')[0]?.textContent).toBe('Person 1');
    fireEvent.keyDown(box, { key: 'ArrowDown' });
    expect(box.getAttribute('aria-activedescendant')).toBe(getByRole('option', { selected: true }).id);
    fireEvent.keyDown(box, { key: 'Enter' });
    expect((box as HTMLInputElement).value).toBe('Person 10');
    expect(await save()).toMatchObject({ who: 'u10' });
  });

  test('Escape leaves it as it was; nothing that fits is said', () => {
    const { getByRole, getByText, queryByText } = open({ who: { type: 'string', label: both('Who', 'Кто'), ref: 'user' } }, { who: 'u2' });
    const box = getByRole('combobox', { name: 'Who' }) as HTMLInputElement;
    fireEvent.input(box, { target: { value: 'zzz' } });
    getByText('Nothing fits.');
    fireEvent.keyDown(box, { key: 'Enter' });
    fireEvent.keyDown(box, { key: 'Escape' });
    expect(box.value).toBe('Person 2');
    expect(queryByText('Nothing fits.')).toBeNull();
  });

  test('what is gone is shown as missing, one or several, and can be taken out', async () => {
    const { getByLabelText, getByRole, save } = open(
      { one: { type: 'string', label: both('One', ''), ref: 'stage' }, all: { type: 'array', items: { type: 'string' }, label: both('All', ''), ref: 'user' } },
      { one: '9', all: ['u1', 'u99'] },
    );
    const one = getByLabelText('One') as HTMLSelectElement;
    expect(one.selectedOptions[0]?.text).toBe('No longer there: 9');
    expect(one.getAttribute('aria-invalid')).toBe('true');
    expect([...one.querySelectorAll('optgroup')].map(({ label }) => label)).toEqual(['Sales']);
    fireEvent.click(getByRole('button', { name: 'Remove No longer there: u99' }));
    expect(await save()).toMatchObject({ all: ['u1'] });
  });

  test('a tag that is not there yet is taken as it is written, also when the box is left', async () => {
    const { getByRole, getByText, save } = open({ tags: { type: 'array', items: { type: 'string', ref: 'tag' }, label: both('Tags', '') } });
    const box = getByRole('combobox', { name: 'Tags' });
    fireEvent.input(box, { target: { value: 'vip' } });
    getByText('Use “vip”');
    fireEvent.keyDown(box, { key: 'Enter' });
    fireEvent.input(box, { target: { value: 'new' } });
    fireEvent.focusOut(box);
    expect(await save()).toMatchObject({ tags: ['vip', 'new'] });
  });

  test('only what the schema would take is offered', () => {
    const { getByLabelText } = open({ field: { type: 'string', pattern: String.raw`^lead\.field\.\S+$`, label: both('Field', ''), ref: 'field' } });
    expect([...(getByLabelText('Field') as HTMLSelectElement).options].map(({ value }) => value)).toEqual(['', 'lead.field.5']);
  });

  test('numbers stay numbers', async () => {
    const { getByLabelText, save } = open({
      days: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 7 }, default: [], label: both('Days', '') },
    });
    fireEvent.click(getByLabelText('2'));
    fireEvent.click(getByLabelText('5'));
    expect(await save()).toMatchObject({ days: [2, 5] });
  });
});

test('a variable is put in where the cursor stood', async () => {
  const { getByLabelText, getByRole, save } = open(
    { text: { type: 'string', label: both('Text', ''), template: 'text', long: true } },
    { text: 'Hello , bye' },
  );
  const box = getByLabelText('Text') as HTMLTextAreaElement;
  box.focus();
  box.setSelectionRange(6, 6);
  fireEvent.focusOut(box);
  fireEvent.click(getByRole('button', { name: 'Insert a variable' }));
  const search = getByRole('combobox', { name: 'Insert a variable' });
  fireEvent.input(search, { target: { value: 'mary' } });
  fireEvent.keyDown(search, { key: 'Enter' });
  expect(box.value).toBe('Hello {{contact.name}}, bye');
  await waitFor(() => expect(document.activeElement).toBe(box));
  expect(box.selectionStart).toBe('Hello {{contact.name}}'.length);
  expect(await save()).toMatchObject({ text: 'Hello {{contact.name}}, bye' });
});

describe('rows', () => {
  const headers = {
    type: 'array',
    default: [],
    maxItems: 2,
    label: both('Headers', ''),
    items: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string', minLength: 1, label: both('Name', '') }, on: { type: 'boolean', default: true, label: both('On', '') } },
    },
  };

  test('are added, filled in, complained about and taken away', async () => {
    const { getAllByLabelText, getByRole, getByText, queryByRole, save, onSave } = open({ headers });
    const add = (): void => void fireEvent.click(getByRole('button', { name: 'Add a row' }));
    add();
    add();
    expect(queryByRole('button', { name: 'Add a row' })).toBeNull();
    const [first, second] = getAllByLabelText('Name');
    if (!first || !second) throw new Error('Two rows have two names.');
    fireEvent.input(second, { target: { value: 'B' } });
    fireEvent.click(getByRole('button', { name: 'Save' }));
    getByText('Fill this in.');
    expect(onSave).not.toHaveBeenCalled();
    fireEvent.click(getByRole('button', { name: 'Remove Headers 1' }));
    expect(await save()).toMatchObject({ headers: [{ name: 'B', on: true }] });
  });

  test('have their number in their paths', () => {
    const [field] = fieldsOf({ properties: { headers } });
    if (field?.kind !== 'rows') throw new Error('Rows are rows.');
    expect(rowFields(field, 3).map(({ path }) => path)).toEqual(['headers.3.name', 'headers.3.on']);
    expect(withValue({ headers: [{ name: 'a' }, { name: 'b' }] }, 'headers.1.name', 'c')).toEqual({ headers: [{ name: 'a' }, { name: 'c' }] });
    expect(valueAt({ headers: [{ name: 'a' }] }, 'headers.0.name')).toBe('a');
  });
});
