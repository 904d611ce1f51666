import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

const Label = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/u, { error: 'A label is written in lower-case Latin letters, digits and _, such as price_question.' })
    .meta(
      field({
        label: { en: 'Label', ru: 'Метка', es: 'Etiqueta', pt: 'Rótulo' },
        hint: { en: 'Such as price_question.', ru: 'Например, price_question.', es: 'Por ejemplo, price_question.', pt: 'Por exemplo, price_question.' },
      }),
    ),
  description: z
    .string()
    .trim()
    .min(3)
    .max(300)
    .meta(
      field({
        label: { en: 'What the customer means', ru: 'Что имеет в виду клиент', es: 'Qué quiere decir el cliente', pt: 'O que o cliente quer dizer' },
        hint: {
          en: 'In a sentence, for the model: “asks what something costs”.',
          ru: 'Одной фразой, для модели: «спрашивает, сколько что-то стоит».',
          es: 'En una frase, para el modelo: «pregunta cuánto cuesta algo».',
          pt: 'Em uma frase, para o modelo: “pergunta quanto custa algo”.',
        },
      }),
    ),
  wanted: z
    .boolean()
    .default(true)
    .meta(
      field({
        label: { en: 'This is what I look for', ru: 'Это то, что нужно', es: 'Es lo que busco', pt: 'É o que procuro' },
        hint: {
          en: 'Off: only there so that the model can tell it apart.',
          ru: 'Выключено: нужна только для того, чтобы модель отличала её от остальных.',
          es: 'Desactivado: solo sirve para que el modelo la distinga.',
          pt: 'Desligado: serve apenas para que o modelo a distinga.',
        },
      }),
    ),
});

export const input = z
  .object({
    labels: z
      .array(Label)
      .min(1, { error: 'Describe at least one meaning.' })
      .max(12)
      .meta(field({ label: { en: 'Meanings', ru: 'Смыслы', es: 'Significados', pt: 'Significados' } })),
    threshold: z
      .number()
      .min(0.05)
      .max(1)
      .default(0.6)
      .meta(
        field({
          label: {
            en: 'How sure the model must be',
            ru: 'Насколько модель должна быть уверена',
            es: 'Seguridad mínima del modelo',
            pt: 'Certeza mínima do modelo',
          },
          hint: { en: 'From 0.05 to 1.', ru: 'От 0,05 до 1.', es: 'De 0,05 a 1.', pt: 'De 0,05 a 1.' },
        }),
      ),
  })
  .refine(({ labels }) => new Set(labels.map(({ id }) => id)).size === labels.length, { error: 'Two meanings have the same label.', path: ['labels'] })
  .refine(({ labels }) => labels.some(({ wanted }) => wanted), { error: 'At least one meaning must be looked for.', path: ['labels'] })
  .meta({ examples: [{ labels: [{ id: 'price_question', description: 'asks what something costs' }] }] });
