import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

/** `pipelineId:stageId`: two pipelines may share a stage's id (in Kommo, won and lost). */
const Stage = z
  .string()
  .max(100)
  .refine((text) => text.split(':').filter((part) => part.trim() !== '').length === 2 && text.split(':').length === 2, {
    error: 'A stage is written as pipelineId:stageId.',
  });

export const input = z
  .object({
    stages: z
      .array(Stage)
      .max(100)
      .default([])
      .meta(field({ label: { en: 'Stages', ru: 'Этапы', es: 'Etapas', pt: 'Etapas' }, ref: 'stage' })),
    kinds: z
      .array(z.enum(['incoming', 'open', 'won', 'lost']))
      .max(4)
      .default([])
      .meta(
        field({
          label: { en: 'Or any stage that is', ru: 'Или любой этап вида', es: 'O cualquier etapa de tipo', pt: 'Ou qualquer etapa do tipo' },
          hint: { en: 'In every pipeline.', ru: 'Во всех воронках.', es: 'En todos los embudos.', pt: 'Em todos os funis.' },
          options: {
            incoming: { en: 'incoming leads', ru: 'неразобранное', es: 'leads entrantes', pt: 'leads de entrada' },
            open: { en: 'any open stage', ru: 'любой этап в работе', es: 'cualquier etapa abierta', pt: 'qualquer etapa aberta' },
            won: { en: 'closed as won', ru: 'успешно реализовано', es: 'ganado', pt: 'ganho' },
            lost: { en: 'closed as lost', ru: 'закрыто и не реализовано', es: 'perdido', pt: 'perdido' },
          },
        }),
      ),
  })
  .refine(({ stages, kinds }) => stages.length + kinds.length > 0, { error: 'Choose at least one stage or kind of stage.', path: ['stages'] })
  .meta({ examples: [{ stages: ['731:7302'] }, { kinds: ['won'] }] });
