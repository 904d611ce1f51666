/* APP.notifications: short cards in the top right corner. Dates are Unix seconds. */
define(['jquery'], function ($) {
  const SHOWN_MS = 6000;
  const shown = [];

  const show = (kind, header, text) => {
    shown.push({ kind, header, text });
    const $holder = $('#notifications').length
      ? $('#notifications')
      : $('<div id="notifications" class="notifications" role="status"></div>').appendTo(document.body);
    const $card = $('<div class="notification"></div>').addClass(`notification_${kind}`);
    $('<b class="notification__header"></b>')
      .text(header ?? '')
      .appendTo($card);
    $('<span class="notification__text"></span>')
      .text(text ?? '')
      .appendTo($card);
    $card.appendTo($holder);
    setTimeout(() => $card.remove(), SHOWN_MS);
  };

  window.__sandbox.notifications = shown;
  return {
    show_message: ({ header, text } = {}) => show('message', header, text),
    show_message_error: ({ header, text } = {}) => show('error', header, text),
    show_notification: ({ text = {}, type } = {}) => show(type === 'error' ? 'error' : 'message', text.header, text.text),
    add_error: ({ header, text } = {}) => show('error', header, text),
    add_call: ({ text, from, to } = {}) => show('call', [from, to].filter(Boolean).join(' → '), text),
  };
});
