import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const MAX_TEXT = 20_000;

export const settings = z.object({});

export const input = z
  .object({
    text: z
      .string()
      .trim()
      .min(1)
      .max(MAX_TEXT)
      .meta(field({ label: { en: 'Note', ru: 'Примечание', es: 'Nota', pt: 'Nota' }, template: 'text', long: true })),
    on: z
      .enum(['lead', 'contact'])
      .default('lead')
      .meta(
        field({
          label: { en: 'Where', ru: 'Куда', es: 'Dónde', pt: 'Onde' },
          options: {
            lead: { en: 'Lead', ru: 'Сделка', es: 'Lead', pt: 'Lead' },
            contact: { en: 'Contact', ru: 'Контакт', es: 'Contacto', pt: 'Contato' },
          },
        }),
      ),
  })
  .meta({ examples: [{ text: '{{contact.name}} asked for a call in the evening.', on: 'lead' }] });

export type Input = z.output<typeof input>;
