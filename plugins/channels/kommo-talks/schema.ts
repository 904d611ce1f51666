import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({
  readBack: z
    .boolean()
    .default(true)
    .meta(
      field({
        label: {
          en: 'Look before sending again',
          ru: 'Проверять перед повторной отправкой',
          es: 'Comprobar antes de reenviar',
          pt: 'Verificar antes de reenviar',
        },
        hint: {
          en: 'After an unclear send, look for the message in the talk. Needs the scope “External chat history”.',
          ru: 'Если неясно, ушло ли сообщение, искать его в беседе. Нужно право «История внешних чатов».',
          es: 'Tras un envío dudoso, buscar el mensaje en la conversación. Necesita el permiso «External chat history».',
          pt: 'Após um envio incerto, procurar a mensagem na conversa. Precisa da permissão “External chat history”.',
        },
      }),
    ),
});

export type Settings = typeof settings;
