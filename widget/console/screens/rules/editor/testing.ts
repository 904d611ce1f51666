/** A handful of parts and choices for tests of the editor; shapes as `GET /rules/parts` and `/rules/choices` answer. */
import { type Dict } from '../../../../state/read.ts';
import { readChoices, readPart } from '../../../../state/rule-parts.ts';

const both = (en: string, ru = en) => ({ en, ru });
const part = (kind: string, id: string, title: string, says: object | null, properties: Dict, more: Dict = {}) => ({
  kind,
  id,
  title: both(title),
  description: both(`About ${title}.`),
  icon: 'flag',
  says,
  inputSchema: { type: 'object', properties, required: Object.keys(properties).filter((key) => !('default' in (properties[key] as object))), ...more },
  available: true,
  reason: null,
});

const stages = { type: 'array', items: { type: 'string' }, default: [], label: both('Stages', 'Этапы'), ref: 'stage' };

export const parts = [
  part('condition', 'stage-is', 'Lead stage', both('the stage is {{stages}}', 'этап сделки: {{stages}}'), { stages }),
  part('condition', 'price-range', 'Lead price', both('the price is [{{from}} or more][, {{to}} or less]'), {
    from: { anyOf: [{ type: 'number', minimum: 0 }, { type: 'null' }], default: null, label: both('From') },
    to: { anyOf: [{ type: 'number' }, { type: 'null' }], default: null, label: both('To') },
  }),
  part('condition', 'field-value', 'Field value', both('{{field}} {{is}} {{value}}'), {
    field: { type: 'string', label: both('Field', 'Поле'), ref: 'field' },
    is: {
      type: 'string',
      enum: ['equals', 'one_of', 'between', 'is_empty', 'contains', 'before'],
      label: both('Comparison', 'Сравнение'),
      options: {
        equals: both('is', 'равно'),
        one_of: both('is one of'),
        between: both('is between'),
        is_empty: both('is empty', 'не заполнено'),
        contains: both('contains'),
        before: both('is before'),
      },
      ref: 'operator',
      of: 'field',
      operatorsByType: {
        text: ['equals', 'contains', 'is_empty'],
        number: ['equals', 'between', 'is_empty'],
        select: ['one_of', 'equals', 'is_empty'],
        date: ['before', 'is_empty'],
      },
      valuesByOperator: { equals: [1, 1], one_of: [1, 50], between: [2, 2], is_empty: [0, 0], contains: [1, 1], before: [1, 1] },
      typeByField: { 'lead.price': 'number', 'lead.name': 'text' },
      typeByValueType: { numeric: 'number', select: 'select', date: 'date' },
    },
    value: { type: 'array', items: { type: 'string' }, default: [], label: both('Value', 'Значение'), ref: 'field_value', of: 'field' },
  }),
  {
    ...part('condition', 'intent-is', 'Meaning', both('the customer means {{labels}}'), {
      labels: { type: 'array', minItems: 1, items: { type: 'string' }, label: both('Meanings') },
    }),
    available: false,
    reason: 'No model is connected.',
  },
  part('action', 'create-task', 'Create a task', both('create the task “{{text}}”', 'создать задачу «{{text}}»'), {
    text: { type: 'string', minLength: 1, maxLength: 2000, label: both('Task', 'Задача'), template: 'text', long: true },
    after: { type: 'integer', minimum: 0, maximum: 1000, default: 1, label: both('Due in', 'Срок через') },
    unit: {
      type: 'string',
      enum: ['minutes', 'hours', 'days'],
      default: 'days',
      label: both('Unit'),
      options: { minutes: both('Minutes'), hours: both('Hours'), days: both('Days') },
    },
    weekends: { type: 'boolean', default: false, label: both('Skip weekends', 'Пропускать выходные') },
    responsible: { type: 'string', default: '', label: both('Responsible'), ref: 'user' },
  }),
  part('action', 'wait', 'Wait', both('wait {{amount}} {{unit}}', 'подождать {{amount}} {{unit}}'), {
    amount: { type: 'integer', default: 1, label: both('How long') },
    unit: { type: 'string', enum: ['minutes', 'hours', 'days'], default: 'days', label: both('Unit') },
  }),
  part('action', 'call-webhook', 'Call a webhook', both('call {{url}}'), {
    url: { type: 'string', maxLength: 2000, label: both('Address'), template: 'url' },
    headers: {
      type: 'array',
      default: [],
      label: both('Headers'),
      items: {
        type: 'object',
        required: ['name', 'value'],
        properties: { name: { type: 'string', minLength: 1, label: both('Name of it') }, value: { type: 'string', label: both('Value of it') } },
      },
    },
  }),
  part('action', 'tag', 'Add tags', both('add the tags {{tags}}', 'добавить теги {{tags}}'), {
    tags: { type: 'array', minItems: 1, items: { type: 'string', ref: 'tag' }, label: both('Tags') },
  }),
];

export const choices = {
  choices: {
    stage: [
      { value: '1:10', label: 'New', group: 'Sales' },
      { value: '1:11', label: 'Offer', group: 'Sales' },
      { value: '2:20', label: 'New', group: 'Service' },
    ],
    user: Array.from({ length: 12 }, (_, index) => ({ value: `u${index}`, label: `Person ${index}` })),
    tag: [{ value: 'vip', label: 'vip' }],
  },
  fields: [
    { id: 'lead.price', name: 'Price', type: 'numeric', of: 'lead', options: [] },
    { id: 'lead.name', name: 'Lead name', type: 'text', of: 'lead', options: [] },
    {
      id: 'lead.field.5',
      name: 'Colour',
      type: 'select',
      of: 'lead',
      options: [
        { id: '51', name: 'Red' },
        { id: '52', name: 'Blue' },
      ],
    },
    { id: 'lead.field.6', name: 'Delivery', type: 'date', of: 'lead', options: [] },
  ],
  variables: [
    { name: 'lead.name', example: 'Sofa' },
    { name: 'contact.name', example: 'Mary' },
  ],
  triggers: [
    { on: 'lead_created', event: 'lead.created', about: 'lead' },
    { on: 'stage_changed', event: 'lead.stage_changed', about: 'lead' },
    { on: 'message_received', event: 'message.received', about: 'lead' },
    { on: 'time_based', event: 'time.reached', about: 'lead' },
    { on: 'manual', event: 'rule.requested', about: 'lead' },
  ],
};

export const knownParts = parts.map(readPart);
export const knownChoices = readChoices(choices);
