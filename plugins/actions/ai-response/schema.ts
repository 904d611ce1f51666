import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z.object({
  wish: z
    .string()
    .trim()
    .max(1_000)
    .default('')
    .meta(
      // No template: a wish is an order to the model, and a customer's words must not become one.
      field({
        label: { en: 'What the reply should do', ru: 'Что должен сделать ответ', es: 'Qué debe lograr la respuesta', pt: 'O que a resposta deve fazer' },
        hint: {
          en: 'For example: offer a call tomorrow. The agent knows the lead and the conversation.',
          ru: 'Например: предложить созвониться завтра. Сделку и беседу агент знает сам.',
          es: 'Por ejemplo: ofrecer una llamada mañana. El agente ya conoce el lead y la conversación.',
          pt: 'Por exemplo: oferecer uma ligação amanhã. O agente já conhece o lead e a conversa.',
        },
        long: true,
      }),
    ),
  agent: z
    .string()
    .max(64)
    .optional()
    .meta(
      field({
        label: { en: 'Agent', ru: 'Агент', es: 'Agente', pt: 'Agente' },
        hint: {
          en: 'Empty: the agent of this conversation.',
          ru: 'Пусто — агент этой беседы.',
          es: 'Vacío: el agente de esta conversación.',
          pt: 'Vazio: o agente desta conversa.',
        },
        ref: 'agent',
      }),
    ),
});

export type Input = z.output<typeof input>;
