define(['jquery'], function ($) {
  return {
    load(name, req, onload) {
      $.ajax({ url: req.toUrl(name), dataType: 'json' }).then(
        (value) => onload(value),
        () => onload.error(new Error(`json!${name} is not there or is not JSON`)),
      );
    },
  };
});
