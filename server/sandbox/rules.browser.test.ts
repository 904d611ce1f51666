/** A rule from nothing to its first run, by somebody who sees names and roles, a mouse in one hand and the keyboard under the other. */
import { type Locator, type Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { eventually, TestProduct } from '../testing/product.ts';
import { seriousFindings } from './page/testing/axe.ts';
import { closeBrowser, newTab, sharedBrowser } from './page/testing/browse.ts';

const TASK = 'Offer our discount to {{contact.name}}';

const browser = await sharedBrowser();
let product: TestProduct;
let leadId: number;
let page: Page;
let faults: string[];

beforeAll(async () => {
  if (!browser) return;
  product = await TestProduct.start();
  leadId = Number((await product.act({ kind: 'lead', name: 'Ten machines', contactName: 'Mary Stone', language: 'en', price: 4200 }))['leadId']);
  await product.act({ kind: 'message', leadId, text: 'Hello! Is there a discount for ten machines?' });
  await eventually('the message', async () => (await product.api('GET', `/talks?leadCrmId=${leadId}`)).body.items?.length > 0);
});
afterAll(async () => {
  await closeBrowser();
  await product?.stop();
});
beforeEach(async (context) => {
  if (!browser) return context.skip();
  faults = [];
  ({ page } = await newTab());
  page.setDefaultTimeout(20_000);
  page.on('pageerror', ({ message }) => faults.push(message));
  return undefined;
});

const button = (name: string | RegExp, within: Page | Locator = page): Locator => within.getByRole('button', { name, exact: true });
const group = (name: string): Locator => page.getByRole('group', { name, exact: true });
const grip = (name: string): Locator => button(`Move: ${name}`);
const accessible = async (): Promise<void> => expect(await seriousFindings(page, '.souffleur-console')).toEqual([]);
/** The rule in plain words, without the verdict below it. */
const summary = async (): Promise<string> => {
  const text = await page.getByRole('complementary', { name: 'In plain words' }).locator('dl').innerText();
  return text.replace(/\s+/gu, ' ').trim();
};
const says = async (words: RegExp): Promise<void> => {
  await expect.poll(summary, { timeout: 5_000 }).toMatch(words);
};
const focused = (): Promise<string> =>
  page.evaluate('(({ ariaLabel, innerText, labels }) => ariaLabel || labels?.[0]?.innerText || innerText)(document.activeElement)') as Promise<string>;
const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const choose = async (opens: Locator, name: RegExp): Promise<void> => {
  await opens.click();
  await page.getByRole('option', { name }).click();
};
const middle = async (of: Locator): Promise<{ x: number; y: number; top: number }> => {
  const box = await of.boundingBox();
  if (!box) throw new Error('nothing to be seen there');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, top: box.y };
};
/** What the product asked Kommo to change. */
const writes = async (): Promise<{ method: string; path: string; body: unknown }[]> => {
  const ledger = (await (await fetch(`${product.sandbox}/_sandbox/ledger`)).json()) as { method: string; path: string; body: unknown }[];
  return ledger.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/oauth2'));
};

const build = async (): Promise<void> => {
  await page.getByLabel('Name').fill('Discount seekers');
  await choose(page.getByRole('combobox', { name: 'What starts the rule' }), /^A customer writes/);
  await choose(button('Add condition'), /^Words of the message/);
  await page.getByLabel('Words, phrases or patterns').fill('discount\nsale');
  await button('Add group').click();
  const either = group('At least one of these');
  await choose(button('Add condition', either), /^Lead price/);
  await group('Lead price').getByLabel('From').fill('1000');
  await choose(button('Add condition', either), /^Tags/);
  const tags = page.getByRole('combobox', { name: 'Tags', exact: true });
  await tags.fill('VIP');
  await page.getByRole('option', { name: /VIP/ }).first().click();
  await button('Tags: what can be done').click();
  await page.getByRole('menuitem', { name: 'Turn into “not”' }).click();
  await choose(button('Add action'), /^Create a task/);
  await page.getByLabel('Task', { exact: true }).fill('Offer our discount to ');
  await choose(button('Insert a variable', group('Create a task')), /^contact\.name/);
  expect(await page.getByLabel('Task', { exact: true }).inputValue()).toBe(TASK);
  await choose(button('Add action'), /^Change the lead/);
  const added = group('Change the lead').getByRole('combobox', { name: 'Add tags' });
  await added.fill('asked for a discount');
  await page.getByRole('option', { name: /asked for a discount/ }).click();
};

/** Everything that can be folded is: then all of the rule is on one screen. */
const fold = async (): Promise<void> => {
  for (const name of ['Words of the message', 'Lead price', 'Tags', 'Create a task', 'Change the lead'])
    await group(name).getByRole('button', { expanded: true }).first().click();
};

const dragTagsToTheTop = async (): Promise<void> => {
  const [from, to] = [await middle(grip('Tags')), await middle(group('Words of the message'))];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x, from.y - 12, { steps: 3 });
  await page.mouse.move(from.x + 30, to.top - 2, { steps: 12 });
  await page.mouse.up();
};

const TREE = {
  built:
    /If all of this is so: the customer writes any of the words: discount, sale at least one of this is so: the lead has a price from 1,000 it is not so that the lead has at least one of the tags VIP Then/u,
  tagsFirst: /If all of this is so: it is not so that the lead has .* VIP the customer writes .* at least one of this is so: the lead has a price .* Then/u,
  tagsInside: /If all of this is so: the customer writes .* at least one of this is so: it is not so that the lead has .* VIP the lead has a price .* Then/u,
  taskFirst: /Then create the task “Offer our discount to \{\{contact\.name\}\}”, due in 1 day change the lead: add tags: asked for a discount/u,
  tagFirst: /Then change the lead: .*asked for a discount.* create the task “Offer/u,
};

/** From one thing to the next in the order in which they are seen; then up and down, in and out. */
const moveByKeys = async (): Promise<void> => {
  await grip('Tags').focus();
  const order: string[] = [];
  for (let step = 0; step < 7; step += 1) {
    order.push((await focused()).split('\n')[0] ?? '');
    await press('Tab');
  }
  const three = (name: string, title = name): string[] => [`Move: ${name}`, title, `${name}: what can be done`];
  expect(order).toEqual([...three('Tags', 'not Tags'), ...three('Words of the message'), 'Move: At least one of these']);

  await grip('Tags').focus();
  await press('Space', 'ArrowRight');
  await page.getByText('Tags: place 1 of 2 in “At least one of these”.').waitFor();
  await press('Space');
  await says(TREE.tagsInside);
  expect(await focused()).toBe('Move: Tags');

  await grip('Change the lead').focus();
  await press('Space', 'ArrowUp', 'Space');
  await says(TREE.tagFirst);
  await press('Control+z');
  await says(TREE.taskFirst);
  await press('Control+Shift+z');
  await says(TREE.tagFirst);
  // Escape puts it back.
  await press('Space', 'ArrowDown', 'Escape');
  await says(TREE.tagFirst);
};

/** Each condition with what came of it and the value it found, in the order in which they were asked. */
const hasTree = async (): Promise<void> => {
  const line = async (words: string, result: string): Promise<void> => {
    const item = page.getByRole('listitem').filter({ hasText: words }).last();
    expect((await item.innerText()).replace(/\s+/gu, ' ')).toBe(result);
  };
  await line('the customer writes', 'held the customer writes any of the words: discount, sale found: discount');
  await line('of the tags', 'did not hold the lead has at least one of the tags VIP found: sandbox');
  await line('has a price', 'not asked the lead has a price from 1,000');
};

const tryOnLead = async (): Promise<void> => {
  await page.getByRole('link', { name: 'Try it', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Lead' }).fill('Ten mach');
  await button(/^Ten machines/).click();
  await button('Try it').click();
  await page.getByText('The rule would run').waitFor();
  await page.getByText('Message received: Ten machines').waitFor();
  await hasTree();
  const would = page.getByRole('list').filter({ hasText: 'due: ' }).getByRole('listitem');
  expect(await would.allInnerTexts()).toEqual([
    'Change the lead “Ten machines” — add tags: asked for a discount',
    expect.stringMatching(/^Create the task “Offer our discount to Mary Stone”; due: /u),
  ]);
  await accessible();
};

const replay = async (): Promise<void> => {
  await button('On the past').click();
  expect(await page.getByLabel('How far back').inputValue()).toBe('30');
  // So little past is over before anybody looks: on a slow line there is time to.
  await page.route('**/rules/rehearsals/*', (asked) => setTimeout(() => void asked.continue(), 1_500));
  await button('Replay').click();
  await page.getByRole('progressbar', { name: 'Replay' }).waitFor();
  await page.unrouteAll({ behavior: 'wait' });
  const hits = page.getByRole('table', { name: /^Whom it would have reached/ });
  await hits.getByRole('row', { name: /Ten machines.*Message received.*Runs/u }).waitFor();
  expect(await page.getByRole('group', { name: 'The replay in figures' }).innerText()).toMatch(/Times it runs\s1\sLeads reached\s1\sMessages to customers\s0/u);
  await accessible();
};

const runs = async (): Promise<void> => {
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByText('No runs yet').waitFor();
  await product.act({ kind: 'message', leadId, text: 'So what about the discount?' });
  const row = page.getByRole('table', { name: 'Runs, newest first' }).getByRole('row', { name: /Ten machines.*Done/ });
  await row.waitFor();
  await row.getByRole('link').click();
  await page.getByText(/^task in Kommo, .* No\. \d+$/u).waitFor();
  await page.getByText(/^lead in Kommo, .* No\. \d+$/u).waitFor();
  await hasTree();
  await accessible();
};

test('build by mouse, move by mouse and keys, try, replay, switch on, run once', { timeout: 150_000 }, async () => {
  await page.goto(`${product.sandbox}/settings/widgets/souffleur/?user=admin&lang=en`);
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  await button('New rule').first().click();
  await build();
  await says(TREE.built);
  await says(TREE.taskFirst);
  await accessible();

  await fold();
  await dragTagsToTheTop();
  await says(TREE.tagsFirst);
  expect(await focused()).toBe('Move: Tags');
  await button('Undo').click();
  await says(TREE.built);
  await button('Redo').click();
  await says(TREE.tagsFirst);

  await moveByKeys();
  await accessible();
  await button('Save').click();
  await page.getByText('Rule saved', { exact: true }).waitFor();

  const before = await writes();
  await tryOnLead();
  await replay();
  expect(await writes()).toEqual(before);

  await page.getByRole('switch', { name: 'Disabled' }).click();
  await page.getByRole('switch', { name: 'Enabled' }).waitFor();
  await runs();
  const tasks = (await writes()).filter(({ path, body }) => path.startsWith('/api/v4/tasks') && JSON.stringify(body).includes('Offer our discount'));
  expect(tasks).toHaveLength(1);
  expect(JSON.stringify(tasks[0]?.body)).toContain('Offer our discount to Mary Stone');
  expect(faults).toEqual([]);
});
