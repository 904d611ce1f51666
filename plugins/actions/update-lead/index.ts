/** Changes values of the lead: stage, price, fields, tags, responsible user. */
import { definePlugin } from 'souffleur/sdk';

import { input, settings } from './schema.ts';
import { updateOf } from './values.ts';
import { describe } from './words.ts';

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'update-lead',
  title: { en: 'Change the lead', ru: 'Изменить сделку', es: 'Modificar el lead', pt: 'Alterar o lead' },
  description: {
    en: 'Moves the lead to a stage, sets its price, fields, tags or responsible user.',
    ru: 'Переводит сделку на этап, меняет бюджет, поля, теги или ответственного.',
    es: 'Mueve el lead a una etapa o cambia su presupuesto, campos, etiquetas o responsable.',
    pt: 'Move o lead para uma etapa ou altera valor, campos, tags ou responsável.',
  },
  icon: 'pencil',
  settings,
  input,
  effect: 'approval',
  says: {
    en: 'change the lead: [move to {{stage}}][; loss reason: {{lossReason}}][; price: {{price}}][ ({{priceMode}})][; set {{fields}}][; add tags: {{addTags}}][; remove tags: {{removeTags}}][; responsible: {{responsible}}]',
    ru: 'изменить сделку: [этап: {{stage}}][; причина отказа: {{lossReason}}][; бюджет: {{price}}][ ({{priceMode}})][; поля: {{fields}}][; добавить теги: {{addTags}}][; убрать теги: {{removeTags}}][; ответственный: {{responsible}}]',
    es: 'modificar el lead: [mover a {{stage}}][; motivo de pérdida: {{lossReason}}][; presupuesto: {{price}}][ ({{priceMode}})][; campos: {{fields}}][; añadir etiquetas: {{addTags}}][; quitar etiquetas: {{removeTags}}][; responsable: {{responsible}}]',
    pt: 'alterar o lead: [mover para {{stage}}][; motivo da perda: {{lossReason}}][; valor: {{price}}][ ({{priceMode}})][; campos: {{fields}}][; adicionar tags: {{addTags}}][; remover tags: {{removeTags}}][; responsável: {{responsible}}]',
  },
  preview(wanted, { facts, language }) {
    return describe(updateOf(wanted, facts), facts, language);
  },
  run: async (wanted, _event, { facts, enqueue }) => enqueue({ kind: 'crm', change: updateOf(wanted, facts) }),
});
