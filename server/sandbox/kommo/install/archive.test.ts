import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Harness, startHarness } from '../testing.ts';
import { validateArchive } from './validate-archive.ts';

/** The part of a PNG the platform looks at. */
const png = (width: number, height: number): Uint8Array => {
  const file = Buffer.alloc(64);
  file.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  file.writeUInt32BE(width, 16);
  file.writeUInt32BE(height, 20);
  return file;
};

const MANIFEST = {
  widget: {
    name: 'widget.name',
    description: 'widget.description',
    short_description: 'widget.short',
    version: '1.2.3',
    interface_version: 2,
    init_once: false,
    locale: ['en', 'ru'],
    installation: true,
  },
  locations: ['lcard-1', 'settings', 'advanced_settings'],
  settings: { cfg: { name: 'settings.cfg', type: 'custom', required: false } },
  advanced: { title: 'advanced.title' },
};
const TEXTS = { widget: { name: 'Souffleur', description: 'd', short: 's' }, settings: { cfg: 'c' }, advanced: { title: 't' } };

const good = (): Record<string, Uint8Array> => ({
  'manifest.json': strToU8(JSON.stringify(MANIFEST)),
  'script.js': strToU8('define([], function () {});'),
  'i18n/en.json': strToU8(JSON.stringify(TEXTS)),
  'i18n/ru.json': strToU8(JSON.stringify({ ...TEXTS, widget: { ...TEXTS.widget, name: 'Суфлёр' } })),
  'images/logo.png': png(130, 100),
  'images/logo_main.png': png(400, 272),
  'images/logo_medium.png': png(240, 84),
  'images/logo_min.png': png(84, 84),
  'images/logo_small.png': png(108, 108),
});

const check = (change: (files: Record<string, Uint8Array>) => void): string[] => {
  const files = good();
  change(files);
  return validateArchive(Buffer.from(zipSync(files)));
};

const withManifest =
  (patch: Record<string, unknown>) =>
  (files: Record<string, Uint8Array>): void => {
    files['manifest.json'] = strToU8(JSON.stringify({ ...MANIFEST, ...patch }));
  };

describe('validateArchive', () => {
  it('takes a good archive, stored or deflated', () => {
    expect(check(() => undefined)).toEqual([]);
    expect(validateArchive(Buffer.from(zipSync(good(), { level: 0 })))).toEqual([]);
  });

  it.each<[string, (files: Record<string, Uint8Array>) => void, string]>([
    ['a missing logo', (files) => delete files['images/logo_min.png'], 'images/logo_min.png: missing'],
    ['a logo of a wrong size', (files) => (files['images/logo.png'] = png(100, 100)), 'images/logo.png: 100×100, expected 130×100'],
    ['bad JSON', (files) => (files['i18n/en.json'] = strToU8('{,}')), 'i18n/en.json: '],
    ['a byte order mark', (files) => (files['script.js'] = strToU8('\ufeffdefine()')), 'script.js: byte order mark'],
    ['CRLF', (files) => (files['script.js'] = strToU8('a\r\nb')), 'script.js: CRLF line ends'],
    ['a missing language', (files) => delete files['i18n/ru.json'], 'i18n/ru.json: missing'],
    [
      'a text without translation',
      (files) => (files['i18n/ru.json'] = strToU8(JSON.stringify({ ...TEXTS, advanced: {} }))),
      'i18n/ru.json: no text for advanced.title',
    ],
    ['no entry point', (files) => delete files['script.js'], 'script.js: missing'],
    ['digital pipeline without its parts', withManifest({ locations: ['digital_pipeline'] }), 'images/logo_dp.png: missing'],
    ['contradictory suffixes', withManifest({ locations: ['lcard-0', 'lcard-1'] }), 'manifest.json: contradictory suffixes of lcard'],
    ['an unknown field type', withManifest({ settings: { a: { name: 'settings.cfg', type: 'colour' } } }), 'manifest.json: settings.a.type is unknown'],
  ])('complains of %s', (_what, change, complaint) => {
    expect(check(change)).toEqual(expect.arrayContaining([expect.stringContaining(complaint)]));
  });

  it('refuses a folder inside, and what is no zip', () => {
    const nested = Object.fromEntries(Object.entries(good()).map(([name, data]) => [`widget/${name}`, data]));
    expect(validateArchive(Buffer.from(zipSync(nested)))).toEqual(['widget.zip: files must lie at the root, not in a folder']);
    expect(validateArchive(Buffer.from('not a zip'))).toEqual(['widget.zip: not a zip archive']);
    const cut = Buffer.from(zipSync(good()));
    cut.fill(0, cut.length - 400, cut.length - 60);
    expect(validateArchive(cut)).toEqual(['widget.zip: the archive is damaged']);
  });
});

describe('widget files', () => {
  let harness: Harness;
  let archive: Buffer | undefined;
  beforeEach(async () => {
    archive = Buffer.from(zipSync(good()));
    harness = await startHarness({ widgetArchive: async () => archive });
  });
  afterEach(() => harness.stop());

  const list = async (): Promise<{ widgets: Record<string, Record<string, unknown>>; system: Record<string, unknown> }> => {
    const response = await fetch(`${harness.origin}/ajax/widgets/list`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'area=lcard',
    });
    return (await response.json()) as { widgets: Record<string, Record<string, unknown>>; system: Record<string, unknown> };
  };

  it("serves the archive's files as they are, with exact types, and 404 for others", async () => {
    const script = await fetch(`${harness.origin}/upl/souffleur/1/widget/script.js?v=1.2.3`);
    expect(script.headers.get('content-type')).toBe('application/javascript; charset=utf-8');
    expect(await script.text()).toBe('define([], function () {});');
    expect((await fetch(`${harness.origin}/upl/souffleur/1/widget/images/logo.png`)).headers.get('content-type')).toBe('image/png');
    expect((await fetch(`${harness.origin}/upl/souffleur/1/widget/style.css`)).status).toBe(404);
    expect((await fetch(`${harness.origin}/upl/other/1/widget/script.js`)).status).toBe(404);
    expect(script.headers.get('etag')).toMatch(/^"[0-9a-f]{16}-27"$/);
  });

  it('lists the widget with its state, and follows install, save and disable', async () => {
    const { widgets, system } = await list();
    expect(system).toMatchObject({ area: 'lcard', subdomain: 'lumenpark', amouser_id: 10431207 });
    expect(widgets['souffleur']).toMatchObject({
      active: 'N',
      status: 'install',
      init_once: 'N',
      path: '/upl/souffleur/1/widget',
      images_path: '/upl/souffleur/1/widget/images',
      settings: '{}',
      name: 'Souffleur',
      version: '1.2.3',
    });
    const login = await fetch(`${harness.origin}/_sandbox/login`);
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    const save = (body: unknown): Promise<Response> => harness.api('/api/v4/widgets/souffleur', { method: 'POST', headers: { cookie }, body });
    await save({});
    expect((await list()).widgets['souffleur']).toMatchObject({ active: 'Y', status: 'not_configured' });
    const [notice] = await harness.product.until(1);
    expect(notice?.url).toContain('from_widget=1');
    await save({ cfg: '{"a":1}' });
    expect((await list()).widgets['souffleur']).toMatchObject({ status: 'installed', settings: '{"cfg":"{\\"a\\":1}"}' });
    expect((await harness.api('/api/v4/widgets/souffleur', { method: 'DELETE', headers: { cookie } })).status).toBe(204);
    expect((await list()).widgets['souffleur']).toMatchObject({ active: 'N', status: 'install', settings: '{}' });
  });

  it("speaks the user's language, and shows a new archive at once", async () => {
    const cookie = (await fetch(`${harness.origin}/_sandbox/login?user=rep`)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const response = await fetch(`${harness.origin}/ajax/widgets/list`, { method: 'POST', headers: { cookie } });
    expect(await response.json()).toMatchObject({ widgets: { souffleur: { name: 'Суфлёр' } } });
    archive = Buffer.from(zipSync({ ...good(), 'script.js': strToU8('two') }));
    expect(await (await fetch(`${harness.origin}/upl/souffleur/1/widget/script.js`)).text()).toBe('two');
    archive = undefined;
    expect((await list()).widgets).toEqual({});
  });

  it('posts for the page to the product only', async () => {
    const cookie = (await fetch(`${harness.origin}/_sandbox/login`)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const post = (url: string, headers: Record<string, string> = { cookie }): Promise<Response> =>
      fetch(`${harness.origin}/ajax/crm_post`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ url, data: { a: '1' } }),
      });
    expect((await post(`${harness.product.url}/x`)).status).toBe(200);
    expect(harness.product.received.at(-1)).toMatchObject({ method: 'POST', url: '/x', body: 'a=1' });
    expect((await post(`${harness.product.url}/x`, {})).status).toBe(403);
    for (const url of ['http://169.254.169.254/', `${harness.product.url}@evil.example/`, 'file:///etc/passwd', 'nonsense'])
      expect((await post(url)).status).toBe(403);
    expect(harness.product.received).toHaveLength(1);
  });
});
