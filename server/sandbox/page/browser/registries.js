/* What widgets add to the page's own controls; forgotten when they go. */
define(function () {
  const actions = [];
  const sources = [];
  const without = (list, code) => {
    for (let index = list.length - 1; index >= 0; index -= 1) if (list[index].code === code) list.splice(index, 1);
    document.dispatchEvent(new CustomEvent('sandbox:registered'));
  };
  return {
    actions,
    sources,
    addAction(code, type, label, run) {
      actions.push({ code, type, label, run });
    },
    addSource(code, type, label, run) {
      sources.push({ code, type, label, run });
      document.dispatchEvent(new CustomEvent('sandbox:registered'));
    },
    forget(code) {
      without(actions, code);
      without(sources, code);
    },
  };
});
