/* `lib/components/base/modal` (widget reference 11). */
define(['jquery'], function ($) {
  let count = 0;

  function Modal(options = {}) {
    count += 1;
    this.options = options;
    this.ns = `.modal${count}`;
    this.$el = $('<div class="modal" role="dialog" aria-modal="true"></div>').addClass(options.class_name ?? '');
    const $scroller = $('<div class="modal-scroller custom-scroll"></div>').appendTo(this.$el);
    this.$body = $('<div class="modal-body modal-body-relative"></div>').appendTo($scroller);
    if (options.default_overlay !== false) this.$el.prepend('<div class="default-overlay modal-overlay default-overlay-visible"></div>');
    this.$el.appendTo(options.container ?? document.body);
    this.$body.on('modal:loaded modal:centrify', false);
    this.$el.on('click', '.modal-body__close', () => this.destroy());
    if (!options.disable_overlay_click) {
      $scroller.on('mousedown', (event) => {
        if (event.target === event.currentTarget) this.destroy();
      });
    }
    if (!options.disable_escape_keydown) {
      $(document).on(`keydown${this.ns}`, (event) => {
        if (event.key === 'Escape') this.destroy();
      });
    }
    options.init?.call(this, this.$body);
    if (options.focus_element) this.$body.find(options.focus_element).trigger('focus');
  }

  const message = (modal, text, kind) => {
    modal.$body
      .empty()
      .append(
        $('<p class="modal-body__message"></p>').addClass(`modal-body__message_${kind}`).text(text),
        '<button type="button" class="modal-body__close" aria-label="×"><span class="icon-modal-close">×</span></button>',
      );
  };

  Object.assign(Modal.prototype, {
    /** A `destroy` option that returns false keeps the modal open. */
    destroy() {
      if (this.closed || this.options.destroy?.call(this) === false) return;
      this.closed = true;
      $(document).off(this.ns);
      this.$el.remove();
    },
    showSuccess(text, auto, ms = 2000) {
      message(this, text, 'success');
      if (auto) setTimeout(() => this.destroy(), ms);
    },
    showError(text, canRetry) {
      message(this, text, 'error');
      this.$body.find('.modal-body__message').attr('data-retry', String(canRetry === true));
    },
  });

  return Modal;
});
