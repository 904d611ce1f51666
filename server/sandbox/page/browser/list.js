/* The list's ticks, and the menu through which a widget gets the ticked rows. */
define(['jquery', 'app', 'loader', 'record'], function ($, app, loader, { call }) {
  let page;

  const changed = () => {
    const count = $('#list_table .js-list-check:checked').length;
    $('#list_actions')
      .prop('hidden', count === 0)
      .find('.list-multiple-actions__count')
      .text(`${count} ${page.texts.selected}`);
    app.target.data.current_list.each((row) => row.set('checked', $(`#list_table .js-list-check[value="${row.id}"]`).prop('checked') === true));
  };

  const openMenu = () => {
    const $menu = $('#list_more_menu').empty();
    for (const [code, widget] of Object.entries(app.target.widgets.list)) {
      if (typeof widget.callbacks.leads?.selected !== 'function') continue;
      $('<li></li>')
        .append(
          $('<button type="button"></button>')
            .text(widget.i18n('widget.name') || code)
            .on('click', () => {
              $menu.prop('hidden', true);
              $('#widgets_block').addClass('card-widgets_open');
              $(document).trigger('openWidgetPanel');
              call(loader.get(code), 'leads.selected');
            }),
        )
        .appendTo($menu);
    }
    const shown = $menu.children().length > 0 && $menu.prop('hidden');
    $menu.prop('hidden', !shown);
    $('.js-list-more').attr('aria-expanded', String(shown));
  };

  $(document).on('change', '#list_table .js-list-check', changed);
  $(document).on('change', '#list_table .js-list-check-all', (event) => {
    $('#list_table .js-list-check').prop('checked', event.target.checked);
    changed();
  });
  $(document).on('click', '.js-list-more', openMenu);

  return {
    show(next) {
      page = next;
    },
  };
});
