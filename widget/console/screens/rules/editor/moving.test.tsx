import { cleanup, fireEvent, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { type definition, ID, openEditor, RuleServer } from './testing-page.tsx';

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

const sent = async (press: (name: string) => void): Promise<typeof definition> => {
  press('Save');
  await waitFor(() => expect(server.of('PATCH', `/rules/${ID}`)).toHaveLength(1));
  return server.of('PATCH', `/rules/${ID}`)[0]?.body as typeof definition;
};

test('by keyboard into a group, told at every step', async () => {
  const { findByRole, grip, said, press } = open({ id: ID });
  await findByRole('heading', { name: 'Big leads' });
  grip('Lead stage').focus();
  const key = (name: string): void => void fireEvent.keyDown(grip('Lead stage'), { key: name });
  key(' ');
  expect(said()).toBe('Lead stage grabbed: place 1 of 2 in “All of these”.');
  key('ArrowRight');
  expect(said()).toBe('Lead stage: place 1 of 2 in “At least one of these”.');
  key('ArrowDown');
  expect(said()).toBe('Lead stage: place 2 of 2 in “At least one of these”.');
  key('ArrowLeft');
  expect(said()).toBe('Lead stage: place 1 of 2 in “All of these”.');
  key('ArrowDown');
  key(' ');
  expect(said()).toContain('dropped');
  await waitFor(() => expect(document.activeElement).toBe(grip('Lead stage')));
  expect((await sent(press)).conditions).toEqual({
    all: [
      {
        any: [
          { condition: 'stage-is', input: { stages: ['1:11'] } },
          { condition: 'price-range', input: { from: 5 } },
        ],
      },
    ],
  });
});

test('Escape and losing the focus put it back', async () => {
  const { findByRole, grip, said, getByRole } = open({ id: ID });
  await findByRole('heading', { name: 'Big leads' });
  for (const end of [() => fireEvent.keyDown(grip('Add tags'), { key: 'Escape' }), () => fireEvent.focusOut(grip('Add tags'))]) {
    fireEvent.keyDown(grip('Add tags'), { key: ' ' });
    fireEvent.keyDown(grip('Add tags'), { key: 'ArrowUp' });
    end();
    expect(said()).toBe('Add tags is back in its place.');
  }
  expect(getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
});

test('by mouse to the nearest place', async () => {
  const { findByRole, grip, container, press } = open({ id: ID });
  await findByRole('heading', { name: 'Big leads' });
  for (const [index, slot] of container.querySelectorAll<HTMLElement>('[data-tree=actions] [data-slot]').entries())
    slot.getBoundingClientRect = () => ({ top: 100 + index * 100, bottom: 108 + index * 100 }) as DOMRect;
  const mouse = { pointerId: 1, button: 0 };
  fireEvent.pointerDown(grip('Add tags'), { ...mouse, clientY: 250 });
  fireEvent.pointerMove(grip('Add tags'), { ...mouse, clientY: 248 });
  expect(container.querySelector('.souffleur-node-held')).toBeNull();
  fireEvent.pointerMove(grip('Add tags'), { ...mouse, clientY: 120 });
  expect(container.querySelector('.souffleur-slot-here')?.getAttribute('data-slot')).toBe('actions:0');
  fireEvent.pointerUp(grip('Add tags'), { ...mouse, clientY: 120 });
  expect((await sent(press)).actions.map(({ action }) => action)).toEqual(['tag', 'create-task']);
});

test('undone and redone by keys and by buttons', async () => {
  const { findByRole, getByLabelText, press, container } = open({ id: ID });
  await findByRole('heading', { name: 'Big leads' });
  const actions = (): (string | null)[] => [...container.querySelectorAll('[data-tree=actions] strong')].map(({ textContent }) => textContent);
  press('Add tags: what can be done');
  fireEvent.click(await findByRole('menuitem', { name: 'Duplicate' }));
  await waitFor(() => expect(actions()).toHaveLength(3));
  fireEvent.keyDown(getByLabelText('Name'), { key: 'z', ctrlKey: true });
  expect(actions()).toHaveLength(2);
  fireEvent.keyDown(getByLabelText('Name'), { key: 'Z', ctrlKey: true, shiftKey: true });
  expect(actions()).toHaveLength(3);
  press('Undo');
  expect(actions()).toHaveLength(2);
  press('Redo');
  expect(actions()).toHaveLength(3);
});

test('wrapped, negated, removed: what the menu offers is what is stored', async () => {
  const { findByRole, press, getByText } = open({ id: ID });
  await findByRole('heading', { name: 'Big leads' });
  const act = async (name: string, item: string): Promise<void> => {
    press(`${name}: what can be done`);
    fireEvent.click(await findByRole('menuitem', { name: item }));
  };
  await act('Lead stage', 'Turn into “not”');
  await act('Lead stage', 'Wrap in a group');
  await act('Lead price', 'Remove');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Add condition'));
  await act('Add tags', 'Move up');
  press('Save');
  getByText('Not saved. Correct the places marked below.');
  await act('At least one of these', 'Remove');
  const body = await sent(press);
  expect(body.conditions).toEqual({ all: [{ all: [{ not: { condition: 'stage-is', input: { stages: ['1:11'] } } }] }] });
  expect(body.actions.map(({ action }) => action)).toEqual(['tag', 'create-task']);
});
