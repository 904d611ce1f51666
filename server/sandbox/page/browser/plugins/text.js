define(['jquery'], function ($) {
  return {
    load(name, req, onload) {
      $.ajax({ url: req.toUrl(name), dataType: 'text' }).then(
        (text) => onload(text),
        () => onload.error(new Error(`text!${name} is not there`)),
      );
    },
  };
});
