/* A module that may be missing: `undefined` then, and the batch goes on. */
define(function () {
  return {
    load(name, req, onload) {
      req([name], onload, () => {
        window.requirejs.undef(name);
        onload(undefined);
      });
    },
  };
});
