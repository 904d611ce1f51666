/* APP.notifications: short cards in the top right corner. Dates are Unix seconds. */
define(['jquery'], function ($) {
  const SHOWN_MS = 8000;
  const shown = [];
  const page = () => window.__sandbox.page;

  const time = (date) => new Intl.DateTimeFormat(page()?.lang, { hour: '2-digit', minute: '2-digit' }).format(new Date(Number(date) * 1000));
  const isLink = (link) => typeof link === 'string' && /^(https?:\/\/|\/(?!\/))/.test(link);
  const duration = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

  const holder = () => {
    const $there = $('#notifications');
    return $there.length ? $there : $('<div id="notifications" class="notifications" role="log" aria-live="polite"></div>').appendTo(document.body);
  };

  const show = (kind, { header, text, date, link }) => {
    shown.push({ kind, header, text, ...(date === undefined ? {} : { date }), ...(link === undefined ? {} : { link }) });
    const $card = $('<div class="notification"></div>').addClass(`notification_${kind}`);
    const $header = $('<b class="notification__header"></b>').text(header ?? '');
    const $close = $('<button type="button" class="notification__close">×</button>').attr('aria-label', page()?.texts.close ?? '×');
    const $text = isLink(link) ? $('<a class="notification__text notification__link"></a>').attr('href', link) : $('<span class="notification__text"></span>');
    $card.append($header, $close, $text.text(text ?? ''));
    if (date !== undefined) $('<span class="notification__date"></span>').text(time(date)).appendTo($card);
    const timer = setTimeout(() => $card.remove(), SHOWN_MS);
    $close.on('click', () => {
      clearTimeout(timer);
      $card.remove();
    });
    $card.appendTo(holder());
  };

  /** The card of who was called about: 1 contact, 2 lead, 3 company. */
  const cardLink = (element) => (Number(element?.type) === 2 ? `/leads/detail/${Number(element.id)}` : undefined);

  window.__sandbox.notifications = shown;
  return {
    show_message: ({ header, text, date } = {}) => show('message', { header, text, date }),
    show_message_error: ({ header, text, date, link } = {}) => show('error', { header, text, date, link }),
    show_notification: ({ text = {}, type, date } = {}) =>
      show(type === 'error' || type === 'call' ? type : 'message', { header: text.header, text: text.text, date }),
    add_error: ({ header, text, date, link } = {}) => show('error', { header, text, date, link }),
    add_call: ({ text, from, to, duration: seconds, link, date, element } = {}) =>
      show('call', {
        header: [from, to].filter(Boolean).join(' → '),
        text: [text, seconds === undefined ? undefined : duration(Number(seconds))].filter(Boolean).join(' · '),
        date,
        link: cardLink(element) ?? link,
      }),
  };
});
