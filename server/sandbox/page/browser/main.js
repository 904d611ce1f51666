/* Puts the page together: globals for widgets, Kommo's controls, the sandbox's own, then the first area. */
define([
  'jquery',
  'underscore',
  'backbone',
  'app',
  'loader',
  'panel',
  'navigation',
  'feed',
  'controls',
  'list',
  'field-menu',
  'settings-modal',
  'settings-menu',
  'twig',
  'modal',
], function ($, _, Backbone, app, loader, panel, navigation, feed, controls, list, fieldMenu, settingsModal, settingsMenu, twig) {
  Object.assign(window, { $, jQuery: $, _, Backbone, Twig: twig.global });
  for (const name of ['APP', 'AMOCRM']) Object.defineProperty(window, name, { value: app.proxy, writable: false, configurable: false });

  const enter = async (page) => {
    Object.assign(window.__sandbox, { mode: page.mode, area: page.area, page });
    app.show(page);
    for (const part of [feed, controls, list, fieldMenu, settingsMenu]) part.show(page);
    const entered = loader.enter(page);
    await settingsModal.show(page);
    if (!(await entered)) return;
    if (page.open && page.area.isCard) panel.openAll();
    window.__sandbox.readyFor = location.pathname;
    document.documentElement.dataset.sandboxReady = page.area.widgets;
  };

  window.__sandbox.openSettings = settingsModal.open;
  window.__sandbox.widgets = () => Object.keys(app.target.widgets.list);
  void navigation(enter);
});
