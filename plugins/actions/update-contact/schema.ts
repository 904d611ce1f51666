import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const MAX_NAME = 255;

export const settings = z.object({});

const tags = z
  .array(
    z
      .string()
      .trim()
      .min(1)
      .max(100)
      .meta(field({ ref: 'tag' })),
  )
  .max(20)
  .default([]);

const row = z.object({
  field: z
    .string()
    .regex(/^contact\.field\.\S{1,64}$/u, 'Choose one of the contact’s own fields.')
    .meta(field({ label: { en: 'Field', ru: 'Поле', es: 'Campo', pt: 'Campo' }, ref: 'field' })),
  value: z
    .string()
    .trim()
    .max(4_000)
    .meta(
      field({
        label: { en: 'Value', ru: 'Значение', es: 'Valor', pt: 'Valor' },
        hint: {
          en: 'Of a list: the option’s name. Empty: clear the field.',
          ru: 'Для списка — название варианта. Пусто — очистить поле.',
          es: 'En una lista: el nombre de la opción. Vacío: borrar el campo.',
          pt: 'Em uma lista: o nome da opção. Vazio: limpar o campo.',
        },
        template: 'text',
      }),
    ),
});

export const input = z
  .object({
    name: z
      .string()
      .trim()
      .max(MAX_NAME)
      .default('')
      .meta(
        field({
          label: { en: 'Name', ru: 'Имя', es: 'Nombre', pt: 'Nome' },
          hint: { en: 'Empty: as it is.', ru: 'Пусто — не менять.', es: 'Vacío: sin cambios.', pt: 'Vazio: sem mudanças.' },
          template: 'text',
        }),
      ),
    fields: z
      .array(row)
      .max(20)
      .default([])
      .meta(
        field({
          label: { en: 'Fields', ru: 'Поля', es: 'Campos', pt: 'Campos' },
          hint: {
            en: 'Several rows of one field are its several values.',
            ru: 'Несколько строк одного поля — несколько его значений.',
            es: 'Varias filas de un mismo campo son varios valores suyos.',
            pt: 'Várias linhas do mesmo campo são vários valores dele.',
          },
        }),
      ),
    addTags: tags.meta(field({ label: { en: 'Add tags', ru: 'Добавить теги', es: 'Añadir etiquetas', pt: 'Adicionar tags' }, ref: 'tag' })),
    removeTags: tags.meta(field({ label: { en: 'Remove tags', ru: 'Убрать теги', es: 'Quitar etiquetas', pt: 'Remover tags' }, ref: 'tag' })),
    responsible: z
      .string()
      .max(64)
      .optional()
      .meta(field({ label: { en: 'Responsible', ru: 'Ответственный', es: 'Responsable', pt: 'Responsável' }, ref: 'user' })),
  })
  .refine((each) => each.name || each.responsible || [each.fields, each.addTags, each.removeTags].some((list) => list.length > 0), {
    error: 'Nothing would change: choose at least one thing.',
  })
  .refine(({ addTags, removeTags }) => !addTags.some((tag) => removeTags.includes(tag)), {
    path: ['removeTags'],
    error: 'A tag cannot be added and removed at once.',
  })
  .meta({ examples: [{ addTags: ['VIP'], fields: [{ field: 'contact.field.921', value: '{{message.text}}' }] }] });

export type Input = z.output<typeof input>;
