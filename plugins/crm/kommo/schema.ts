import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({
  incomingLeads: z
    .boolean()
    .default(true)
    .meta(
      field({
        label: { en: 'Incoming leads', ru: 'Неразобранное', es: 'Leads entrantes', pt: 'Leads de entrada' },
        hint: {
          en: 'Hear of incoming leads before somebody accepts them.',
          ru: 'Узнавать о входящих заявках до того, как их примут.',
          es: 'Enterarse de los leads entrantes antes de que alguien los acepte.',
          pt: 'Saber dos leads de entrada antes que alguém os aceite.',
        },
      }),
    ),
  customers: z
    .boolean()
    .default(true)
    .meta(
      field({
        label: { en: 'Customers', ru: 'Покупатели', es: 'Clientes', pt: 'Clientes' },
        hint: {
          en: 'Hear of changes of customers; needs that mode to be on in the account.',
          ru: 'Узнавать об изменениях покупателей; этот раздел должен быть включён в аккаунте.',
          es: 'Enterarse de los cambios de los clientes; ese modo debe estar activado en la cuenta.',
          pt: 'Saber das mudanças dos clientes; esse modo precisa estar ativado na conta.',
        },
      }),
    ),
});

export type Settings = typeof settings;
