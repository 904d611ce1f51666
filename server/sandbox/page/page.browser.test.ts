/** What a widget and a person can do on the pages: calls to a backend, the live feed, hostile names. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { closeBrowser, newTab, recorded, settled, sharedBrowser } from './testing/browse.ts';
import { type PageHost, startPageHost } from './testing/page-host.ts';
import { testArchive, type TestWidget } from './testing/test-widget.ts';

const browser = await sharedBrowser();
let host: PageHost;
let backend: Server;
const asked: { method: string; token: string; custom: string; url: string }[] = [];

const answer = (request: IncomingMessage): void => {
  asked.push({
    method: request.method ?? '',
    token: String(request.headers['x-auth-token'] ?? ''),
    custom: String(request.headers['x-custom'] ?? ''),
    url: request.url ?? '',
  });
};

beforeAll(async () => {
  backend = createServer((request, response) => {
    answer(request);
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '');
    response.setHeader('Access-Control-Allow-Headers', 'X-Auth-Token, X-Custom');
    response.setHeader('Content-Type', 'application/json');
    response.end(request.method === 'OPTIONS' ? '' : '{"ok":true}');
  });
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  host = await startPageHost(testArchive(), `http://localhost:${(backend.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await closeBrowser();
  await host.stop();
  backend.closeAllConnections();
  backend.close();
});

const tabs: { close(): Promise<void> }[] = [];
beforeEach(() => {
  Object.assign(host.platform.state.data.widget, { status: 'installed', settings: { api_key: 'first' } });
  host.upload(testArchive());
  asked.length = 0;
});
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
});

const open = async (path: string, widget?: TestWidget): Promise<Page> => {
  if (widget) host.upload(testArchive(widget));
  const { context, page } = await newTab();
  tabs.push(context);
  await page.goto(host.origin + path);
  await settled(page, /./);
  return page;
};

interface Probe {
  testWidget: {
    self: {
      $authorizedAjax(options: object): PromiseLike<unknown>;
      get_settings(): Record<string, unknown>;
      set_settings(values: object): void;
      params: object;
      i18n(key: string): unknown;
      system(): { area: string; amouser_id: number };
      list_selected(): unknown;
      get_current_card_contacts_data(): Promise<unknown[]>;
    };
  };
  APP: Record<string, unknown> & {
    data: { current_card: { id: number; element_type: number } | false };
    isCard(): boolean;
    getBaseEntity(): string;
    getWidgetsArea(): string;
    lang_id: string;
    constant(key: string): Record<string, unknown>;
  };
  AMOCRM: unknown;
  document: { documentElement: { dataset: Record<string, string> } };
}

test.skipIf(!browser)('$authorizedAjax passes a preflight with a fresh token each time and keeps the other headers', async () => {
  const page = await open('/');
  const answers = await page.evaluate(async (url) => {
    const { self } = (globalThis as unknown as Probe).testWidget;
    const call = (): PromiseLike<unknown> => self.$authorizedAjax({ url: `${url}/session`, type: 'POST', headers: { 'X-Custom': 'kept' }, dataType: 'json' });
    return [await call(), await call()];
  }, host.platform.pageDeps.productUrl);
  expect(answers).toEqual([{ ok: true }, { ok: true }]);
  const posts = asked.filter(({ method }) => method === 'POST');
  expect(asked.some(({ method, token }) => method === 'OPTIONS' && token === '')).toBe(true);
  expect(posts.map(({ custom }) => custom)).toEqual(['kept', 'kept']);
  expect(new Set(posts.map(({ token }) => token)).size).toBe(2);
  const [, claims = ''] = posts[0]?.token.split('.') ?? [];
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    subdomain: host.platform.state.data.account.subdomain,
    client_uuid: host.platform.pageDeps.clientUuid,
  });
  expect((await recorded(page)).reports).toEqual([]);
});

test.skipIf(!browser)('the base object and APP agree with the page; a write to APP and an undocumented read are reported', async () => {
  const page = await open('/?user=rep&lang=ru&theme=dark');
  const seen = await page.evaluate(async () => {
    const { testWidget, APP, AMOCRM, document } = globalThis as unknown as Probe;
    const { self } = testWidget;
    self.set_settings({ added: 'here' });
    const { current_card } = APP.data;
    const result = {
      live: self.get_settings() === self.params && self.get_settings()['added'],
      name: self.i18n('widget.name'),
      miss: self.i18n('widget.none'),
      area: [self.system().area, APP.getWidgetsArea(), APP.getBaseEntity(), APP.isCard()],
      card: current_card && [current_card.element_type, current_card.id > 0],
      lang: APP.lang_id,
      theme: document.documentElement.dataset['colorScheme'],
      admin: (APP.constant('managers')[String(self.system().amouser_id)] as { is_admin: string }).is_admin,
      same: APP === AMOCRM,
      contacts: (await self.get_current_card_contacts_data()).length > 0,
      selected: self.list_selected(),
    };
    APP['stolen'] = true;
    void APP['router'];
    return result;
  });
  expect(seen).toEqual({
    live: 'here',
    name: 'Тест от Маяка',
    miss: '',
    area: ['lcard', 'leads_card', 'leads', true],
    card: [2, true],
    lang: 'ru',
    theme: 'dark',
    admin: 'N',
    same: true,
    contacts: true,
    selected: false,
  });
  expect((await recorded(page)).reports).toEqual([
    { kind: 'app-write', member: 'APP.stolen' },
    { kind: 'app-read', member: 'APP.router', known: false },
  ]);
});

test.skipIf(!browser)('an unsaved card has id 0, a language without a file falls back, an empty selection is empty', async () => {
  const page = await open('/leads/add/?lang=pt');
  const card = await page.evaluate(() => {
    const { APP, testWidget } = globalThis as unknown as Probe;
    return { id: APP.data.current_card && APP.data.current_card.id, lang: APP.lang_id, name: testWidget.self.i18n('widget.name') };
  });
  expect(card).toEqual({ id: 0, lang: 'pt', name: 'Test by Lighthouse' });
  await page.goto(`${host.origin}/leads/list/`);
  await settled(page, /list/);
  expect(await page.evaluate(() => (globalThis as unknown as Probe).testWidget.self.list_selected())).toEqual({
    selected: [],
    summary: { items: 0, emails: 0, phones: 0 },
    count_selected: 0,
  });
});

test.skipIf(!browser)('what a person writes as the customer and as the rep appears in the feed, live, as text', async () => {
  const page = await open('/');
  const hostile = '<img src=x onerror="document.title=1"> & "quotes"';
  await page.fill('#composer_message', hostile);
  await page.press('#composer_message', 'Enter');
  await page.waitForFunction(
    (text) => (globalThis as unknown as { $(selector: string): { text(): string } }).$('.feed-note_in .feed-note__text').text().endsWith(text),
    hostile,
  );
  await page.fill('#composer_reply', 'One moment');
  await page.click('.composer_reply .composer__send');
  await page.waitForSelector('.feed-note_out:last-child .feed-note__text:text-is("One moment")');
  await page.click('#sandbox_missed_call');
  await page.waitForSelector('.feed-line_missed');
  const options = page.locator('#sandbox_stage option:not([value="143"])');
  const next = (await options.nth(3).getAttribute('value')) ?? '';
  await page.locator('#sandbox_stage').selectOption({ index: 3 });
  await page.waitForSelector(`#card_stage[data-status-id="${next}"]`);
  await page.waitForSelector('.feed-line_stage');
  expect(await page.title()).not.toBe('1');
  expect((await recorded(page)).reports).toEqual([]);
});

test.skipIf(!browser)('names that carry markup are shown and never run, on the card and in the list', async () => {
  const { state } = host.platform;
  const name = `</script><img src=x onerror="window.broken=1">'"`;
  const lead = [...state.data.leads.values()].find(({ contact_ids }) => contact_ids.length > 0);
  const contact = state.data.contacts.get(lead?.contact_ids[0] ?? 0);
  if (!lead || !contact) throw new Error('the seed has no lead with a contact');
  const before = { lead: lead.name, contact: contact.name };
  lead.name = name;
  contact.name = name;
  const page = await open(`/leads/detail/${lead.id}`);
  expect(await page.textContent('#card_name')).toBe(name);
  expect(await page.textContent('.linked-contact__name')).toBe(name);
  await page.click('.card-entity__back');
  await settled(page, /list/);
  expect(await page.locator('.list-row__link', { hasText: '</script>' }).count()).toBe(1);
  expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
  expect((await recorded(page)).reports).toEqual([]);
  Object.assign(lead, { name: before.lead });
  Object.assign(contact, { name: before.contact });
});

test.skipIf(!browser)('the panel block is opened for newcomers, closed with open=0, and its caption toggles it', async () => {
  const page = await open('/?open=0');
  expect(await page.isVisible('.test-root + b')).toBe(false);
  expect(await page.locator('.widgets__widget__caption__arrow_bottom').count()).toBe(1);
  await page.click('.js-widget-caption-block');
  expect(await page.isVisible('.test-root + b')).toBe(true);
  expect(await page.locator('.widgets__widget__caption__arrow_top').count()).toBe(1);
  expect(await page.locator('.card-widgets__widget__body.js-body-hide').count()).toBe(1);
  await page.goto(`${page.url()}?open=1`);
  await settled(page, /detail/);
  expect(await page.isVisible('.test-root + b')).toBe(true);
});

test.skipIf(!browser).each(['en', 'ru', 'es', 'pt'])('every choice of the menu of acts is carried out (%s)', async (lang) => {
  const page = await open(`/?lang=${lang}`);
  const labels = await page.locator('#sandbox_acts option').allTextContents();
  expect(new Set(labels.map((label) => label.trim())).size).toBe(15);
  for (let index = 1; index < labels.length; index += 1) {
    const answered = page.waitForResponse((response) => response.url().endsWith('/_sandbox/act'));
    await page.locator('#sandbox_acts').selectOption({ index });
    const status = (await answered).status();
    // Nothing is subscribed here, so nothing can be switched off; a talk closed before stays closed.
    expect([labels[index]?.trim(), status]).toEqual([labels[index]?.trim(), index === labels.length - 1 ? 400 : 200]);
  }
  expect(await page.locator('#sandbox_error').isVisible()).toBe(true);
  await page.evaluate(async () => fetch('/_sandbox/act', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"kind":"reset"}' }));
});
