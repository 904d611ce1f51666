/* The right panel: blocks of widgets, collapsed until their caption is clicked (widget reference 12.1). */
define(['jquery', 'app'], function ($, app) {
  const image = (kind, images) =>
    $('<img alt="">')
      .addClass(`card-widgets__widget__caption__${kind === 'logo_min' ? 'logo_min' : 'logo'}`)
      .attr('src', `${images}/${kind}.png`);

  const toggle = ($block) => {
    const $body = $block.children('.card-widgets__widget__body');
    const $arrow = $block.find('.card-widgets__widget__caption__arrow').first();
    const opening = !$body.hasClass('js-body-hide');
    $body.toggleClass('js-body-hide', opening).toggle(opening);
    $arrow.toggleClass('widgets__widget__caption__arrow_bottom', !opening).toggleClass('widgets__widget__caption__arrow_top', opening);
    $block.children('.js-widget-caption-block').attr('aria-expanded', String(opening));
    $(document).trigger('widgets_body:change_state', [$block.data('code'), opening]);
  };

  $(document).on('click', '#widgets_block .js-widget-caption-block', (event) => toggle($(event.currentTarget).closest('.card-widgets__widget')));
  $(document).on('keydown', '#widgets_block .js-widget-caption-block', (event) => {
    if (event.target !== event.currentTarget || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    $(event.currentTarget).trigger('click');
  });
  $(document).on('click', '.js-card-widgets-on-off', () => {
    $('#widgets_block').toggleClass('card-widgets_narrow');
    $(document).trigger('toggleWidgetPanel');
  });

  return {
    /** Appends a block, as often as it is asked: guarding against a second one is the widget's task. */
    add({ code, caption, html, blockClass, images, name }) {
      const $block = $('<div class="card-widgets__widget"></div>').addClass(`card-widgets__widget-${code}`).attr('data-code', code);
      const $caption = $('<div class="js-widget-caption-block card-widgets__widget__caption" role="button" tabindex="0" aria-expanded="false"></div>')
        .addClass(caption.class_name ?? '')
        .attr({ 'data-code': code, title: name });
      $caption.append(image('logo_medium', images), image('logo_min', images));
      if (caption.html) $caption.append(caption.html);
      $caption.append('<span class="card-widgets__widget__caption__arrow widgets__widget__caption__arrow_bottom"></span>');
      const $body = $('<div class="card-widgets__widget__body"></div>')
        .addClass(blockClass ?? '')
        .hide()
        .html(html);
      $block.append($caption, $body).appendTo('#widgets_block .card-widgets__elements');
      app.target.widgets.system.displayed_count = $('#widgets_block .card-widgets__widget').length;
      return $block;
    },
    /** Opens what is closed, by the same click a person makes. */
    openAll: () => $('#widgets_block .card-widgets__widget__body:not(.js-body-hide)').siblings('.js-widget-caption-block').trigger('click'),
  };
});
