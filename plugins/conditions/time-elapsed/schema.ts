import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z.object({
  since: z
    .enum(['lead_created', 'last_message_in', 'last_message_out', 'stage_entered', 'task_due'])
    .default('last_message_in')
    .meta(
      field({
        label: { en: 'Since', ru: 'С какого момента', es: 'Desde', pt: 'Desde' },
        options: {
          lead_created: { en: 'the lead was created', ru: 'создания сделки', es: 'que se creó el lead', pt: 'que o lead foi criado' },
          last_message_in: {
            en: 'the customer last wrote',
            ru: 'последнего сообщения клиента',
            es: 'que el cliente escribió por última vez',
            pt: 'que o cliente escreveu pela última vez',
          },
          last_message_out: {
            en: 'we last wrote',
            ru: 'нашего последнего сообщения',
            es: 'que escribimos por última vez',
            pt: 'que escrevemos pela última vez',
          },
          stage_entered: {
            en: 'the lead came to its stage',
            ru: 'перехода на текущий этап',
            es: 'que el lead entró en su etapa',
            pt: 'que o lead entrou na etapa atual',
          },
          task_due: { en: 'the task was due', ru: 'наступления срока задачи', es: 'que venció la tarea', pt: 'que a tarefa venceu' },
        },
      }),
    ),
  is: z
    .enum(['at_least', 'less_than'])
    .default('at_least')
    .meta(
      field({
        label: { en: 'Has passed', ru: 'Прошло', es: 'Ha pasado', pt: 'Passou' },
        options: {
          at_least: { en: 'at least', ru: 'не меньше чем', es: 'al menos', pt: 'pelo menos' },
          less_than: { en: 'less than', ru: 'меньше чем', es: 'menos de', pt: 'menos de' },
        },
      }),
    ),
  amount: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(1)
    .meta(field({ label: { en: 'How much', ru: 'Сколько', es: 'Cuánto', pt: 'Quanto' } })),
  unit: z
    .enum(['minutes', 'hours', 'days'])
    .default('days')
    .meta(
      field({
        label: { en: 'Unit', ru: 'Единица', es: 'Unidad', pt: 'Unidade' },
        hint: { en: 'A day is 24 hours.', ru: 'День — это 24 часа.', es: 'Un día son 24 horas.', pt: 'Um dia são 24 horas.' },
        options: {
          minutes: { en: 'min.', ru: 'мин.', es: 'min', pt: 'min' },
          hours: { en: 'h', ru: 'ч', es: 'h', pt: 'h' },
          days: { en: 'day(s)', ru: 'дн.', es: 'día(s)', pt: 'dia(s)' },
        },
      }),
    ),
});
