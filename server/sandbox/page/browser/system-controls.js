/* Kommo's own form controls (`/tmpl/controls/<name>.twig`), in the same classes (widget reference 9). */
define(function () {
  const attributes = '{% if id %} id="{{ id|e }}"{% endif %}{% if disabled %} disabled{% endif %}';
  const named = '{% if name %} name="{{ name|e }}"{% endif %}';
  const button = (className, type = 'button') =>
    `<button type="${type}" class="button-input ${className}{% if blue %} button-input_blue{% endif %} {{ class_name|default('')|e }}"${attributes}${named}><span class="button-input-inner">{{ text|default('')|e }}</span></button>`;
  const input = (type) =>
    `<input type="${type}" class="text-input {{ class_name|default('')|e }} {{ input_class_name|default('')|e }}"${attributes}${named} value="{{ value|default('')|e }}" placeholder="{{ placeholder|default('')|e }}">`;
  const options =
    '{% for item in items %}<option value="{{ item.id|e }}"{% if item.id == selected %} selected{% endif %}>{{ item.option|e }}</option>{% endfor %}';
  const check = (className) =>
    `<label class="${className} {{ class_name|default('')|e }}"><input type="checkbox" class="{{ input_class_name|default('')|e }}"${attributes}${named} value="{{ value|default('Y')|e }}"{% if checked %} checked{% endif %}><span class="control-checkbox__text">{{ text|default('')|e }}</span></label>`;

  const TEMPLATES = {
    input: input('text'),
    suggest: input('text'),
    date_field: input('date'),
    file: input('file'),
    textarea: `<textarea class="text-input text-input-textarea {{ class_name|default('')|e }}"${attributes}${named} placeholder="{{ placeholder|default('')|e }}">{{ value|default('')|e }}</textarea>`,
    select: `<select class="control--select control-select {{ class_name|default('')|e }}"${attributes}${named}>${options}</select>`,
    multiselect: `<select multiple class="control--select control-multiselect {{ class_name|default('')|e }}"${attributes}${named}>${options}</select>`,
    radio:
      '{% for item in items %}<label class="control-radio"><input type="radio" name="{{ name|default(\'\')|e }}" value="{{ item.id|e }}"{% if item.id == selected %} checked{% endif %}><span>{{ item.option|e }}</span></label>{% endfor %}',
    checkbox: check('control-checkbox'),
    switcher: check('switcher'),
    checkboxes_dropdown:
      '<div class="checkboxes_dropdown {{ class_name|default(\'\')|e }}">{% for item in items %}<label class="control-checkbox"><input type="checkbox" name="{{ item.name|default(name)|default(\'\')|e }}" value="{{ item.id|e }}"{% if item.is_checked %} checked{% endif %}><span>{{ item.option|e }}</span></label>{% endfor %}</div>',
    'checkboxes_dropdown/values_title': '<span class="checkboxes_dropdown__title">{{ text|default(\'\')|e }}</span>',
    button: button(''),
    cancel_button: button('button-cancel'),
    delete_button: button('button-delete'),
  };
  const PARAM = '<div class="widget-param"><span class="widget-param__caption">{{ caption|default(\'\')|e }}</span></div>';

  return (ref) => {
    if (ref === '/tmpl/salesbot_designer/controls/widget_param.twig') return PARAM;
    const name = /^\/tmpl\/controls\/(.+)\.twig$/.exec(ref)?.[1] ?? '';
    if (Object.hasOwn(TEMPLATES, name)) return TEMPLATES[name];
    window.__sandbox.report('no-control', { ref });
    return '';
  };
});
