import { fireEvent, render, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { createApi } from '../api.ts';
import { FakeServer, problem } from '../testing/server.ts';
import { createI18n } from './i18n.ts';
import { SignIn, subdomainOf } from './sign-in.tsx';

let server: FakeServer;
let unmount = (): void => {};
let gone: string[];

beforeEach(async () => {
  gone = [];
  server = await new FakeServer().start();
});
afterEach(async () => {
  unmount();
  await server.stop();
});

const open = (url = 'https://server.example/oauth/kommo/start?state=s') => {
  server.answer = ({ path, body }) => {
    if (path !== '/session/console/start') return undefined;
    return (body as { subdomain: string }).subdomain === 'acme' ? { status: 200, body: { url } } : problem(404, 'not_found');
  };
  const api = createApi({ baseUrl: server.url, exchange: () => Promise.reject(new Error('nobody signed in')), firstWait: 5 });
  const drawn = render(<SignIn t={createI18n('en').getFixedT(null, 'common')} api={api} go={(to) => gone.push(to)} />);
  unmount = drawn.unmount;
  const field = drawn.getByLabelText('Address of your Kommo account') as HTMLInputElement;
  const submit = (typed: string): void => {
    fireEvent.input(field, { target: { value: typed } });
    fireEvent.click(drawn.getByRole('button', { name: 'Sign in with Kommo' }));
  };
  return { ...drawn, field, submit };
};

test.each([
  ['acme', 'acme'],
  [' ACME ', 'acme'],
  ['acme.kommo.com', 'acme'],
  ['https://acme.kommo.com/leads/list/?a=1', 'acme'],
  ['', undefined],
  ['acme corp', undefined],
  ['-acme', undefined],
  ['acme@evil.example', undefined],
  ['<b>', undefined],
])('"%s" means %s', (typed, subdomain) => expect(subdomainOf(typed)).toBe(subdomain));

test('leads to Kommo by way of the server, and sends no session along', async () => {
  open().submit('acme.kommo.com');
  await waitFor(() => expect(gone).toEqual(['https://server.example/oauth/kommo/start?state=s']));
  const [call] = server.of('POST', '/session/console/start');
  expect([call?.body, call?.headers.authorization, call?.headers.cookie]).toEqual([{ subdomain: 'acme' }, undefined, undefined]);
});

test('says what is wrong at the field and puts the focus there', async () => {
  const { submit, field, findByRole } = open();
  submit('not an address');
  expect((await findByRole('alert')).textContent).toContain('acme.kommo.com');
  expect(document.activeElement).toBe(field);
  submit('somebody-else');
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  expect((await findByRole('alert')).textContent).toContain('not installed');
  expect(gone).toEqual([]);
});

test('follows no address that is none', async () => {
  const { submit, findByRole } = open('javascript:alert(1)');
  submit('acme');
  await findByRole('alert');
  expect(gone).toEqual([]);
});
