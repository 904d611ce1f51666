import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const MAX_NAME = 255;

export const settings = z.object({});

export const input = z
  .object({
    name: z
      .string()
      .trim()
      .min(1)
      .max(MAX_NAME)
      .meta(field({ label: { en: 'Name', ru: 'Название', es: 'Nombre', pt: 'Nome' }, template: 'text' })),
    stage: z
      .string()
      .regex(/^(?:[^:\s]{1,32}:[^:\s]{1,32})?$/u, 'A stage is told as pipeline:stage.')
      .optional()
      .meta(
        field({
          label: { en: 'Pipeline and stage', ru: 'Воронка и этап', es: 'Embudo y etapa', pt: 'Funil e etapa' },
          hint: {
            en: 'Empty: the first stage of the main pipeline.',
            ru: 'Пусто — первый этап основной воронки.',
            es: 'Vacío: la primera etapa del embudo principal.',
            pt: 'Vazio: a primeira etapa do funil principal.',
          },
          ref: 'stage',
        }),
      ),
    price: z
      .int()
      .min(0)
      .max(1_000_000_000_000)
      .optional()
      .meta(field({ label: { en: 'Price', ru: 'Бюджет', es: 'Presupuesto', pt: 'Valor da venda' } })),
    tags: z
      .array(
        z
          .string()
          .trim()
          .min(1)
          .max(100)
          .meta(field({ ref: 'tag' })),
      )
      .max(20)
      .default([])
      .meta(field({ label: { en: 'Tags', ru: 'Теги', es: 'Etiquetas', pt: 'Tags' }, ref: 'tag' })),
    responsible: z
      .string()
      .max(64)
      .optional()
      .meta(
        field({
          label: { en: 'Responsible', ru: 'Ответственный', es: 'Responsable', pt: 'Responsável' },
          hint: {
            en: 'Empty: whoever is responsible here now.',
            ru: 'Пусто — тот, кто отвечает сейчас.',
            es: 'Vacío: el responsable actual.',
            pt: 'Vazio: o responsável atual.',
          },
          ref: 'user',
        }),
      ),
  })
  .meta({ examples: [{ name: 'Repeat order: {{contact.name}}', tags: ['repeat'] }] });

export type Input = z.output<typeof input>;
