/* Kommo's base Widget object: what every instance inherits (widget reference 8). */
define(['jquery', 'app', 'panel', 'twig', 'system-controls', 'registries', 'authorized', 'list-selection'], function (
  $,
  app,
  panel,
  twig,
  systemControls,
  registries,
  authorized,
  listSelection,
) {
  const lookUp = (tree, key) =>
    String(key)
      .split('.')
      .reduce((node, part) => (node !== null && typeof node === 'object' && Object.hasOwn(node, part) ? node[part] : undefined), tree);

  return (code, page) => ({
    system() {
      const { account, user, area } = page();
      const count = app.target.widgets.system.displayed_count ?? 0;
      return {
        area: area.system,
        amouser_id: user.id,
        amouser: user.login,
        amohash: '',
        subdomain: account.subdomain,
        domain: 'kommo.com',
        server: location.origin,
        displayed_count: count,
        displayed_count_by_area: { [area.system]: count },
      };
    },

    set_lang(langs) {
      this.langs = langs;
    },
    i18n(key) {
      return lookUp(this.langs, key) ?? '';
    },

    /** The live object: the same one as `params`. */
    get_settings() {
      return this.params ?? {};
    },
    set_settings(values) {
      this.params = Object.assign(this.params ?? {}, values);
    },
    get_version() {
      return this.params?.version ?? '';
    },

    render(data, params) {
      if (typeof data?.data === 'string') return twig.render(data.data, params);
      if (typeof data?.ref === 'string') return twig.render(systemControls(data.ref), params);
      if (typeof data?.href !== 'string') return '';
      // A file that is not there never calls back.
      void $.ajax({ url: `${data.base_path ?? ''}${data.href}`, data: { v: data.v ?? this.get_version() }, dataType: 'text' }).then((source) => {
        data.load?.({ render: (values) => twig.render(source, values) });
      });
      return undefined;
    },
    render_template({ caption = {}, body = '', render = '', block_class_name: blockClass = '' } = {}, params = {}) {
      this.template_element = panel.add({
        code,
        caption,
        html: body + twig.render(render, params),
        blockClass,
        images: this.params?.images_path ?? '',
        name: this.i18n('widget.name') || code,
      });
      return this.template_element;
    },

    crm_post(url, data, callback, dataType, onError) {
      return $.ajax({ url: '/ajax/crm_post', type: 'POST', data: { url, data: data ?? {} }, dataType: dataType ?? 'text', success: callback, error: onError });
    },
    $authorizedAjax(options) {
      return authorized(this.params?.oauth_client_uuid, options);
    },

    list_selected() {
      const { list } = page();
      return list ? listSelection(list) : false;
    },
    widgetsOverlay(on) {
      $('#card_widgets_overlay').prop('hidden', !on);
    },

    add_action(type, run) {
      registries.addAction(code, type, this.i18n('widget.call_action') || this.i18n('widget.name') || code, run);
    },
    add_source(type, run, text) {
      registries.addSource(code, type, text ?? (this.i18n('widget.name') || code), run);
    },
    get_pipeline_id() {
      return $.Deferred().reject(new Error('the widget is not a source of a pipeline')).promise();
    },

    set_status(status) {
      $(document).trigger('sandbox:status', [code, status]);
    },
    get_install_status() {
      return this.params?.status ?? 'install';
    },

    get_accounts_current() {
      return page().account;
    },
    get_current_card_contacts_data() {
      return Promise.resolve((page().card?.contacts ?? []).map((contact) => ({ ...contact, phones: [...contact.phones], emails: [...contact.emails] })));
    },
    setSdkCatalogId(id) {
      this.sdk_catalog_id = id;
    },
  });
});
