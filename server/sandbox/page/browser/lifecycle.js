/* The order in which a widget's callbacks run, in both readings of it (widget reference 6.2). */
define(['jquery', 'record'], function ($, { call, isThenable, report }) {
  const ready = (widget) => {
    $(document).trigger(`widget:${widget.params.widget_code}:loaded`);
  };

  /** Documentation: init and bind_actions only after a truthy render. */
  const doc = async (widget, rendered) => {
    const result = isThenable(rendered) ? await rendered : rendered;
    if (!result || widget._destroyed) return;
    ready(widget);
    call(widget, 'init');
    call(widget, 'bind_actions');
  };

  /** Shipped client: bind_actions straight after render returned, whatever it was; init when it was truthy or resolves so. */
  const client = async (widget, rendered) => {
    call(widget, 'bind_actions');
    const result = isThenable(rendered) ? await rendered : rendered;
    if (!result || widget._destroyed) return;
    ready(widget);
    call(widget, 'init');
  };

  /** The base three callbacks. A throw or a rejection ends this widget's start and no other's. */
  const start = async (widget, mode) => {
    const rendered = call(widget, 'render');
    if ('error' in rendered) return;
    try {
      await (mode === 'doc' ? doc : client)(widget, rendered.value);
    } catch (error) {
      report('callback-error', { callback: 'render', message: String(error) });
    }
  };

  /** destroy, namespaced handlers off, panel node away. */
  const end = (widget) => {
    const { widget_code: code } = widget.params;
    call(widget, 'destroy');
    widget._destroyed = true;
    $(document).off(widget.ns);
    $(`#widgets_block .card-widgets__widget-${code}`).remove();
  };

  return { start, end };
});
