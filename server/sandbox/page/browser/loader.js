/* Finds the widgets of an area, builds them over the base Widget object and runs their lifecycle. */
define(['jquery', 'underscore', 'app', 'record', 'lifecycle', 'base-widget', 'registries'], function (
  $,
  _,
  app,
  { call, report },
  lifecycle,
  baseWidget,
  registries,
) {
  const loaded = app.target.widgets.list;
  const manifests = new Map();
  let page;
  let turn = 0;

  const fetchList = () =>
    Promise.resolve($.ajax({ url: '/ajax/widgets/list', type: 'POST', dataType: 'json', data: { area: page.area.system } })).catch(() => {
      report('list-failed', {});
      return { widgets: {} };
    });

  const rows = async () => {
    const answer = await fetchList();
    return Object.entries(answer.widgets ?? {}).map(([code, row]) => ({ ...row, code }));
  };

  /** The manifest lies in the archive beside the script; one fetch per version. */
  const manifestOf = async (row) => {
    const url = `${row.path}/manifest.json?v=${encodeURIComponent(row.installed_version ?? '')}`;
    if (!manifests.has(url)) manifests.set(url, Promise.resolve($.ajax({ url, dataType: 'json' })));
    return manifests.get(url).catch(() => {
      report('manifest-failed', { url });
      return { locations: [] };
    });
  };

  const matches = (manifest, location) => (manifest.locations ?? []).some((name) => name === 'everywhere' || name.replace(/-[01]$/, '') === location);

  const languageUrl = (row, manifest) => {
    const locale = manifest.widget?.locale ?? ['en'];
    const lang = [page.lang, 'en', locale[0]].find((code) => locale.includes(code)) ?? 'en';
    return `json!${row.path}/i18n/${lang}.json?v=${encodeURIComponent(row.installed_version ?? '')}`;
  };

  const requireAll = (ids) => new Promise((resolve, reject) => window.requirejs(ids, (...modules) => resolve(modules), reject));

  const parsed = (text) => {
    try {
      return typeof text === 'string' ? JSON.parse(text || '{}') : (text ?? {});
    } catch {
      return {};
    }
  };

  const settingsOf = (row) => ({
    ...parsed(row.settings),
    widget_code: row.code,
    path: row.path,
    cdn_path: row.path,
    images_path: row.images_path,
    version: row.installed_version,
    id: row.id,
    status: row.status,
    active: row.active,
    widget_active: row.active,
    oauth_client_uuid: row.oauth_client_uuid,
    support: row.support,
  });

  /** The instance, not yet started; `undefined` for a widget that Kommo would drop silently, with a report. */
  const build = async (row, manifest) => {
    const script = `${row.path}/script.js?v=${encodeURIComponent(row.installed_version ?? '')}`;
    let modules;
    try {
      modules = await requireAll([script, languageUrl(row, manifest)]);
    } catch (error) {
      report('load-failed', { code: row.code, message: String(error), modules: error.requireModules });
      return undefined;
    }
    const [Constructor, langs] = modules;
    if ([...window.__sandbox.spoiled].some((source) => new URL(source).pathname.startsWith(`${row.path}/`))) return undefined;
    if (typeof Constructor !== 'function' || !Constructor.prototype) {
      report('dropped', { code: row.code, message: 'script.js does not return a constructor' });
      return undefined;
    }
    _.extend(
      Constructor.prototype,
      baseWidget(row.code, () => page),
    );
    let widget;
    try {
      widget = new Constructor();
    } catch (error) {
      report('dropped', { code: row.code, message: String(error) });
      return undefined;
    }
    widget.ns = `.widget:${row.code}`;
    widget.init_once = manifest.widget?.init_once === true || row.init_once === 'Y';
    widget.set_lang?.(langs);
    widget.set_settings?.(settingsOf(row));
    const lacking = ['render', 'init', 'bind_actions'].filter((name) => typeof widget.callbacks?.[name] !== 'function');
    if (lacking.length === 0 && typeof widget.set_settings === 'function') return widget;
    report('dropped', { code: row.code, message: lacking.length ? `no ${lacking.join(', ')}` : 'the constructor returned another object' });
    return undefined;
  };

  const forget = (code) => {
    const widget = loaded[code];
    if (!widget) return;
    lifecycle.end(widget);
    registries.forget(code);
    delete loaded[code];
  };

  const areaCallbacks = (widget, code) => {
    if (page.advancedCode === code) call(widget, 'advancedSettings');
  };

  const startOne = async (row, manifest, isCurrent) => {
    const survivor = loaded[row.code];
    if (survivor) {
      call(survivor, 'render');
      areaCallbacks(survivor, row.code);
      return survivor;
    }
    const widget = await build(row, manifest);
    if (!widget || !isCurrent()) return undefined;
    loaded[row.code] = widget;
    await lifecycle.start(widget, page.mode);
    if (loaded[row.code] === widget) areaCallbacks(widget, row.code);
    return widget;
  };

  return {
    rows,
    manifestOf,
    langsOf: async (row, manifest) => (await requireAll([languageUrl(row, manifest)]))[0],
    get: (code) => loaded[code],

    /** A page has opened: the old area's widgets end, the new one's start. False when yet another page came in between. */
    async enter(next) {
      page = next;
      turn += 1;
      const mine = turn;
      const isCurrent = () => turn === mine;
      app.target.widgets.loaded = false;
      $(document).trigger('widgets:load');
      const listed = await rows();
      if (!isCurrent()) return false;
      const active = new Set(listed.filter(({ active: on }) => on === 'Y').map(({ code }) => code));
      for (const [code, widget] of Object.entries(loaded)) if (!(widget.init_once && active.has(code))) forget(code);
      for (const row of listed) {
        if (!active.has(row.code)) continue;
        const manifest = await manifestOf(row);
        if (!isCurrent()) return false;
        if (matches(manifest, page.area.location)) await startOne(row, manifest, isCurrent);
        if (!isCurrent()) return false;
      }
      app.target.widgets.loaded = true;
      $('#list_table').trigger('list:checkbox');
      return true;
    },

    /** The settings modal loads inactive widgets too. */
    async ensure(row) {
      return loaded[row.code] ?? startOne(row, await manifestOf(row), () => true);
    },

    /** `widget:installed`: the widget begins anew with what was saved. */
    async restart(code) {
      forget(code);
      const row = (await rows()).find((candidate) => candidate.code === code);
      return row && startOne(row, await manifestOf(row), () => true);
    },

    /** `widget:removed`: click handlers off, then destroy. */
    remove: forget,
    settingsOf,
  };
});
