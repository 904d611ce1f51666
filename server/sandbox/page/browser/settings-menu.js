/* The links under Settings, in the left menu and on the integrations page: pages of active widgets, for administrators. */
define(['jquery'], function ($) {
  const draw = (links) => {
    const $menus = $('.js-settings-menu').empty();
    for (const { href, title } of links) {
      $('<a class="settings-menu__item" data-nav></a>')
        .attr({ href, 'aria-current': href === location.pathname ? 'page' : null })
        .text(title)
        .appendTo($menus);
    }
  };

  // An installed or removed widget changes them; the server says how.
  $(document).on('widget:installed widget:removed', () => {
    void Promise.resolve($.ajax({ url: location.pathname, dataType: 'html' })).then((text) => {
      const block = new DOMParser().parseFromString(text, 'text/html').getElementById('sandbox_page');
      draw(JSON.parse(block.textContent).settingsMenu);
    });
  });

  return { show: (page) => draw(page.settingsMenu) };
});
