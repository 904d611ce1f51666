/* The card's middle column, kept live by server-sent events. Everything is put in as text. */
define(['jquery'], function ($) {
  let source;
  let page;

  const CHANNELS = { waba: 'WhatsApp', telegram: 'Telegram', instagram_business: 'Instagram', facebook: 'Facebook', viber: 'Viber' };
  const dateFormat = (options) => new Intl.DateTimeFormat(page.lang, { timeZone: page.account.timezone, ...options });
  const time = (at) => dateFormat({ hour: '2-digit', minute: '2-digit' }).format(at * 1000);
  const day = (at) => {
    const full = dateFormat({ dateStyle: 'long' });
    const name = full.format(at * 1000);
    if (name === full.format(Date.now())) return page.texts.today;
    return name === full.format(Date.now() - 86_400_000) ? page.texts.yesterday : name;
  };
  const element = (tag, className, text) =>
    $(document.createElement(tag))
      .addClass(className)
      .text(text ?? '');

  const message = (item) => {
    const $item = element('article', `feed-note feed-note_${item.direction} feed-note_by-${item.by}`).attr({
      'data-id': item.id,
      'data-direction': item.direction,
    });
    const initials = item.author
      .split(/\s+/)
      .slice(0, 2)
      .map((word) => [...word][0] ?? '')
      .join('')
      .toUpperCase();
    element('span', 'avatar feed-note__avatar', initials).attr('aria-hidden', 'true').appendTo($item);
    const $bubble = element('div', 'feed-note__bubble').appendTo($item);
    const $head = element('header', 'feed-note__head').appendTo($bubble);
    element('span', 'feed-note__author', item.author).appendTo($head);
    if (item.by === 'bot') element('span', 'feed-note__bot', page.texts.bot).appendTo($head);
    element('span', 'feed-note__origin', CHANNELS[item.origin] ?? item.origin).appendTo($head);
    element('time', 'feed-note__time', time(item.at)).appendTo($head);
    element('p', 'feed-note__text', item.text).appendTo($bubble);
    if (item.attachment) element('span', 'feed-note__attachment', item.attachment).appendTo($bubble);
    if (item.direction === 'out' && item.delivery)
      element('span', `feed-note__delivery feed-note__delivery_${item.delivery}`, page.texts[item.delivery] ?? item.delivery).appendTo($bubble);
    return $item;
  };

  const line = (className, at, label, text) => {
    const $line = element('div', `feed-line ${className}`);
    element('span', 'feed-line__label', label).appendTo($line);
    element('span', 'feed-line__text', text).appendTo($line);
    element('time', 'feed-line__time', time(at)).appendTo($line);
    return $line;
  };

  const note = (item) => {
    const label = item.missed ? page.texts.missedCall : item.type.startsWith('call_') ? page.texts.call : page.texts.note;
    return line(item.missed ? 'feed-line_missed' : '', item.at, label, item.text);
  };

  const draw = ({ items, lead }) => {
    const feed = document.getElementById('feed');
    if (!feed || Number(feed.dataset.leadId) !== lead.id) return;
    const atEnd = feed.scrollHeight - feed.scrollTop - feed.clientHeight < 80;
    const $items = $('#feed_items').empty();
    let lastDay;
    for (const item of items) {
      const itemDay = day(item.at);
      if (itemDay !== lastDay) element('div', 'feed-day', itemDay).appendTo($items);
      lastDay = itemDay;
      if (item.kind === 'message') message(item).appendTo($items);
      else if (item.kind === 'note') note(item).appendTo($items);
      else line('feed-line_stage', item.at, page.texts.movedFrom, `${item.from} → ${item.to}`).appendTo($items);
    }
    if (items.length === 0) element('p', 'feed__empty', page.texts.emptyFeed).appendTo($items);
    if (atEnd || !feed.dataset.drawn) feed.scrollTop = feed.scrollHeight;
    feed.dataset.drawn = 'true';
    showLead(lead);
  };

  const showLead = (lead) => {
    $('#card_name').text(lead.name);
    const $option = $(`#sandbox_stage option[value="${lead.statusId}"][data-pipeline="${lead.pipelineId}"]`).prop('selected', true);
    const $stage = $('#card_stage');
    if (Number($stage.attr('data-status-id')) === lead.statusId) return;
    $stage.attr('data-status-id', lead.statusId).find('.pipeline-bar__stage').text($option.text());
    let reached = false;
    $stage.find('rect').each((_index, rect) => {
      rect.setAttribute('fill', reached ? 'currentColor' : lead.color);
      rect.setAttribute('class', reached ? 'pipeline-bar__rest' : '');
      if (Number(rect.dataset.statusId) === lead.statusId) reached = true;
    });
  };

  return {
    show(next) {
      page = next;
      source?.close();
      source = undefined;
      if (!page.card?.id) return;
      source = new EventSource(`/_page/feed/${page.card.id}`);
      source.addEventListener('feed', (event) => draw(JSON.parse(event.data)));
    },
  };
});
