import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const MAX_RESULT = 1_000;

export const settings = z.object({});

export const input = z.object({
  result: z
    .string()
    .trim()
    .max(MAX_RESULT)
    .default('')
    .meta(
      field({
        label: { en: 'Result', ru: 'Результат', es: 'Resultado', pt: 'Resultado' },
        hint: {
          en: 'What is written beside the done task. May stay empty.',
          ru: 'Что записать к выполненной задаче. Можно оставить пустым.',
          es: 'Lo que se anota en la tarea completada. Puede quedar vacío.',
          pt: 'O que fica anotado na tarefa concluída. Pode ficar vazio.',
        },
        template: 'text',
        long: true,
      }),
    ),
});

export type Input = z.output<typeof input>;
