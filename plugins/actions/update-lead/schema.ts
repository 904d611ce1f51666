import { field } from 'souffleur/sdk';
import { z } from 'zod';

/** Kommo's stage "lost" has this id in every pipeline. */
const LOST = ':143';
const MOST = 1_000_000_000_000;

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
    .regex(/^lead\.field\.\S{1,64}$/u, 'Choose one of the lead’s own fields.')
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
    stage: z
      .string()
      .regex(/^(?:[^:\s]{1,32}:[^:\s]{1,32})?$/u, 'A stage is told as pipeline:stage.')
      .optional()
      .meta(
        field({
          label: { en: 'Move to stage', ru: 'Перевести на этап', es: 'Mover a la etapa', pt: 'Mover para a etapa' },
          ref: 'stage',
        }),
      ),
    lossReason: z
      .string()
      .max(64)
      .optional()
      .meta(
        field({
          label: { en: 'Loss reason', ru: 'Причина отказа', es: 'Motivo de pérdida', pt: 'Motivo da perda' },
          hint: {
            en: 'Only with the stage “Lost”.',
            ru: 'Только вместе с этапом «Закрыто и не реализовано».',
            es: 'Solo con la etapa de leads perdidos.',
            pt: 'Somente com a etapa de leads perdidos.',
          },
          ref: 'loss_reason',
        }),
      ),
    price: z
      .int()
      .min(-MOST)
      .max(MOST)
      .optional()
      .meta(field({ label: { en: 'Price', ru: 'Бюджет', es: 'Presupuesto', pt: 'Valor da venda' } })),
    priceMode: z
      .enum(['set', 'add'])
      .default('set')
      .meta(
        field({
          label: { en: 'The price is', ru: 'Бюджет нужно', es: 'El presupuesto se', pt: 'O valor deve ser' },
          options: {
            set: { en: 'Set', ru: 'Установить', es: 'Fija', pt: 'Definido' },
            add: {
              en: 'Added to (or taken off, if negative)',
              ru: 'Увеличить (или уменьшить, если минус)',
              es: 'Suma (o resta, si es negativo)',
              pt: 'Somado (ou subtraído, se negativo)',
            },
          },
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
  .refine(
    (each) => each.stage || each.price !== undefined || each.responsible || [each.fields, each.addTags, each.removeTags].some((list) => list.length > 0),
    {
      error: 'Nothing would change: choose at least one thing.',
    },
  )
  .refine(({ lossReason, stage }) => !lossReason || stage?.endsWith(LOST), { path: ['lossReason'], error: 'A loss reason goes with the stage “Lost” only.' })
  .refine(({ price, priceMode }) => price === undefined || (priceMode === 'set' ? price >= 0 : price !== 0), {
    path: ['price'],
    error: 'A price to set is not negative; one to add is not 0.',
  })
  .refine(({ addTags, removeTags }) => !addTags.some((tag) => removeTags.includes(tag)), {
    path: ['removeTags'],
    error: 'A tag cannot be added and removed at once.',
  })
  .meta({ examples: [{ stage: '731:7301', addTags: ['VIP'], fields: [{ field: 'lead.field.811', value: '{{contact.name}}' }] }] });

export type Input = z.output<typeof input>;
