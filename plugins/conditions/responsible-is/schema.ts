import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z
  .object({
    users: z
      .array(z.string().min(1).max(64))
      .max(100)
      .default([])
      .meta(field({ label: { en: 'Users', ru: 'Пользователи', es: 'Usuarios', pt: 'Usuários' }, ref: 'user' })),
    nobody: z
      .boolean()
      .default(false)
      .meta(field({ label: { en: 'Or nobody', ru: 'Или никто', es: 'O nadie', pt: 'Ou ninguém' } })),
  })
  .refine(({ users, nobody }) => nobody || users.length > 0, { error: 'Choose at least one user, or nobody.', path: ['users'] })
  .meta({ examples: [{ users: ['10431207'] }, { nobody: true }] });
