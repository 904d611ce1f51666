/* The fields of a widget's settings, drawn from its manifest and read back (widget reference 12.3 and 13). */
define(['jquery'], function ($) {
  const lookUp = (langs, path) =>
    String(path)
      .split('.')
      .reduce((node, key) => node?.[key], langs) ?? path;

  const row = (label) => {
    const $row = $('<div class="widget_settings_block__item_field"></div>');
    $('<div class="widget_settings_block__title_field"></div>').attr('title', label).text(label).appendTo($row);
    return $row;
  };
  const input = (type, name, value) =>
    $('<input class="text-input" autocomplete="off">')
      .attr({ type, name })
      .val(value ?? '');
  const holder = ($row) => $('<div class="widget_settings_block__input_field"></div>').appendTo($row);

  const parsed = (value) => {
    if (typeof value !== 'string') return value ?? {};
    try {
      return JSON.parse(value) ?? {};
    } catch {
      return {};
    }
  };

  const drawers = {
    text: ({ name, value, $row }) => holder($row).append(input('text', name, value)),
    pass: ({ name, value, $row }) => holder($row).append(input('password', name, value)),
    custom: ({ name, value, $row, code }) =>
      holder($row).append(
        $('<div></div>').attr('id', `${code}_custom_content`),
        input('hidden', name, typeof value === 'object' ? JSON.stringify(value) : value).attr('id', `${code}_custom`),
      ),
    users: ({ name, value, $row, managers }) => {
      const values = parsed(value);
      for (const { id, title } of Object.values(managers)) holder($row).append($('<label></label>').text(title), input('text', `${name}[${id}]`, values[id]));
    },
    users_lp: ({ name, value, $row, managers }) => {
      const values = parsed(value);
      for (const { id, title } of Object.values(managers)) {
        holder($row).append(
          $('<label></label>').text(title),
          input('text', `${name}[${id}][login]`, values[id]?.login),
          input('password', `${name}[${id}][password]`, values[id]?.password),
        );
      }
    },
  };

  const perUser = ($form, name, managers, read) =>
    Object.fromEntries(Object.values(managers).map(({ id }) => [id, read((suffix) => $form.find(`[name="${name}[${id}]${suffix}"]`).val() ?? '')]));

  return {
    draw({ code, manifest, langs, settings, managers }) {
      const $wrapper = $('<div id="widget_settings__fields_wrapper" class="widget_settings_block__fields"></div>');
      for (const [name, field] of Object.entries(manifest.settings ?? {})) {
        const $row = row(lookUp(langs, field.name)).appendTo($wrapper);
        (drawers[field.type] ?? drawers.text)({ name, value: settings[name], $row, code, managers });
      }
      return $wrapper;
    },
    read($form, manifest, managers) {
      const values = {};
      for (const [name, { type }] of Object.entries(manifest.settings ?? {})) {
        if (type === 'users') values[name] = perUser($form, name, managers, (get) => get(''));
        else if (type === 'users_lp') values[name] = perUser($form, name, managers, (get) => ({ login: get('[login]'), password: get('[password]') }));
        else values[name] = $form.find(`[name="${name}"]`).val() ?? '';
      }
      return values;
    },
    /** Names of required fields that are still empty. */
    missing: (manifest, values) =>
      Object.entries(manifest.settings ?? {})
        .filter(
          ([name, field]) =>
            field.required &&
            (values[name] === '' || (typeof values[name] === 'object' && Object.values(values[name]).every((value) => value === '' || value.login === ''))),
        )
        .map(([name]) => name),
    lookUp,
  };
});
