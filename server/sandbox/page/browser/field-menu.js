/* The menu of a phone or e-mail in the card, with the entries widgets added; and the compose control's sources. */
define(['jquery', 'registries'], function ($, registries) {
  const close = () => $('.field-menu').remove();

  $(document).on('click', '.js-field-menu', (event) => {
    const { type, value, contactId } = event.currentTarget.dataset;
    const open = $(event.currentTarget).siblings('.field-menu').length > 0;
    close();
    if (open) return;
    const $menu = $('<ul class="field-menu" role="menu"></ul>');
    for (const action of registries.actions.filter((candidate) => candidate.type === type)) {
      $('<li></li>')
        .append(
          $('<button type="button" role="menuitem"></button>')
            .text(action.label)
            .on('click', () => {
              close();
              action.run({ value, contact_id: Number(contactId), type });
            }),
        )
        .appendTo($menu);
    }
    if ($menu.children().length > 0) $(event.currentTarget).after($menu);
  });
  $(document).on('click', (event) => {
    if (!$(event.target).closest('.js-field-menu, .field-menu').length) close();
  });

  const drawSources = () => {
    const $compose = $('#feed_compose')
      .empty()
      .prop('hidden', registries.sources.length === 0);
    for (const source of registries.sources) {
      $('<button type="button" class="feed-compose__source"></button>')
        .attr('data-type', source.type)
        .text(source.label)
        .on('click', () => {
          const phone = $('.js-field-menu[data-type=phone]').first();
          const asked = { phone: phone.data('value') ?? '', message: $('#composer_reply').val() ?? '', contact_id: Number(phone.data('contact-id') ?? 0) };
          void source.run(source.type === 'sms' ? asked : $compose);
        })
        .appendTo($compose);
    }
  };
  document.addEventListener('sandbox:registered', drawSources);

  return { show: drawSources };
});
