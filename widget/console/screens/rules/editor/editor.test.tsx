import { cleanup, fireEvent, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { problem } from '../../../../testing/server.ts';
import { definition, ID, openEditor, RuleServer, stored } from './testing-page.tsx';

let server: RuleServer;
let close = (): void => {};

beforeEach(async () => {
  window.history.replaceState(null, '', '#souffleur/rules/new');
  server = await new RuleServer().start();
});
afterEach(async () => {
  cleanup();
  close();
  await server.stop();
});

const open = (...given: [Parameters<typeof openEditor>[1]?, Parameters<typeof openEditor>[2]?]) => {
  const drawn = openEditor(server, ...given);
  close = drawn.parts.api.close;
  return drawn;
};

describe('a new rule', () => {
  test('is put together and stored as the API wants it', async () => {
    const { findByRole, findByLabelText, getByLabelText, press, choose, box, summary, parts: around } = open();
    fireEvent.input(await findByLabelText('Name'), { target: { value: ' Red ones ' } });
    choose('What starts the rule', 'lead is created');
    press('Add condition');
    choose('Add condition', 'field');
    await waitFor(() => expect(document.activeElement).toBe(getByLabelText('Field')));
    (box('Field') as HTMLSelectElement).value = 'lead.field.5';
    fireEvent(box('Field'), new Event('change', { bubbles: true }));
    await waitFor(() => expect(getByLabelText('Red')).toBeTruthy());
    fireEvent.click(getByLabelText('Red'));
    press('Add action');
    choose('Add action', 'task');
    fireEvent.input(await findByRole('textbox', { name: 'Task' }), { target: { value: 'Call' } });
    expect(summary()).toContain('Colour is one of Red');
    expect(summary()).toContain('create the task “Call”');
    press('Save');
    await waitFor(() =>
      expect(server.of('POST', '/rules')[0]?.body).toEqual({
        name: 'Red ones',
        description: '',
        trigger: { on: 'lead_created' },
        conditions: { all: [{ condition: 'field-value', input: { field: 'lead.field.5', is: 'one_of', value: ['51'] } }] },
        actions: [{ action: 'create-task', input: { text: 'Call' } }],
        priority: 100,
        cooldown: 0,
        stop: false,
      }),
    );
    await waitFor(() => expect(around.router.place.value.path).toBe(`rules/${ID}`));
  });

  test('is not stored while something it must have is missing; the focus goes there', async () => {
    const { findByLabelText, press, getByLabelText, getByText } = open();
    await findByLabelText('Name');
    press('Save');
    getByText('Not saved. Correct the places marked below.');
    getByText('A rule does something: add an action.');
    expect(getByLabelText('Name').getAttribute('aria-invalid')).toBe('true');
    await waitFor(() => expect(['souffleur-rule-name', 'souffleur-rule-trigger']).toContain(document.activeElement?.id));
    expect(server.of('POST', '/rules')).toHaveLength(0);
    expect(server.of('POST', '/rules/check')).toHaveLength(0);
  });

  test('offers what cannot be used with its reason, and does not take it', async () => {
    const { findByLabelText, press, box, getByRole } = open();
    await findByLabelText('Name');
    press('Add condition');
    const option = getByRole('option', { name: /Meaning/ });
    expect(option.getAttribute('aria-disabled')).toBe('true');
    expect(option.textContent).toContain('No model is connected.');
    fireEvent.click(option);
    expect(box('Add condition')).toBeTruthy();
  });

  test('by time: at set times, or after a silence', async () => {
    const { findByLabelText, choose, press, getByLabelText, summary } = open();
    await findByLabelText('Name');
    choose('What starts the rule', 'time');
    expect(getByLabelText('Monday')).toHaveProperty('checked', true);
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']) fireEvent.click(getByLabelText(day));
    expect(document.getElementById('souffleur-rule-days-problem')?.textContent).toBe('Choose at least one day.');
    press('After a silence');
    fireEvent.input(getByLabelText('For how long'), { target: { value: '7' } });
    expect(summary()).toContain('7 days');
    fireEvent.input(getByLabelText('For how long'), { target: { value: '0' } });
    expect(document.getElementById('souffleur-rule-amount-problem')?.textContent).toContain('1 to 1000');
  });

  test('from a template begins with what that says', async () => {
    const { findByRole, parts: around, getByRole } = open({ template: 'calls' });
    await findByRole('heading', { name: 'From a template' });
    expect(getByRole('button', { name: 'Save' })).toHaveProperty('disabled', false);
    // What is left to be filled in is open.
    expect(getByRole('textbox', { name: 'Task' })).toBeTruthy();
    around.router.go('elsewhere');
    expect(around.router.waiting.value).toBeUndefined();
  });
});

describe('a stored rule', () => {
  test('is changed with its version; leaving before is asked about', async () => {
    const { findByRole, getByLabelText, getByRole, press, parts: around } = open({ id: ID });
    await findByRole('heading', { name: 'Big leads' });
    expect(getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
    fireEvent.input(getByLabelText('Not again for the same lead within'), { target: { value: '2' } });
    around.router.go('elsewhere');
    expect(around.router.waiting.value?.path).toBe('elsewhere');
    around.router.stay();
    press('Save');
    await waitFor(() => expect(server.of('PATCH', `/rules/${ID}`)[0]?.body).toEqual({ ...definition, cooldown: 7200, version: 3 }));
    await waitFor(() => expect(getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true));
  });

  test('problems of the server stand at their place, conflicts above', async () => {
    server.more = ({ path }) =>
      path === '/rules/check'
        ? {
            status: 200,
            body: {
              problems: [
                { code: 'missing_reference', path: 'conditions.all.0.input.stages', message: 'The stage is gone.', ref: 'stage', value: '1:11' },
                { code: 'plugin_off', path: 'actions.1', message: 'This plugin is off.' },
              ],
              conflicts: [{ kind: 'same_field', ruleIds: [ID, 'other'], agentId: null, field: 'lead.stage', text: 'Both write the stage.' }],
            },
          }
        : undefined;
    const { findByText, getByRole, getByText } = open({ id: ID });
    await findByText('Both write the stage.');
    expect(getByRole('link', { name: 'Open the other rule' }).getAttribute('href')).toContain('rules/other');
    const stage = getByRole('group', { name: 'Lead stage' });
    fireEvent.click(stage.querySelector('.souffleur-part-title') ?? stage);
    expect(within(stage).getByText('The stage is gone.')).toBeTruthy();
    getByText('This plugin is off.');
    getByText('2 places to fill in or correct');
  });

  test('asks the server once for what is typed in one go', async () => {
    const { findByRole, getByLabelText } = open({ id: ID });
    await findByRole('heading', { name: 'Big leads' });
    await waitFor(() => expect(server.of('POST', '/rules/check')).toHaveLength(1));
    for (const value of ['a', 'ab', 'abc']) fireEvent.input(getByLabelText('Name'), { target: { value } });
    await waitFor(() => expect(server.of('POST', '/rules/check')).toHaveLength(2));
    expect(server.of('POST', '/rules/check')[1]?.body).toEqual({ definition: { ...definition, name: 'abc' }, ruleId: ID });
  });

  test('two people saved: both are said in plain words, and one is kept', async () => {
    let theirs = stored;
    server.more = ({ method, path, body }) => {
      if (method === 'PATCH' && (body as { version: number }).version === 3) {
        theirs = { ...stored, version: 4, actions: [{ action: 'create-task', input: { text: 'Write instead' } }] };
        return problem(409, 'version_conflict', { current: theirs, version: 4 });
      }
      return method === 'GET' && path === `/rules/${ID}` ? { status: 200, body: theirs } : undefined;
    };
    const { findByRole, getByLabelText, press, getByRole } = open({ id: ID });
    await findByRole('heading', { name: 'Big leads' });
    fireEvent.input(getByLabelText('Name'), { target: { value: 'Mine' } });
    press('Save');
    const dialog = await findByRole('alertdialog');
    expect(within(dialog).getByRole('region', { name: 'Yours' }).textContent).toContain('create the task “Call”');
    expect(within(dialog).getByRole('region', { name: 'Saved now' }).textContent).toContain('create the task “Write instead”');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save mine' }));
    await waitFor(() => expect(server.of('PATCH', `/rules/${ID}`).at(-1)?.body).toMatchObject({ name: 'Mine', version: 4 }));
    await waitFor(() => expect(getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true));
  });

  test('is switched on as it is stored', async () => {
    server.more = ({ path }) => (path === `/rules/${ID}/enable` ? { status: 200, body: { ...stored, enabled: true } } : undefined);
    const { findByRole, getByRole, getByLabelText } = open({ id: ID });
    fireEvent.click(await findByRole('switch', { name: 'Disabled' }));
    await findByRole('switch', { name: 'Enabled' });
    expect(server.of('POST', `/rules/${ID}/enable`)[0]?.body).toEqual({ confirm: false });
    fireEvent.input(getByLabelText('Name'), { target: { value: 'x' } });
    expect(getByRole('switch', { name: 'Enabled' })).toHaveProperty('disabled', true);
  });

  test('a condition of a newer product is not lost: the rule is not opened', async () => {
    server.more = ({ path }) => (path === `/rules/${ID}` ? { status: 200, body: { ...stored, conditions: { all: [{ none: [] }] } } } : undefined);
    const { findByRole, queryByRole } = open({ id: ID });
    await findByRole('alert');
    expect(queryByRole('button', { name: 'Save' })).toBeNull();
  });

  test('that cannot be loaded says so, and can be tried again', async () => {
    let broken = true;
    server.more = ({ path }) => (broken && path === '/rules/parts' ? problem(500, 'internal') : undefined);
    const { findByRole } = open({ id: ID });
    const again = await findByRole('button', { name: 'Try again' });
    broken = false;
    fireEvent.click(again);
    expect(await findByRole('heading', { name: 'Big leads' })).toBeTruthy();
  });

  test('a rep looks and changes nothing', async () => {
    const { findByRole, queryByRole, getByText, getByRole, getByLabelText } = open({ id: ID }, { role: 'rep' });
    await findByRole('heading', { name: 'Big leads' });
    getByText(/You can look at the rule/);
    for (const name of ['Save', 'Undo', 'Try it', 'Add condition', 'Add action', /^Move:/, /what can be done/])
      expect(queryByRole('button', { name })).toBeNull();
    expect(queryByRole('switch', { name: /abled/ })).toBeNull();
    expect(getByLabelText('Name')).toHaveProperty('disabled', true);
    fireEvent.click(getByRole('button', { name: /Create a task/ }));
    expect(getByRole('textbox', { name: 'Task' })).toHaveProperty('disabled', true);
  });
});
