/* Every call of a widget's callback, in order; an exception is reported and stops nobody else. */
define(function () {
  const { calls, report } = window.__sandbox;

  /** Calls `callbacks[name]` with the callbacks as `this`, as Kommo does. `{missing}`, `{value}` or `{error}`. */
  const call = (widget, path, ...args) => {
    const parts = path.split('.');
    const owner = parts.slice(0, -1).reduce((node, key) => node?.[key], widget.callbacks) ?? {};
    const callback = owner[parts[parts.length - 1]];
    if (typeof callback !== 'function') return { missing: true };
    calls.push({ code: widget.params?.widget_code ?? '', callback: path, area: window.__sandbox.area?.widgets ?? '', at: Math.round(performance.now()) });
    try {
      return { value: callback.apply(owner, args) };
    } catch (error) {
      report('callback-error', { callback: path, message: String(error) });
      return { error };
    }
  };

  const isThenable = (value) => value !== null && (typeof value === 'object' || typeof value === 'function') && typeof value.then === 'function';

  return { call, isThenable, report };
});
