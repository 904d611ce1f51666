/** Members of the base Widget object that show in the page: templates, controls, registries, modal, proxy. */
import { type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { closeBrowser, newTab, recorded, settled, sharedBrowser } from './testing/browse.ts';
import { type PageHost, startPageHost } from './testing/page-host.ts';
import { testArchive } from './testing/test-widget.ts';

interface Self {
  render(data: object, params?: object): unknown;
  add_action(type: string, run: (field: unknown) => void): void;
  add_source(type: string, run: (sms: unknown) => unknown, text?: string): void;
  set_status(status: string): void;
  get_install_status(): string;
  get_version(): string;
  get_accounts_current(): { id: number };
  get_pipeline_id(): { state(): string };
  widgetsOverlay(on: boolean): void;
  crm_post(url: string, data: object, done: () => void, type: string, failed: (answer: { status: number }) => void): void;
}
interface Host {
  testWidget: { self: Self; Modal: new (options: object) => { destroy(): void; showError(text: string): void }; words: { greeting: string } };
  kept: unknown;
  allow: boolean;
  modal: { destroy(): void };
}

const browser = await sharedBrowser();
let host: PageHost;
beforeAll(async () => {
  host = await startPageHost(testArchive());
  host.platform.state.data.widget.status = 'installed';
});
afterAll(async () => {
  await closeBrowser();
  await host.stop();
});

const tabs: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
});
const open = async (path: string): Promise<Page> => {
  const { context, page } = await newTab();
  tabs.push(context);
  await page.goto(host.origin + path);
  await settled(page, /./);
  return page;
};

const TEMPLATES: { source: string; params?: object; html: string }[] = [
  { source: '{{ a.b[0] }} {{ missing }}|{{ a["b"]|join(", ") }}', params: { a: { b: ['x', 'y'] } }, html: 'x |x, y' },
  { source: '{% if n > 2 and not off %}big{% elseif n == 2 %}two{% else %}small{% endif %}', params: { n: 2, off: false }, html: 'two' },
  {
    source: '{% for k, v in o %}{{ k }}={{ v|upper }}{% if not loop.last %};{% endif %}{% else %}none{% endfor %}',
    params: { o: { a: 'x', b: 'y' } },
    html: 'a=X;b=Y',
  },
  { source: '{% for v in o %}{{ v }}{% else %}none{% endfor %}{# gone #}', params: { o: [] }, html: 'none' },
  { source: '{% set t = "<" ~ name ~ ">" %}{{ t }}{{ t|e }}', params: { name: 'b' }, html: '<b>&lt;b&gt;' },
  { source: '{{ n is defined ? 1 + n * 2 : "no" }} {{ x|default("-") }} {{ (1 + 2) * 3 }}', params: { n: 3 }, html: '7 - 9' },
  { source: '{{ constructor }}{{ a.constructor }}{{ a.__proto__ }}', params: { a: {} }, html: '' },
];

test.skipIf(!browser)('render: source, system control and file, without eval', async () => {
  const page = await open('/');
  for (const { source, params, html } of TEMPLATES) {
    const got = await page.evaluate(([data, values]) => (globalThis as unknown as Host).testWidget.self.render({ data }, values), [
      source,
      params ?? {},
    ] as const);
    expect({ source, got }).toEqual({ source, got: html });
  }
  const control = await page.evaluate(() =>
    (globalThis as unknown as Host).testWidget.self.render({ ref: '/tmpl/controls/input.twig' }, { name: 'q', value: '"<' }),
  );
  expect(control).toBe('<input type="text" class="text-input  " name="q" value="&quot;&lt;" placeholder="">');
  const file = await page.evaluate(
    () =>
      new Promise((resolve) => {
        (globalThis as unknown as Host).testWidget.self.render({
          href: '/i18n/en.json',
          base_path: '/upl/souffleur/1/widget',
          load: (template: { render(values: object): string }) => resolve(template.render({})),
        });
      }),
  );
  expect(String(file)).toContain('Test by Lighthouse');
  expect((await recorded(page)).reports).toEqual([]);
});

test.skipIf(!browser)('an action stands in the menu of a phone and gets its value; it goes with the widget', async () => {
  const page = await open('/');
  await page.evaluate(() => {
    const own = globalThis as unknown as Host;
    own.testWidget.self.add_action('phone', (field) => (own.kept = field));
    own.testWidget.self.add_source('custom', () => undefined, 'My source');
  });
  const phone = page.locator('.js-field-menu[data-type=phone]').first();
  await phone.click();
  await page.click('.field-menu button:text-is("Ring")');
  expect(await page.evaluate(() => (globalThis as unknown as Host).kept)).toMatchObject({ value: await phone.getAttribute('data-value'), type: 'phone' });
  expect(await page.textContent('#feed_compose')).toBe('My source');
  await page.click('.card-entity__back');
  await settled(page, /list/);
  await page.locator('.list-row__link').first().click();
  await settled(page, /detail/);
  expect(await page.isVisible('#feed_compose')).toBe(false);
});

test.skipIf(!browser)('status, version, account, pipeline, overlay; a relative module came with the script', async () => {
  const page = await open('/leads/list/');
  const seen = await page.evaluate(() => {
    const { self, words } = (globalThis as unknown as Host).testWidget;
    self.widgetsOverlay(true);
    return {
      status: self.get_install_status(),
      version: self.get_version(),
      account: self.get_accounts_current().id,
      pipeline: self.get_pipeline_id().state(),
      greeting: words.greeting,
    };
  });
  expect(seen).toEqual({ status: 'installed', version: '1.0.0', account: host.platform.state.data.account.id, pipeline: 'rejected', greeting: 'hello' });
  expect(await page.isVisible('#card_widgets_overlay')).toBe(true);
  await page.goto(`${host.origin}/settings/widgets/`);
  await settled(page, /settings/);
  await page.evaluate(() => (globalThis as unknown as Host).testWidget.self.set_status('install'));
  expect(await page.getAttribute('.widgets-tile', 'data-status')).toBe('install');
});

test.skipIf(!browser)('crm_post reaches no address but the product', async () => {
  const page = await open('/');
  const status = await page.evaluate(
    () =>
      new Promise((resolve) =>
        (globalThis as unknown as Host).testWidget.self.crm_post(
          'http://localhost:22/',
          { a: 1 },
          () => resolve('sent'),
          'text',
          (answer) => resolve(answer.status),
        ),
      ),
  );
  expect(status).toBe(403);
});

test.skipIf(!browser)('a modal shows what it is given, can refuse to close, and leaves nothing', async () => {
  const page = await open('/');
  await page.evaluate(() => {
    const own = globalThis as unknown as Host;
    own.allow = false;
    own.modal = new own.testWidget.Modal({
      class_name: 'test-modal',
      init: ($body: { trigger(name: string): { html(html: string): { trigger(name: string): unknown } } }) =>
        $body.trigger('modal:loaded').html('<p class="inside">hi</p><span class="modal-body__close">x</span>').trigger('modal:centrify'),
      destroy: () => own.allow,
    });
  });
  expect(await page.textContent('.test-modal .modal-scroller.custom-scroll > .modal-body.modal-body-relative .inside')).toBe('hi');
  await page.click('.test-modal .modal-body__close');
  expect(await page.locator('.test-modal').count()).toBe(1);
  await page.evaluate(() => ((globalThis as unknown as Host).allow = true));
  await page.keyboard.press('Escape');
  expect(await page.locator('.modal').count()).toBe(0);
});
