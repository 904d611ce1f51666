/** The whole product through a person's eyes and hands: the real archive in the Kommo-like page of a real browser. */
import { type CDPSession, type Locator, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { ModelProxy } from '../testing/model-proxy.ts';
import { eventually, TestProduct } from '../testing/product.ts';
import { closeBrowser, navigate, newTab, recorded, settled, sharedBrowser, widgetHandlers } from './page/testing/browse.ts';
import { lowContrast } from './page/testing/contrast.ts';

const QUESTION = 'Сколько стоит доставка в Казань и когда привезёте?';
/** Milliseconds from the customer's message to the first words in the card. */
const FIRST_DRAFT = 5000;

const browser = await sharedBrowser();
let product: TestProduct;
let model: ModelProxy;
let nextLead = 0;
const tabs: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  if (!browser) return;
  let target = '';
  model = await ModelProxy.start(() => target);
  product = await TestProduct.start((ports) => {
    target = `http://127.0.0.1:${ports.sandbox}`;
    return { LLM_BASE_URL: model.baseUrl };
  });
});
afterAll(async () => {
  await closeBrowser();
  await product?.stop();
  await model?.stop();
});
beforeEach((context) => {
  if (!browser) return context.skip();
  model.mood = 'good';
  return undefined;
});
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
});

interface Walk {
  page: Page;
  leadId: number;
  card: Locator;
  /** The button of this name in the card. */
  button(name: string): Locator;
  /** The customer writes in the page's own field. */
  say(text: string): Promise<void>;
  /** What the chat shows as sent by us. */
  sent(): Promise<string[]>;
}

/** A rep opens the card of a lead nobody has written to yet. */
const open = async (query = 'lang=en', viewport = { width: 1440, height: 900 }): Promise<Walk> => {
  const { leadId } = await product.act({ kind: 'lead', name: `Walk ${(nextLead += 1)}`, language: 'ru' });
  const { context, page } = await newTab();
  tabs.push(context);
  await page.setViewportSize(viewport);
  await page.goto(`${product.sandbox}/leads/detail/${String(leadId)}?user=rep&${query}`);
  await settled(page, /detail/);
  const card = page.locator('#widgets_block .souffleur-card');
  return {
    page,
    leadId: Number(leadId),
    card,
    button: (name) => card.getByRole('button', { name, exact: true }),
    async say(text) {
      await page.fill('#composer_message', text);
      await page.press('#composer_message', 'Enter');
    },
    sent: () => page.locator('.feed-note_out .feed-note__text').allTextContents(),
  };
};

const ready = async ({ card, button }: Walk): Promise<string> => {
  await button('Send').waitFor({ timeout: FIRST_DRAFT });
  return (await card.locator('.souffleur-text').textContent()) ?? '';
};
const crmTalk = async ({ leadId }: Walk): Promise<number> => Number((await product.api('GET', `/talks?leadCrmId=${leadId}`)).body.items[0].crmId);
/** The page reports policy violations, errors, console output and touched globals. */
const clean = async ({ page }: Walk): Promise<void> => expect((await recorded(page)).reports).toEqual([]);

describe.each(['doc', 'client'])('the main job, callbacks in the order "%s"', (mode) => {
  test('a question, a draft with its evidence, one message', async () => {
    const walk = await open(`mode=${mode}&lang=ru`);
    const { page, card } = walk;
    await card.getByText('Ждём сообщения клиента').waitFor();
    model.mood = 'slow';
    await walk.say(QUESTION);
    await page.waitForFunction(
      () =>
        ((globalThis as unknown as { document: { querySelector(s: string): { textContent: string } | null } }).document.querySelector('.souffleur-streaming')
          ?.textContent.length ?? 0) > 0,
      undefined,
      { timeout: FIRST_DRAFT },
    );
    const sentence = card.locator('.souffleur-proven', { hasText: '490' });
    await sentence.hover();
    const popover = card.locator('.souffleur-popover');
    await popover.getByText('Доставка в Казань стоит 490').waitFor();
    expect(await popover.textContent()).toContain('База знаний');
    await page.mouse.move(400, 300);
    await popover.waitFor({ state: 'detached' });
    const text = (await card.locator('.souffleur-text').textContent()) ?? '';
    await card.getByRole('button', { name: 'Отправить', exact: true }).click();
    await card.getByText('Отправлено').waitFor();
    await expect.poll(walk.sent).toEqual([text]);
    await page.reload();
    await settled(page, /detail/);
    await card.getByText('Отправлено').waitFor();
    await expect.poll(walk.sent).toEqual([text]);
    expect(await product.sent(await crmTalk(walk))).toEqual([text]);
    await clean(walk);
  });
});

test('by keyboard alone: Tab to a sentence, its passage, Tab to Send, Enter', async () => {
  const walk = await open();
  const { page, card } = walk;
  await walk.say(QUESTION);
  const text = await ready(walk);
  const focused = (selector: string): Promise<boolean> => page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`);
  const tabTo = async (selector: string): Promise<void> => {
    for (let presses = 0; !(await focused(selector)); presses += 1) {
      expect(presses, `Tab presses to ${selector}`).toBeLessThan(60);
      await page.keyboard.press('Tab');
    }
  };
  await tabTo('.souffleur-proven');
  await card.locator('.souffleur-popover').waitFor();
  await page.keyboard.press('Escape');
  await card.locator('.souffleur-popover').waitFor({ state: 'detached' });
  await tabTo('.souffleur-button-primary');
  await page.keyboard.press('Enter');
  await card.getByText('Sent', { exact: true }).waitFor();
  await expect.poll(walk.sent).toEqual([text]);
});

test('the rep edits before sending, and what is sent is the edit', async () => {
  const walk = await open();
  await walk.say(QUESTION);
  await ready(walk);
  await walk.button('Edit').click();
  await walk.card.getByRole('textbox').fill('Доставка 490 ₽, привезём за 3 рабочих дня.');
  await walk.button('Send').click();
  await walk.card.getByText('Sent', { exact: true }).waitFor();
  await expect.poll(walk.sent).toEqual(['Доставка 490 ₽, привезём за 3 рабочих дня.']);
});

test('a dismissal can be taken back, and then be made', async () => {
  const walk = await open();
  await walk.say(QUESTION);
  const text = await ready(walk);
  await walk.button('Dismiss').click();
  await walk.button('Undo').click();
  expect(await ready(walk)).toBe(text);
  await walk.button('Dismiss').click();
  await walk.button('Wrong tone').click();
  await navigate(walk.page, '/leads/list/');
  const talk = (await product.api('GET', `/talks?leadCrmId=${walk.leadId}`)).body.items[0];
  await eventually('the dismissal', async () => (await product.api('GET', `/drafts?talkId=${talk.id}`)).body.items[0]?.dismissReason === 'wrong_tone');
  expect(await product.sent(Number(talk.crmId))).toEqual([]);
});

test('a sentence whose number is not in its source is marked, and says so', async () => {
  const walk = await open();
  model.mood = 'wrong-number';
  await walk.say(QUESTION);
  await ready(walk);
  const marked = walk.card.locator('.souffleur-marked', { hasText: '590' });
  await walk.card.getByText('Check 1 sentence before sending').waitFor();
  await marked.hover();
  const popover = walk.card.locator('.souffleur-popover');
  await popover.getByText('The source does not say “590”').waitFor();
  expect(await popover.locator('.souffleur-quote').textContent()).toContain('490');
});

test('a model that fails is said plainly, and the retry works', async () => {
  const walk = await open();
  model.mood = 'error';
  await walk.say(QUESTION);
  await walk.card.getByText('The AI model did not answer properly. The customer’s message is kept.').waitFor({ timeout: 30_000 });
  model.mood = 'good';
  await walk.button('Try again').click();
  expect(await ready(walk)).toContain('490');
  await clean(walk);
});

test('switched off, the agent suggests nothing and says why; switched on, it does again', async () => {
  const walk = await open();
  await walk.say(QUESTION);
  await ready(walk);
  await walk.card.getByText('Off', { exact: true }).click();
  await walk.card.getByText('The agent is off in this conversation and suggests nothing.').waitFor();
  await walk.say('А в Самару сколько?');
  await walk.card.locator('.souffleur-why', { hasText: 'the agent is switched off' }).waitFor();
  expect(await walk.button('Send').count()).toBe(0);
  await walk.card.getByText('Draft', { exact: true }).click();
  await walk.say(QUESTION);
  expect(await ready(walk)).toContain('490');
});

test('a colleague’s own message quiets the agent until "Resume now"', async () => {
  const walk = await open();
  await walk.say(QUESTION);
  await ready(walk);
  await walk.page.fill('#composer_reply', 'Сейчас посмотрю, минуту.');
  await walk.page.press('#composer_reply', 'Enter');
  await walk.card.getByText(/^Paused until .*: a colleague wrote to the customer$/u).waitFor();
  await walk.button('Resume now').click();
  await walk.button('Pause for 30 min').waitFor();
  await walk.say('Так сколько стоит доставка в Казань?');
  expect(await ready(walk)).toContain('490');
});

test.each(['light', 'dark'])('reads well in the panel of 320 px: %s', async (theme) => {
  const walk = await open(`lang=en&theme=${theme}`, { width: 1024, height: 700 });
  const { page, card } = walk;
  const readable = async (what: string): Promise<void> => {
    const low = await page.evaluate(lowContrast('.souffleur-root'));
    const wide = await page.evaluate(
      "(({ offsetWidth, scrollWidth, clientWidth }) => offsetWidth > 320 || scrollWidth > clientWidth)(document.querySelector('.souffleur-card'))",
    );
    expect({ what, low, wide }).toEqual({ what, low: [], wide: false });
  };
  await card.getByText('Waiting for the customer').waitFor();
  await readable('empty');
  model.mood = 'wrong-number';
  await walk.say(QUESTION);
  await ready(walk);
  await card.locator('summary').click();
  await card.locator('.souffleur-marked').click();
  await card.locator('.souffleur-popover').waitFor();
  await readable('marked, with its passage');
  await page.keyboard.press('Escape');
  await walk.button('Rewrite').click();
  await readable('rewrite');
  await walk.button('Cancel').click();
  await walk.button('Dismiss').click();
  await readable('dismissed');
  await walk.button('Undo').click();
  await walk.button('Send').click();
  await card.getByText('Sent', { exact: true }).waitFor();
  await readable('sent');
  model.mood = 'error';
  await walk.say(QUESTION);
  await card.locator('.souffleur-problem').waitFor({ timeout: 30_000 });
  await readable('failed');
});

test('list, card, list, card: one card each time, and nothing stays behind', async () => {
  const walk = await open();
  const { page, card } = walk;
  const path = new URL(page.url()).pathname;
  const protocol: CDPSession = await page.context().newCDPSession(page);
  const listeners = async (expression: string): Promise<number> => {
    const { result } = await protocol.send('Runtime.evaluate', { expression });
    return (await protocol.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' })).listeners.length;
  };
  const left = async (): Promise<unknown> => ({
    page: await page.evaluate(
      "({ globals: Object.keys(window).sort(), ours: document.querySelectorAll('[class*=souffleur]').length, sheets: document.adoptedStyleSheets.length, styles: document.querySelectorAll('style, link').length, stored: localStorage.length + sessionStorage.length, widgets: __sandbox.widgets() })",
    ),
    handlers: await widgetHandlers(page, 'souffleur'),
    listeners: [await listeners('window'), await listeners('document'), await listeners('document.body')],
  });
  await walk.say(QUESTION);
  await ready(walk);
  await navigate(page, '/leads/list/');
  const before = await left();
  expect(before).toMatchObject({ page: { ours: 0, sheets: 0, styles: expect.any(Number), stored: 0, widgets: [] }, handlers: 0 });
  for (let round = 0; round < 3; round += 1) {
    await navigate(page, path);
    await ready(walk);
    expect(await card.count()).toBe(1);
    await navigate(page, '/leads/list/');
    expect(await left()).toEqual(before);
  }
  await clean(walk);
});

test('the settings window: our words above Save, in our style, and Kommo’s own parts untouched', async () => {
  const { context, page } = await newTab();
  tabs.push(context);
  await page.goto(`${product.sandbox}/settings/widgets/?user=admin&lang=en`);
  await settled(page, /settings/);
  const fonts = (): Promise<unknown> =>
    page.evaluate(
      "[...document.querySelectorAll('.modal, .modal-body, .tabs__item, .js-widget-save')].map((element) => { const { fontSize, lineHeight, color } = getComputedStyle(element); return [fontSize, lineHeight, color]; })",
    );
  await page.locator('.widgets-tile').click();
  const block = page.locator('.widget_settings_block');
  await block.getByText('Connected as Nadia Ferro').waitFor();
  const styled = await fonts();
  expect(await block.locator(':scope > *').last().textContent()).toBe('Save');
  await page.evaluate('document.adoptedStyleSheets = []');
  expect(await fonts()).toEqual(styled);
});
