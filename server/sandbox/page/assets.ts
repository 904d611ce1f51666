/** The files a page may load: ours and four libraries of the versions Kommo has. Nothing else of the disk is reachable. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const LIBRARIES: Record<string, string> = {
  'require.js': 'requirejs/require.js',
  'jquery.js': 'jquery/dist/jquery.js',
  'underscore.js': 'underscore/underscore.js',
  'backbone.js': 'backbone/backbone.js',
};

const OURS = [
  'start.js',
  'main.js',
  'record.js',
  'app.js',
  'notifications.js',
  'lifecycle.js',
  'loader.js',
  'base-widget.js',
  'authorized.js',
  'registries.js',
  'panel.js',
  'modal.js',
  'settings-modal.js',
  'settings-menu.js',
  'settings-form.js',
  'navigation.js',
  'feed.js',
  'controls.js',
  'list.js',
  'list-selection.js',
  'field-menu.js',
  'twig.js',
  'twig-expressions.js',
  'system-controls.js',
  'plugins/text.js',
  'plugins/json.js',
  'plugins/optional.js',
  'page.css',
  'palette.css',
  'card.css',
  'feed.css',
  'list.css',
  'settings.css',
  'bar.css',
  'menu.css',
  'notifications.css',
  'narrow.css',
] as const;

export interface Asset {
  type: 'text/javascript; charset=utf-8' | 'text/css; charset=utf-8';
  body: Buffer;
}

const locate = (folder: string, name: string): string | URL | undefined => {
  if (folder === 'vendor') {
    const path = Object.hasOwn(LIBRARIES, name) ? LIBRARIES[name] : undefined;
    return path === undefined ? undefined : require.resolve(path);
  }
  return OURS.some((known) => known === name) ? new URL(`browser/${name}`, import.meta.url) : undefined;
};

/** `undefined` for whatever is not on the list. */
export const readAsset = async (folder: 'vendor' | 'browser', name: string): Promise<Asset | undefined> => {
  const file = locate(folder, name);
  if (file === undefined) return undefined;
  return { type: name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8', body: await readFile(file) };
};
