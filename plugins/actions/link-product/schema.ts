import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z
  .object({
    catalog: z
      .string()
      .min(1)
      .max(64)
      .meta(field({ label: { en: 'List', ru: 'Список', es: 'Lista', pt: 'Lista' }, ref: 'catalog' })),
    product: z
      .string()
      .min(1)
      .max(64)
      .meta(field({ label: { en: 'Product', ru: 'Товар', es: 'Producto', pt: 'Produto' }, ref: 'product', of: 'catalog' })),
    quantity: z
      .number()
      .positive()
      .max(1_000_000)
      .multipleOf(0.001)
      .default(1)
      .meta(field({ label: { en: 'Quantity', ru: 'Количество', es: 'Cantidad', pt: 'Quantidade' } })),
  })
  .meta({ examples: [{ catalog: '1001', product: '55021', quantity: 1 }] });

export type Input = z.output<typeof input>;
