import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

const Price = z.number().min(0).max(1_000_000_000_000).nullable().default(null);

export const input = z
  .object({
    from: Price.meta(
      field({
        label: { en: 'From', ru: 'От', es: 'Desde', pt: 'De' },
        hint: {
          en: 'Included. Empty: no lower limit.',
          ru: 'Включительно. Пусто: без нижней границы.',
          es: 'Incluido. Vacío: sin mínimo.',
          pt: 'Incluído. Vazio: sem mínimo.',
        },
      }),
    ),
    to: Price.meta(
      field({
        label: { en: 'To', ru: 'До', es: 'Hasta', pt: 'Até' },
        hint: {
          en: 'Included. Empty: no upper limit.',
          ru: 'Включительно. Пусто: без верхней границы.',
          es: 'Incluido. Vacío: sin máximo.',
          pt: 'Incluído. Vazio: sem máximo.',
        },
      }),
    ),
  })
  .refine(({ from, to }) => from !== null || to !== null, { error: 'Give at least one of the two limits.', path: ['from'] })
  .refine(({ from, to }) => from === null || to === null || from <= to, { error: 'The lower limit is above the upper one.', path: ['to'] })
  .meta({ examples: [{ from: 50_000 }, { from: 1000, to: 5000 }] });
