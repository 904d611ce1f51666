import { field } from 'souffleur/sdk';
import { z } from 'zod';

/** What every channel takes. */
export const MAX_TEXT = 4_000;

export const settings = z.object({});

export const input = z
  .object({
    text: z
      .string()
      .trim()
      .min(1)
      .max(MAX_TEXT)
      .meta(
        field({
          label: { en: 'Message', ru: 'Сообщение', es: 'Mensaje', pt: 'Mensagem' },
          hint: {
            en: 'Plain text, word for word as the customer gets it; {{contact.name}} and its like are filled in.',
            ru: 'Обычный текст — клиент получит его слово в слово; {{contact.name}} и подобное подставится.',
            es: 'Texto sin formato, tal como lo recibirá el cliente; {{contact.name}} y similares se completan solos.',
            pt: 'Texto simples, exatamente como o cliente vai receber; {{contact.name}} e similares são preenchidos.',
          },
          template: 'text',
          long: true,
        }),
      ),
  })
  .meta({ examples: [{ text: 'Hello, {{contact.name}}! Your order is ready.' }] });

export type Input = z.output<typeof input>;
