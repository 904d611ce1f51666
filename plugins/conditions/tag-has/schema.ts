import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z
  .object({
    of: z
      .enum(['lead', 'contact', 'company'])
      .default('lead')
      .meta(
        field({
          label: { en: 'Tags of', ru: 'Теги', es: 'Etiquetas de', pt: 'Tags de' },
          options: {
            lead: { en: 'the lead', ru: 'сделки', es: 'el lead', pt: 'o lead' },
            contact: { en: 'the contact', ru: 'контакта', es: 'el contacto', pt: 'o contato' },
            company: { en: 'the company', ru: 'компании', es: 'la empresa', pt: 'a empresa' },
          },
        }),
      ),
    match: z
      .enum(['any', 'all', 'none'])
      .default('any')
      .meta(
        field({
          label: { en: 'Match', ru: 'Совпадение', es: 'Coincidencia', pt: 'Correspondência' },
          options: {
            any: { en: 'at least one of', ru: 'хотя бы один из', es: 'al menos una de', pt: 'pelo menos uma de' },
            all: { en: 'all of', ru: 'все из', es: 'todas estas:', pt: 'todas estas:' },
            none: { en: 'none of', ru: 'ни одного из', es: 'ninguna de', pt: 'nenhuma de' },
          },
        }),
      ),
    tags: z
      .array(z.string().min(1).max(255))
      .min(1, { error: 'Choose at least one tag.' })
      .max(50)
      .meta(field({ label: { en: 'Tags', ru: 'Теги', es: 'Etiquetas', pt: 'Tags' }, ref: 'tag' })),
  })
  .meta({ examples: [{ match: 'any', tags: ['VIP'] }] });
