/** The guide's examples, cut out of the guide and used: each is what `npm run new` writes, loaded, checked and asked as the guide says. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { type Action, type Channel, type Condition, type Crm, type Plugin } from 'souffleur/sdk';
import { checkPlugin, exampleEvent, exampleFacts, fakeContext, fakeEffects } from 'souffleur/sdk/testing';
import { z } from 'zod';
import { afterAll, describe, expect, it } from 'vitest';

import { newPlugin } from '../server/sdk/new/new.ts';

const guide = readFileSync(new URL('README.md', import.meta.url), 'utf8');
/** The first block after a line that begins so. */
const block = (start: string): string => {
  const at = guide.indexOf(`\n${start}`);
  const found = at < 0 ? undefined : guide.slice(at).match(/```\w+\n([\s\S]*?)```/u)?.[1];
  if (found === undefined) throw new Error(`The guide shows nothing after ${start}.`);
  return found;
};

// Inside the package, where `souffleur/sdk` and `zod` are found as for any plugin.
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
mkdirSync(dist, { recursive: true });
const root = mkdtempSync(`${dist}guide-`);
afterAll(() => rmSync(root, { recursive: true }));

/** Made by the command, its `index.ts` written anew from the guide. */
async function made(kind: string, path: string): Promise<Plugin> {
  const folder = await newPlugin(kind, path.split('/')[1], root);
  const index = block(`\`${path}/index.ts\``);
  expect(index).toBe(readFileSync(`${folder}/index.ts`, 'utf8'));
  writeFileSync(`${folder}/index.ts`, index);
  expect(await checkPlugin(pathToFileURL(`${folder}/`))).toEqual([]);
  return ((await import(pathToFileURL(`${folder}/index.ts`).href)) as { default: Plugin }).default;
}
const bytes = (value: unknown) => ({ headers: {}, body: new TextEncoder().encode(JSON.stringify(value)), receivedAt: new Date() });

describe('the guide', () => {
  it('is short enough to be read', () => {
    expect(guide.split('\n').length).toBeLessThan(300);
  });

  it('shows a condition', async () => {
    const plugin = (await made('condition', 'conditions/message-length')) as Condition;
    const ctx = { ...fakeContext(plugin.settings), facts: exampleFacts() };
    expect(await plugin.test(plugin.input.parse({ atLeast: 5 }), exampleEvent, ctx)).toEqual({ holds: true, found: 28 });
    expect(await plugin.test(plugin.input.parse({ atLeast: 50 }), exampleEvent, ctx)).toEqual({ holds: false, found: 28 });
  });

  it('shows an action', async () => {
    const plugin = (await made('action', 'actions/thank-you')) as Action;
    const run = fakeEffects(exampleFacts());
    await plugin.run({ text: 'Thanks' }, exampleEvent, { ...fakeContext(plugin.settings), ...run });
    expect(run.effects.map(({ kind }) => kind)).toEqual(['message', 'crm']);
    expect(await plugin.preview({ text: 'Thanks' }, { event: exampleEvent, facts: exampleFacts(), language: 'en' })).toBe('Write “Thanks” to Ann');
  });

  it('shows a channel', async () => {
    const plugin = (await made('channel', 'channels/example-messages')) as Channel;
    const ctx = fakeContext(plugin.settings);
    ctx.http.respond({ path: 'https://api.example.com/v1/messages' }, { status: 201, body: { id: 's-1', at: '2026-01-15T10:00:00Z' } });
    expect(await plugin.send({ key: 'k', talk: 'talk:5', text: 'Hi', firstTriedAt: new Date() }, ctx)).toMatchObject({ id: 's-1', via: 'api' });
    const { events } = await plugin.parse(bytes({ id: 'm-1', from: '5', text: 'Hi', at: '2026-01-15T10:00:00Z' }), ctx);
    expect(events).toMatchObject([{ name: 'message.received', subject: 'message:m-1' }]);
  });

  it('shows a CRM', async () => {
    const plugin = (await made('crm', 'crm/example-crm')) as Crm;
    const ctx = fakeContext(plugin.settings);
    const lead = { id: 7, title: 'Delivery', changed: '2026-01-15T10:00:00Z' };
    ctx.http.respond({ path: '/api/leads/7' }, { status: 200, body: lead });
    expect(await plugin.read('lead:7', ctx)).toMatchObject({ kind: 'lead', data: { id: '7', name: 'Delivery' } });
    expect((await plugin.parse(bytes({ event: 'created', lead }), ctx)).events).toMatchObject([{ name: 'lead.created', subject: 'lead:7' }]);
  });

  it('shows fields of a form', async () => {
    const file = `${root}/fields.ts`;
    writeFileSync(file, `import { field } from 'souffleur/sdk';\nimport { z } from 'zod';\nexport const input = z.object({\n${block('## Forms')}});\n`);
    const { input } = (await import(pathToFileURL(file).href)) as { input: z.ZodObject };
    expect(z.toJSONSchema(input).properties).toMatchObject({ stage: { label: { ru: 'Этап' }, ref: 'stage' }, text: { template: 'text', long: true } });
    expect(input.parse({})).toEqual({ stage: '', text: 'Hi' });
  });

  it('shows a plugin from npm', async () => {
    const folder = `${root}/packaged`;
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
      writeFileSync(`${folder}/${path}`, text);
    };
    write('node_modules/souffleur-plugin-polite/package.json', '{ "name": "souffleur-plugin-polite", "type": "module", "exports": "./index.js" }');
    write('node_modules/souffleur-plugin-polite/index.js', `export default 'polite';`);
    write('conditions/polite/index.ts', block('## From npm'));
    expect(await import(pathToFileURL(`${folder}/conditions/polite/index.ts`).href)).toMatchObject({ default: 'polite' });
  });
});
