import { type Facts, type Language } from 'souffleur/sdk';

import { type Update } from './values.ts';

const WORDS = {
  en: { change: (name: string) => `Change the contact “${name}”`, name: 'name', user: 'responsible', add: 'add tags', remove: 'remove tags', clear: 'clear' },
  ru: {
    change: (name: string) => `Изменить контакт «${name}»`,
    name: 'имя',
    user: 'ответственный',
    add: 'добавить теги',
    remove: 'убрать теги',
    clear: 'очистить',
  },
  es: {
    change: (name: string) => `Modificar el contacto «${name}»`,
    name: 'nombre',
    user: 'responsable',
    add: 'añadir etiquetas',
    remove: 'quitar etiquetas',
    clear: 'borrar',
  },
  pt: {
    change: (name: string) => `Alterar o contato “${name}”`,
    name: 'nome',
    user: 'responsável',
    add: 'adicionar tags',
    remove: 'remover tags',
    clear: 'limpar',
  },
} satisfies Record<Language, object>;

export function describe({ values }: Update, { contact, nameOf }: Facts, language: Language): string {
  const words = WORDS[language];
  const { name, responsibleId, addTags, removeTags, fields = [] } = values;
  const changes = [
    ...(name ? [`${words.name}: ${name}`] : []),
    ...(responsibleId ? [`${words.user}: ${nameOf('user', responsibleId)}`] : []),
    ...fields.map(({ id, values: list = [] }) => {
      const title = fieldName(id, nameOf);
      return list.length > 0 ? `${title}: ${list.join(', ')}` : `${words.clear}: ${title}`;
    }),
    ...(addTags ? [`${words.add}: ${addTags.join(', ')}`] : []),
    ...(removeTags ? [`${words.remove}: ${removeTags.join(', ')}`] : []),
  ];
  return `${words.change(contact?.name || (contact?.id ?? ''))} — ${changes.join('; ')}`;
}

/** Forms call a field `contact.field.<id>`, facts `contact.<id>`: it has a name by one of them. */
function fieldName(id: string, nameOf: Facts['nameOf']): string {
  const name = nameOf('field', `contact.${id}`);
  return name === `contact.${id}` ? nameOf('field', `contact.field.${id}`) : name;
}
