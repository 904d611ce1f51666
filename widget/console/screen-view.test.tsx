import { fireEvent, waitFor } from '@testing-library/preact';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { inConsole } from '../testing/console.tsx';
import { FakeServer } from '../testing/server.ts';
import { ScreenView } from './screen-view.tsx';
import { type Screen, type ScreenProps } from './screens.ts';

let server: FakeServer;
beforeAll(async () => {
  server = await new FakeServer().start();
});
afterAll(() => server.stop());
let unmount = (): void => {};
afterEach(() => {
  unmount();
  window.history.replaceState(null, '', '#');
});

const screen = (id: string, load: Screen['load'], paths = [id]): Screen => ({ id, paths, icon: 'gear', roles: ['admin'], load });
const plain = (id: string): Screen => screen(id, async () => ({ default: () => <p>{`This is ${id}`}</p> }));
const open = (screens: Screen[]) => {
  const drawn = inConsole(<ScreenView screens={screens} />, server);
  unmount = drawn.unmount;
  return drawn;
};

test('a screen that breaks says so, is tried again, and takes nothing with it', async () => {
  let sound = false;
  const Fragile = () => {
    if (!sound) throw new Error('canary: inner detail');
    return <p>It works</p>;
  };
  const { findByRole, findByText, getByRole, parts, container } = open([screen('members', async () => ({ default: Fragile })), plain('settings')]);
  expect((await findByRole('alert')).textContent).toContain('This screen broke');
  expect(container.textContent).not.toContain('canary');
  parts.router.go('settings');
  await findByText('This is settings');
  parts.router.go('members');
  await findByRole('alert');
  sound = true;
  fireEvent.click(getByRole('button', { name: 'Try again' }));
  await findByText('It works');
});

test('a screen that cannot be loaded is asked for again', async () => {
  let tries = 0;
  const load = async () => {
    tries += 1;
    if (tries === 1) throw new Error('not there');
    return { default: () => <p>Here at last</p> };
  };
  const { findByText, getByRole } = open([screen('members', load)]);
  await findByText('This screen broke');
  fireEvent.click(getByRole('button', { name: 'Try again' }));
  expect(await findByText('Here at last')).toBeTruthy();
  expect(tries).toBe(2);
});

test('gives a screen the parts of its address, and reads it out when it changes', async () => {
  const Detail = ({ params, query }: ScreenProps) => <p>{`${params['id']} ${query['tab']}`}</p>;
  const { findByText, parts } = open([plain('members'), screen('settings', async () => ({ default: Detail }), ['settings', 'settings/:id'])]);
  await findByText('This is members');
  const before = document.activeElement;
  parts.router.go('settings/sync', { tab: 'two' });
  await findByText('sync two');
  await waitFor(() => expect(document.activeElement).not.toBe(before));
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Settings');
});

test('asks before something is taken away, gives the focus back, and answers the question before with no', async () => {
  const { parts, findByRole, queryByRole, container } = open([plain('members')]);
  const from = document.createElement('button');
  container.append(from);
  from.focus();
  const question = { title: 'Delete the article?', text: 'It cannot be brought back.', yes: 'Delete', destructive: true };
  const first = parts.dialogs.ask(question);
  const dialog = await findByRole('alertdialog', { name: 'Delete the article?' });
  const second = parts.dialogs.ask({ ...question, title: 'Delete all?' });
  expect(await first).toBe(false);
  await waitFor(() => expect(queryByRole('alertdialog', { name: 'Delete all?' })).toBeTruthy());
  expect(dialog.isConnected).toBe(false);
  fireEvent.click(await findByRole('button', { name: 'Delete' }));
  expect(await second).toBe(true);
  await waitFor(() => expect(document.activeElement).toBe(from));
  const third = parts.dialogs.ask(question);
  const last = await findByRole('alertdialog');
  fireEvent(last, new Event('cancel', { cancelable: true }));
  expect(await third).toBe(false);
});

test('messages are few, said once, can be acted on and closed', async () => {
  const { parts, findByRole, getAllByRole, queryByText, getByRole } = open([plain('members')]);
  let undone = 0;
  for (let count = 0; count < 6; count += 1) parts.toasts.bad(`Failure ${count}`);
  parts.toasts.bad('Failure 5');
  parts.toasts.done('Archived', { label: 'Undo', press: () => (undone += 1) });
  await findByRole('button', { name: 'Undo' });
  expect(getAllByRole('button', { name: 'Close' })).toHaveLength(4);
  fireEvent.click(getByRole('button', { name: 'Undo' }));
  expect(undone).toBe(1);
  await waitFor(() => expect(queryByText('Archived')).toBeNull());
  for (const close of getAllByRole('button', { name: 'Close' })) fireEvent.click(close);
  await waitFor(() => expect(queryByText(/Failure/)).toBeNull());
  parts.toasts.close();
});
