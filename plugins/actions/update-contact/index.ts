/** Changes values of the contact: name, fields, tags, responsible user. */
import { definePlugin } from 'souffleur/sdk';

import { input, settings } from './schema.ts';
import { updateOf } from './values.ts';
import { describe } from './words.ts';

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'update-contact',
  title: { en: 'Change the contact', ru: 'Изменить контакт', es: 'Modificar el contacto', pt: 'Alterar o contato' },
  description: {
    en: 'Sets the contact’s name, fields, tags or responsible user.',
    ru: 'Меняет имя, поля, теги или ответственного у контакта.',
    es: 'Cambia el nombre, los campos, las etiquetas o el responsable del contacto.',
    pt: 'Altera o nome, os campos, as tags ou o responsável do contato.',
  },
  icon: 'person',
  settings,
  input,
  effect: 'approval',
  says: {
    en: 'change the contact: [name: {{name}}][; set {{fields}}][; add tags: {{addTags}}][; remove tags: {{removeTags}}][; responsible: {{responsible}}]',
    ru: 'изменить контакт: [имя: {{name}}][; поля: {{fields}}][; добавить теги: {{addTags}}][; убрать теги: {{removeTags}}][; ответственный: {{responsible}}]',
    es: 'modificar el contacto: [nombre: {{name}}][; campos: {{fields}}][; añadir etiquetas: {{addTags}}][; quitar etiquetas: {{removeTags}}][; responsable: {{responsible}}]',
    pt: 'alterar o contato: [nome: {{name}}][; campos: {{fields}}][; adicionar tags: {{addTags}}][; remover tags: {{removeTags}}][; responsável: {{responsible}}]',
  },
  preview(wanted, { facts, language }) {
    return describe(updateOf(wanted, facts), facts, language);
  },
  run: async (wanted, _event, { facts, enqueue }) => enqueue({ kind: 'crm', change: updateOf(wanted, facts) }),
});
