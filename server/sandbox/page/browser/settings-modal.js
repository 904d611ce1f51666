/* The integrations page: tiles, and the modal that installs, configures and disables a widget. */
define(['jquery', 'modal', 'loader', 'record', 'settings-form'], function ($, Modal, loader, { call, isThenable, report }, form) {
  let page;

  /** The REST counterpart of the modal's buttons: installs with what it is given, an empty body included. */
  const store = (code, settings) =>
    Promise.resolve(
      $.ajax({ url: `/api/v4/widgets/${code}`, type: 'POST', contentType: 'application/json', dataType: 'json', data: JSON.stringify(settings) }),
    );
  const withdraw = (code) => Promise.resolve($.ajax({ url: `/api/v4/widgets/${code}`, type: 'DELETE' }));
  const statusText = (status) => ({ installed: page.texts.installed, not_configured: page.texts.notConfigured })[status] ?? page.texts.notInstalled;

  const showStatus = (code, status) => {
    $(`.widgets-tile[data-code="${code}"]`).attr('data-status', status).find('.widgets-tile__status').text(statusText(status));
  };
  $(document).on('sandbox:status', (_event, code, status) => showStatus(code, status));

  const tile = (row, langs) => {
    const $tile = $('<button type="button" class="widgets-tile"></button>').attr({ 'data-code': row.code, 'data-status': row.status });
    $('<img class="widgets-tile__logo" alt="">').attr('src', `${row.images_path}/logo_main.png`).appendTo($tile);
    $('<span class="widgets-tile__name"></span>').text(form.lookUp(langs, 'widget.name')).appendTo($tile);
    $('<span class="widgets-tile__text"></span>').text(form.lookUp(langs, 'widget.short_description')).appendTo($tile);
    $('<span class="widgets-tile__status"></span>').text(statusText(row.status)).appendTo($tile);
    return $tile.on('click', () => void open(row.code));
  };

  const drawTiles = async () => {
    const $tiles = $('#widgets_tiles').empty();
    const rows = await loader.rows();
    for (const row of rows) {
      const manifest = await loader.manifestOf(row);
      const langs = await loader.langsOf(row, manifest);
      $tiles.append(tile(row, langs));
    }
    if (rows.length === 0) $tiles.append($('<p class="widgets-tiles__empty"></p>').text($tiles.attr('data-empty')));
  };

  /** A callback that may cancel by false, by a rejection or by throwing. */
  const allowed = async (widget, event) => {
    const result = call(widget, 'onSave', event);
    if (result.missing) return true;
    if ('error' in result) return false;
    try {
      return (isThenable(result.value) ? await result.value : result.value) !== false;
    } catch (error) {
      report('save-rejected', { message: String(error) });
      return false;
    }
  };

  const plate = (widget) => {
    const off = widget.get_install_status() === 'install';
    const admin = page.managers[page.user.id]?.is_admin === 'Y';
    const $plate = $('<div class="widget-settings__command-plate"></div>');
    $('<span></span>')
      .addClass(`widget-state widget-state_status_${off ? 'install' : 'installed'}`)
      .text(statusText(widget.get_install_status()))
      .appendTo($plate);
    $('<button type="button" class="button-input"></button>')
      .addClass(off ? 'js-widget-install button-input_blue' : 'js-widget-uninstall')
      .prop('disabled', !admin)
      .attr('title', admin ? null : page.texts.adminsOnly)
      .text(off ? page.texts.install : page.texts.uninstall)
      .appendTo($plate);
    return $plate;
  };

  const skeleton = (widget, row, langs) => {
    const $root = $('<div class="widget-settings"></div>');
    const $base = $('<div class="widget-settings__base-space"></div>').appendTo($root);
    $('<img class="widget_settings_block__img" alt="">').attr('src', `${row.images_path}/logo_main.png`).appendTo($base);
    const $head = $('<div class="widget_settings_block__head"></div>').appendTo($base);
    $('<h2 class="widget_settings_block__title"></h2>').text(form.lookUp(langs, 'widget.name')).appendTo($head);
    $('<p class="widget_settings_block__head-desc"></p>').text(form.lookUp(langs, 'widget.short_description')).appendTo($head);
    $base.append(plate(widget));
    const $space = $('<div class="widget-settings__wrap-desc-space"></div>').appendTo($root);
    const $tabs = $('<div class="view-integration-modal__tabs tabs"></div>').appendTo($space);
    for (const [value, text] of [
      ['description', page.texts.description],
      ['setting', page.texts.settings],
    ]) {
      const $radio = $('<input type="radio" name="type_integration_modal">')
        .val(value)
        .prop('checked', value === 'setting');
      $('<label class="tabs__item"></label>').append($radio, $('<span></span>').text(text)).appendTo($tabs);
    }
    $space.append('<div class="widget-settings__desc-space"><div class="widget_settings_block"></div></div>');
    return $root;
  };

  const saveButton = (code, row) =>
    $('<button type="button" class="button-input js-widget-save button-input-disabled" disabled></button>')
      .attr({ id: `save_${code}`, 'data-id': row.id, 'data-onsave-destroy-modal': 'true' })
      .append($('<span class="button-input-inner"></span>').text(page.texts.save));

  /** Settings as the person sees them: description, fields, save. Then the widget draws its own. */
  const fill = ($body, state) => {
    const { code, row, manifest, langs, widget } = state;
    $body
      .empty()
      .append('<button type="button" class="modal-body__close" aria-label="×"><span class="icon-modal-close">×</span></button>', skeleton(widget, row, langs));
    const $block = $body.find('.widget_settings_block');
    $('<div class="widget_settings_block__descr"></div>').html(form.lookUp(langs, 'widget.description')).appendTo($block);
    const off = widget.get_install_status() === 'install';
    $block.toggleClass('widget_settings_block_off', off);
    $block.append(form.draw({ code, manifest, langs, settings: widget.get_settings(), managers: page.managers }));
    $('<div class="widget_settings_block__controls"></div>')
      .append(off ? null : saveButton(code, row))
      .appendTo($block);
    call(widget, 'settings', $body);
  };

  const setSave = ($button, enabled) => $button.prop('disabled', !enabled).toggleClass('button-input-disabled', !enabled);

  const save = async ($body, state, modal) => {
    const $button = $body.find('.js-widget-save');
    const fields = form.read($body.find('#widget_settings__fields_wrapper'), state.manifest, page.managers);
    $body.find('.widget_settings_block__error').remove();
    const missing = form.missing(state.manifest, fields);
    for (const name of missing)
      $body.find(`[name^="${name}"]`).first().after($('<span class="widget_settings_block__error" role="alert"></span>').text(page.texts.requiredField));
    if (missing.length > 0) return;
    const event = { active: 'Y', fields };
    $button.trigger('button:load:start');
    const goOn = await allowed(state.widget, event);
    $button.trigger('button:load:stop');
    if (!goOn) return $button.trigger('button:save:error');
    try {
      await store(state.code, event.fields);
    } catch {
      return $button.trigger('button:save:error');
    }
    state.widget.set_settings({ ...event.fields, status: 'installed' });
    showStatus(state.code, 'installed');
    setSave($button, false);
    if ($button.attr('data-onsave-destroy-modal') !== undefined) modal.destroy();
    return undefined;
  };

  const install = async ($body, state) => {
    await store(state.code, {});
    state.row = (await loader.rows()).find(({ code }) => code === state.code) ?? state.row;
    state.widget.set_settings(loader.settingsOf(state.row));
    call(state.widget, 'onInstall');
    state.widget = (await loader.restart(state.code)) ?? state.widget;
    showStatus(state.code, state.row.status);
    $(document).trigger('widget:installed', [state.code, JSON.stringify(state.widget.get_settings())]);
    fill($body, state);
  };

  const uninstall = async ($body, state) => {
    const fields = form.read($body.find('#widget_settings__fields_wrapper'), state.manifest, page.managers);
    if (!(await allowed(state.widget, { active: 'N', fields }))) return;
    await withdraw(state.code);
    loader.remove(state.code);
    $(document).trigger('widget:removed', [state.code]);
    showStatus(state.code, 'install');
    state.modal.destroy();
  };

  const wire = ($body, state, modal) => {
    const fail = (work) => () => void work().catch((error) => report('settings-failed', { message: String(error.statusText ?? error) }));
    $body.on(
      'click',
      '.js-widget-install',
      fail(() => install($body, state)),
    );
    $body.on(
      'click',
      '.js-widget-uninstall',
      fail(() => uninstall($body, state)),
    );
    $body.on(
      'click',
      '.js-widget-save',
      fail(() => save($body, state, modal)),
    );
    $body.on('change input', '.widget-settings__desc-space :input', () => setSave($body.find('.js-widget-save'), true));
    $body.on('change', '[name=type_integration_modal]', (event) =>
      $body.find('.widget-settings__desc-space').toggleClass('widget-settings__desc-space_description', event.target.value === 'description'),
    );
    $body.on('button:save:enable', '.js-widget-save', (event) => setSave($(event.currentTarget), true));
    $body.on('button:save:disable', '.js-widget-save', (event) => setSave($(event.currentTarget), false));
    $body.on('button:load:start button:load:stop', '.js-widget-save', (event) =>
      $(event.currentTarget).toggleClass('button-input-loading', event.type === 'button:load:start' || event.namespace.includes('start')),
    );
    $body.on('button:save:error', '.js-widget-save', (event) =>
      $(event.currentTarget).after($('<span class="widget_settings_block__error" role="alert"></span>').text(page.texts.saveFailed)),
    );
  };

  const open = async (code) => {
    const row = (await loader.rows()).find((candidate) => candidate.code === code);
    if (!row) return;
    const widget = await loader.ensure(row);
    if (!widget) return;
    const manifest = await loader.manifestOf(row);
    const state = { code, row, manifest, langs: await loader.langsOf(row, manifest), widget };
    state.modal = new Modal({
      class_name: `widget-settings__modal ${code}`,
      init($body) {
        wire($body, state, this);
        fill($body, state);
      },
    });
  };

  return {
    show(next) {
      page = next;
      return $('#widgets_tiles').length ? drawTiles() : undefined;
    },
    open,
  };
});
