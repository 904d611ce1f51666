import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z
  .object({
    match: z
      .enum(['equals', 'contains'])
      .default('equals')
      .meta(
        field({
          label: { en: 'Match', ru: 'Совпадение', es: 'Coincidencia', pt: 'Correspondência' },
          options: {
            equals: { en: 'is one of', ru: 'один из', es: 'es una de', pt: 'é uma de' },
            contains: { en: 'contains', ru: 'содержит', es: 'contiene', pt: 'contém' },
          },
        }),
      ),
    sources: z
      .array(z.string().trim().min(1).max(200))
      .min(1, { error: 'Give at least one source.' })
      .max(50)
      .meta(
        field({
          label: { en: 'Sources', ru: 'Источники', es: 'Fuentes', pt: 'Origens' },
          hint: {
            en: 'A channel, the name of a form, or utm_source.',
            ru: 'Канал, название формы или utm_source.',
            es: 'Un canal, el nombre de un formulario o utm_source.',
            pt: 'Um canal, o nome de um formulário ou utm_source.',
          },
          ref: 'source',
        }),
      ),
  })
  .meta({ examples: [{ match: 'contains', sources: ['instagram'] }] });
