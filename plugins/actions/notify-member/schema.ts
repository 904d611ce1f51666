import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const MAX_TEXT = 1_000;

export const settings = z.object({});

export const input = z
  .object({
    to: z
      .enum(['responsible', 'admins', 'users'])
      .default('responsible')
      .meta(
        field({
          label: { en: 'Who', ru: 'Кого', es: 'A quién', pt: 'Quem' },
          options: {
            responsible: { en: 'Responsible user', ru: 'Ответственный', es: 'Usuario responsable', pt: 'Usuário responsável' },
            admins: { en: 'Administrators', ru: 'Администраторы', es: 'Administradores', pt: 'Administradores' },
            users: { en: 'Chosen users', ru: 'Выбранные пользователи', es: 'Usuarios elegidos', pt: 'Usuários escolhidos' },
          },
        }),
      ),
    users: z
      .array(
        z
          .string()
          .min(1)
          .max(64)
          .meta(field({ ref: 'user' })),
      )
      .max(50)
      .default([])
      .meta(
        field({
          label: { en: 'Users', ru: 'Пользователи', es: 'Usuarios', pt: 'Usuários' },
          hint: { en: 'For “Chosen users”.', ru: 'Для «Выбранные пользователи».', es: 'Para «Usuarios elegidos».', pt: 'Para “Usuários escolhidos”.' },
          ref: 'user',
        }),
      ),
    text: z
      .string()
      .trim()
      .min(1)
      .max(MAX_TEXT)
      .meta(field({ label: { en: 'Text', ru: 'Текст', es: 'Texto', pt: 'Texto' }, template: 'text', long: true })),
  })
  .refine(({ to, users }) => to !== 'users' || users.length > 0, { path: ['users'], error: 'Choose at least one user.' })
  .meta({ examples: [{ to: 'responsible', text: '{{contact.name}} is asking for a discount.' }] });

export type Input = z.output<typeof input>;
