import { waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { type KommoWidget } from './crm.ts';
import en from './i18n/en.json' with { type: 'json' };
import Souffleur from './script.ts';
import { draft, session, talk } from './testing/fixtures.ts';

/** Kommo's page around the widget, as far as the lifecycle goes. */
const kommo = (lead: number | undefined) => {
  document.body.innerHTML = '<div id="card_holder"><div id="widgets_block"><div class="card-widgets__elements"></div></div></div>';
  window.APP = { lang_id: 'en', data: { current_card: lead === undefined ? false : { id: lead, element_type: 2 } } };
  const widget = new (Souffleur as unknown as new () => KommoWidget)();
  const call = (name: string, argument?: unknown): unknown => widget.callbacks?.[name]?.(argument);
  widget.langs = en;
  widget.get_settings = () => ({ widget_code: 'souffleur' });
  widget.render_template = ({ caption, body, render }) => {
    const block = document.createElement('div');
    block.className = 'card-widgets__widget';
    block.dataset['code'] = 'souffleur';
    block.innerHTML = `<div class="${caption.class_name}"></div><div class="card-widgets__widget__body">${body}${render}</div>`;
    document.querySelector('.card-widgets__elements')?.append(block);
  };
  widget.$authorizedAjax = () => {
    const ajax = {
      done(handler: (body: unknown) => void) {
        handler(session());
        return ajax;
      },
      fail: () => ajax,
    };
    return ajax;
  };
  return { widget, call };
};

const roots = (): number => document.querySelectorAll('.souffleur-root').length;
const answers: Record<string, unknown> = { '/talks': { items: [talk()] }, '/drafts': { items: [draft()] } };

beforeEach(() => {
  vi.stubGlobal('fetch', (url: string) => {
    const path = new URL(url).pathname.replace('/api/v1', '');
    return path === '/live' ? new Promise(() => {}) : Promise.resolve(Response.json(answers[path] ?? { verdicts: [] }));
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

describe.each([
  ['documentation', ['render', 'init', 'bind_actions']],
  ['client', ['render', 'bind_actions', 'init']],
])('in the order of the %s', (_name, order) => {
  test('draws one card and takes everything away again', async () => {
    const added = vi.spyOn(document, 'addEventListener');
    const onWindow = vi.spyOn(window, 'addEventListener');
    const globals = Object.keys(window).toSorted();
    const { call } = kommo(1001);
    for (const name of order) expect(call(name)).toBe(true);
    await waitFor(() => expect(document.body.textContent).toContain('Lighthouse advisor'));
    expect(roots()).toBe(1);
    expect(document.adoptedStyleSheets).toHaveLength(1);

    call('destroy');
    expect(document.querySelector('.card-widgets__elements')?.children).toHaveLength(0);
    expect(document.adoptedStyleSheets).toHaveLength(0);
    expect(document.head.children).toHaveLength(0);
    expect(added).not.toHaveBeenCalled();
    expect(onWindow).not.toHaveBeenCalled();
    expect(
      Object.keys(window)
        .filter((key) => key !== 'APP')
        .toSorted(),
    ).toEqual(globals.filter((key) => key !== 'APP'));
  });

  test('a second render draws nothing twice, and destroy may come twice', () => {
    const { call } = kommo(1001);
    for (const name of [...order, ...order]) call(name);
    expect(roots()).toBe(1);
    call('destroy');
    call('destroy');
    expect(roots()).toBe(0);
  });
});

test('an unsaved lead is refused, another page is left alone', () => {
  expect(kommo(0).call('render')).toBe(false);
  expect(kommo(undefined).call('render')).toBe(true);
  expect(roots()).toBe(0);
});

test('a render for another lead replaces the card', async () => {
  const { call } = kommo(1001);
  call('render');
  window.APP = { data: { current_card: { id: 1002, element_type: 2 } } };
  call('render');
  expect(roots()).toBe(1);
  call('destroy');
});

test('waits for a panel that comes late, and forgets it when destroyed first', async () => {
  const late = kommo(1001);
  const draw = late.widget.render_template;
  let drawLater = (): void => {};
  late.widget.render_template = (template, params) => {
    drawLater = () => void draw?.(template, params);
  };
  late.call('render');
  expect(roots()).toBe(0);
  drawLater();
  await waitFor(() => expect(document.querySelector('.souffleur-card')).toBeTruthy());
  late.call('destroy');

  late.call('render');
  late.call('destroy');
  drawLater();
  await Promise.resolve();
  expect(document.querySelector('.souffleur-card')).toBeNull();
});

test('keys and changes in the card do not reach the CRM, clicks do', async () => {
  const { call } = kommo(1001);
  call('render');
  await waitFor(() => expect(document.querySelector('[role=radio], input[type=radio]')).toBeTruthy());
  const seen: string[] = [];
  for (const type of ['keydown', 'input', 'change', 'click']) document.body.addEventListener(type, () => seen.push(type));
  const radio = document.querySelector('input[type=radio]');
  for (const type of ['keydown', 'input', 'change', 'click']) radio?.dispatchEvent(new Event(type, { bubbles: true }));
  expect(seen).toEqual(['click']);
  call('destroy');
});

test('the settings window shows the connection above its buttons, is styled nowhere else and is cleared again', async () => {
  const { call } = kommo(undefined);
  const modal = document.createElement('div');
  modal.className = 'modal widget-settings__modal souffleur';
  modal.innerHTML = '<div class="widget_settings_block"><div class="widget_settings_block__controls"><button>Save</button></div></div>';
  document.body.append(modal);
  call('settings', { 0: modal, length: 1 });
  await waitFor(() => expect(modal.textContent).toContain('Connected as Nadia Ferro'));
  expect(modal.querySelector('a')?.getAttribute('href')).toBe('/settings/widgets/souffleur/');
  expect(modal.querySelector('.widget_settings_block')?.lastElementChild?.textContent).toBe('Save');
  expect(modal.matches('.souffleur-root')).toBe(false);
  expect(call('onSave')).toBe(true);
  call('destroy');
  expect(modal.textContent).toBe('Save');
  expect(document.adoptedStyleSheets).toHaveLength(0);
});

describe('advanced settings', () => {
  const host = window as { require?: unknown };
  const page = (): void => {
    document.body.insertAdjacentHTML('beforeend', '<div id="work_area"><div id="list_page_holder"><div id="work-area-souffleur"></div></div></div>');
  };
  /** Kommo's module loader: answers when the test says so. */
  const loader = () => {
    const asked: { ids: string[]; done: (module: unknown) => void; failed: () => void }[] = [];
    const undef = vi.fn<(id: string) => void>();
    host.require = Object.assign(
      (ids: string[], done: (module: unknown) => void, failed: (error: unknown) => void) =>
        void asked.push({ ids, done, failed: () => failed(new Error('no')) }),
      { undef },
    );
    return { asked, undef };
  };
  const consoleModule = () => {
    const unmount = vi.fn<() => void>();
    return { unmount, mount: vi.fn<(options: { root: HTMLElement }) => () => void>(({ root }) => ((root.textContent = 'the console'), unmount)) };
  };
  const open = () => {
    const crm = kommo(undefined);
    crm.widget.get_settings = () => ({ widget_code: 'souffleur', path: '/upl/souffleur/7/widget', version: '1.2.3' });
    page();
    return { ...crm, ...loader() };
  };
  const area = (): string | null | undefined => document.querySelector('#work-area-souffleur')?.textContent;
  afterEach(() => delete host.require);

  test('loads the console from its own archive only when asked, and takes it away again', async () => {
    const { call, asked } = open();
    for (const name of ['render', 'init', 'bind_actions']) call(name);
    expect(asked).toEqual([]);
    call('advancedSettings');
    expect(asked.map(({ ids }) => ids)).toEqual([['/upl/souffleur/7/widget/console.js?v=1.2.3']]);
    expect(area()).toBe('Loading the console…');
    const { mount, unmount } = consoleModule();
    asked[0]?.done(mount);
    await waitFor(() => expect(area()).toBe('the console'));
    call('destroy');
    expect(unmount).toHaveBeenCalledTimes(1);
    expect([area(), roots()]).toEqual(['', 0]);
  });

  test('a console that arrives after the page was left is not drawn', async () => {
    const { call, asked } = open();
    call('advancedSettings');
    call('destroy');
    const { mount } = consoleModule();
    asked[0]?.done(mount);
    await Promise.resolve();
    expect(mount).not.toHaveBeenCalled();
    expect(area()).toBe('');
  });

  test('called twice it draws one; a page that comes late is waited for', async () => {
    const { call, asked } = open();
    document.querySelector('#work_area')?.remove();
    call('advancedSettings');
    expect(asked).toEqual([]);
    page();
    await waitFor(() => expect(asked).toHaveLength(1));
    call('advancedSettings');
    expect(roots()).toBe(1);
    call('destroy');
  });

  test('says that the console could not be loaded and asks the loader afresh', async () => {
    const { call, asked, undef } = open();
    call('advancedSettings');
    asked[0]?.failed();
    await waitFor(() => expect(area()).toContain('does not answer'));
    expect(undef).toHaveBeenCalledWith('/upl/souffleur/7/widget/console.js?v=1.2.3');
    document.querySelector<HTMLButtonElement>('#work-area-souffleur button')?.click();
    const { mount } = consoleModule();
    await waitFor(() => expect(asked).toHaveLength(2));
    asked[1]?.done(mount);
    await waitFor(() => expect(area()).toBe('the console'));
    call('destroy');
  });
});
