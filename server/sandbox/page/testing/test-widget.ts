/** A small widget of the tests' own: an archive whose parts each test may replace. */
import { strToU8, zipSync } from 'fflate';

/** A 1×1 transparent PNG; the page does not care for sizes, the upload check does. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

export const MANIFEST = {
  widget: {
    name: 'widget.name',
    description: 'widget.description',
    short_description: 'widget.short_description',
    version: '1.0.0',
    interface_version: 2,
    init_once: false,
    locale: ['en', 'ru'],
    installation: true,
  },
  locations: ['lcard-1', 'llist-1', 'settings', 'advanced_settings'],
  advanced: { title: 'advanced.title' },
  settings: {
    api_key: { name: 'settings.api_key', type: 'text', required: true },
    cfg: { name: 'settings.cfg', type: 'custom', required: false },
  },
};

const TEXTS = {
  widget: { name: 'Test by Lighthouse', description: 'A widget for tests', short_description: 'For tests', call_action: 'Ring' },
  settings: { api_key: 'Key', cfg: 'Rules' },
  advanced: { title: 'Test page' },
};

/** What `render` does, as source; the rest of the callbacks are fixed. */
export interface TestWidget {
  render?: string;
  onSave?: string;
  /** Source of the whole script instead. */
  script?: string;
  manifest?: Record<string, unknown>;
  initOnce?: boolean;
  languages?: Record<string, unknown>;
}

export const RENDER = `
  self.render_template({ caption: { class_name: 'test-caption' }, body: '<div class="test-root"></div>', render: '<b>{{ who|e }}</b>' }, { who: self.get_settings().widget_code });
  return true;`;

const script = ({ render = RENDER, onSave = 'return true;' }: TestWidget): string => `
define(['jquery', './lib/words.js', 'lib/components/base/modal'], function ($, words, Modal) {
  return function () {
    var self = this;
    window.testWidget = { self: self, Modal: Modal, words: words };
    this.callbacks = {
      render: function () { ${render} },
      init: function () { return true; },
      bind_actions: function () {
        $(document).on('click' + self.ns, '.test-root', function () {});
        return true;
      },
      settings: function ($body) {
        $body.find('#' + self.get_settings().widget_code + '_custom_content').text('drawn by the widget');
      },
      onInstall: function () {},
      onSave: function (event) { ${onSave} },
      advancedSettings: function () {
        $('#work-area-' + self.get_settings().widget_code).text('own page');
      },
      leads: { selected: function () { window.testWidget.selected = self.list_selected(); } },
      destroy: function () { delete window.testWidget; }
    };
    return this;
  };
});`;

export const testArchive = (widget: TestWidget = {}): Buffer => {
  const manifest = { ...MANIFEST, widget: { ...MANIFEST.widget, init_once: widget.initOnce ?? false }, ...widget.manifest };
  const texts = widget.languages ?? { en: TEXTS, ru: { ...TEXTS, widget: { ...TEXTS.widget, name: 'Тест от Маяка' } } };
  const images = Object.fromEntries(['logo', 'logo_main', 'logo_medium', 'logo_min', 'logo_small'].map((name) => [`images/${name}.png`, PIXEL]));
  return Buffer.from(
    zipSync({
      'manifest.json': strToU8(JSON.stringify(manifest)),
      'script.js': strToU8(widget.script ?? script(widget)),
      'lib/words.js': strToU8(`define(function () { return { greeting: 'hello' }; });`),
      ...Object.fromEntries(Object.entries(texts).map(([code, text]) => [`i18n/${code}.json`, strToU8(JSON.stringify(text))])),
      ...images,
    }),
  );
};
