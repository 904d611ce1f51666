/* `APP`: what widgets may read of the page. Writes and undocumented reads are reported, not refused. */
define(['jquery', 'backbone', 'notifications'], function ($, Backbone, notifications) {
  const { report } = window.__sandbox;
  /* environment-variables page of the documentation */
  const DOCUMENTED = new Set(['getBaseEntity', 'isCard', 'getWidgetsArea', 'lang_id', 'constant', 'data', 'sdk', 'notifications', 'addNotificationCallback']);
  let page;

  const target = {
    data: { current_card: false, current_entity: '', current_view: {}, current_list: new Backbone.Collection() },
    lang_id: 'en',
    element_types: { contacts: 1, leads: 2, companies: 3, tasks: 4 },
    cf_types: { text: 1, numeric: 2, checkbox: 3, select: 4, multiselect: 5, date: 6, url: 7, multitext: 8, textarea: 9, radiobutton: 10 },
    system: { format: { date: { date: 'DD.MM.YYYY', time: 'HH:mm', full: 'DD.MM.YYYY HH:mm' } } },
    widgets: { list: {}, system: {}, areas: {}, loaded: false },
    sdk: {
      showUserStatus: (asked) =>
        asked === 'online'
          ? [Number(page.user.id)]
          : asked === undefined
            ? [{ id: Number(page.user.id), online: true }]
            : Number(asked) === Number(page.user.id),
    },
    notifications,
    notificationCallbacks: {},
    addNotificationCallback(code, callback) {
      target.notificationCallbacks[code] = callback;
    },
    getBaseEntity: () => page.area.entity,
    isCard: () => page.area.isCard,
    getWidgetsArea: () => page.area.widgets,
    getV3WidgetsArea: () => page.area.v3,
    constant(key, value) {
      const constants = {
        user: page.user,
        user_rights: { is_admin: page.managers[page.user.id]?.is_admin === 'Y' },
        account: page.account,
        managers: page.managers,
        groups: page.groups,
        task_types: page.taskTypes,
      };
      const found = constants[key];
      return value === undefined ? found : found?.[value];
    },
  };

  const wrapped = new WeakMap();
  const isPlain = (value) => value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
  /** Backbone models, functions and DOM stay as they are: a wrapped one would lose its identity. */
  const watch = (object, path) => {
    if (!isPlain(object)) return object;
    const known = wrapped.get(object);
    if (known) return known;
    const proxy = new Proxy(object, {
      get(owner, key) {
        if (path === 'APP' && typeof key === 'string' && !DOCUMENTED.has(key)) report('app-read', { member: `${path}.${key}`, known: key in owner });
        return typeof key === 'string' && ['data', 'widgets'].includes(path === 'APP' ? key : (path.split('.')[1] ?? ''))
          ? watch(owner[key], `${path}.${key}`)
          : owner[key];
      },
      set(owner, key, value) {
        report('app-write', { member: `${path}.${String(key)}` });
        owner[key] = value;
        return true;
      },
      deleteProperty(owner, key) {
        report('app-write', { member: `${path}.${String(key)}` });
        return delete owner[key];
      },
    });
    wrapped.set(object, proxy);
    return proxy;
  };

  const cardOf = (card) =>
    card && {
      id: card.id,
      element_type: 2,
      main_user: card.mainUser,
      model: new Backbone.Model({
        'lead[NAME]': card.name,
        'lead[PRICE]': card.price,
        'lead[STATUS]': card.statusId,
        'lead[PIPELINE_ID]': card.pipelineId,
        'lead[MAIN_USER]': card.mainUser,
        name: card.name,
        id: card.id,
      }),
    };

  return {
    /** The real object, for the page's own code. */
    target,
    proxy: watch(target, 'APP'),
    /** Makes every member agree with the page that is now shown. */
    show(next) {
      page = next;
      target.lang_id = next.lang;
      target.data.current_card = cardOf(next.card) || false;
      target.data.current_entity = next.area.isCard || next.list ? 'leads' : '';
      target.data.current_view = next.area.isCard ? {} : { $el: $('#work_area') };
      target.data.current_list = new Backbone.Collection((next.list ?? []).map(({ id, name }) => ({ id, name, checked: false })));
    },
  };
});
