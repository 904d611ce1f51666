/* Runs after require.js: the record every part writes to, the guard on `define`, the names of Kommo's modules. */
(function () {
  'use strict';
  const reports = [];
  const report = (kind, detail) => {
    reports.push({ kind, ...detail });
  };
  window.__sandbox = { calls: [], reports, report, spoiled: new Set() };

  window.addEventListener('error', (event) => report('error', { message: event.message, source: event.filename }));
  window.addEventListener('unhandledrejection', (event) => report('unhandled-rejection', { message: String(event.reason) }));
  document.addEventListener('securitypolicyviolation', (event) =>
    report('policy', { directive: event.effectiveDirective, blocked: event.blockedURI, source: event.sourceFile, sample: event.sample }),
  );

  // The marketplace allows console.trace only.
  for (const method of ['log', 'info', 'warn', 'error', 'debug']) {
    const original = console[method].bind(console);
    console[method] = (...args) => {
      report('console', { method, message: args.map(String).join(' ') });
      original(...args);
    };
  }

  /* RequireJS takes the first anonymous define of a file and trips over the second much later: here the file is refused at once. */
  const original = window.define;
  const seen = new WeakSet();
  const guarded = function (...args) {
    const script = document.currentScript;
    if (typeof args[0] !== 'string' && script) {
      if (seen.has(script)) {
        window.__sandbox.spoiled.add(script.src);
        report('mismatched-define', { source: script.src });
        throw new Error(`Mismatched anonymous define() module in ${script.src}`);
      }
      seen.add(script);
    }
    return original.apply(window, args);
  };
  guarded.amd = original.amd;
  window.define = guarded;

  window.requirejs.config({
    baseUrl: '/_page/browser',
    waitSeconds: 15,
    paths: {
      jquery: '/_page/vendor/jquery',
      underscore: '/_page/vendor/underscore',
      backbone: '/_page/vendor/backbone',
      text: 'plugins/text',
      json: 'plugins/json',
      optional: 'plugins/optional',
    },
    map: { '*': { 'lib/components/base/modal': 'modal', twigjs: 'twig' } },
  });
  window.requirejs(['main']);
})();
