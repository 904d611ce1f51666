import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z.object({
  mode: z
    .enum(['pause', 'resume'])
    .default('pause')
    .meta(
      field({
        label: { en: 'What to do', ru: 'Что сделать', es: 'Qué hacer', pt: 'O que fazer' },
        options: {
          pause: { en: 'Pause the agent', ru: 'Приостановить агента', es: 'Pausar al agente', pt: 'Pausar o agente' },
          resume: { en: 'End its pause', ru: 'Снять агента с паузы', es: 'Terminar su pausa', pt: 'Encerrar a pausa' },
        },
      }),
    ),
  minutes: z
    .int()
    .min(1)
    .max(10_080)
    .default(30)
    .meta(
      field({
        label: { en: 'Minutes', ru: 'Минуты', es: 'Minutos', pt: 'Minutos' },
        hint: {
          en: 'Of the pause; at most a week.',
          ru: 'Длина паузы, не больше недели.',
          es: 'De la pausa; como máximo, una semana.',
          pt: 'Da pausa; no máximo uma semana.',
        },
      }),
    ),
});

export type Input = z.output<typeof input>;
