import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z
  .object({
    bot: z
      .string()
      .min(1)
      .max(64)
      .meta(field({ label: { en: 'Salesbot', ru: 'Salesbot', es: 'Salesbot', pt: 'Salesbot' }, ref: 'bot' })),
    on: z
      .enum(['lead', 'contact'])
      .default('lead')
      .meta(
        field({
          label: { en: 'Where', ru: 'Где', es: 'Dónde', pt: 'Onde' },
          options: {
            lead: { en: 'Lead', ru: 'Сделка', es: 'Lead', pt: 'Lead' },
            contact: { en: 'Contact', ru: 'Контакт', es: 'Contacto', pt: 'Contato' },
          },
        }),
      ),
  })
  .meta({ examples: [{ bot: '565', on: 'lead' }] });

export type Input = z.output<typeof input>;
