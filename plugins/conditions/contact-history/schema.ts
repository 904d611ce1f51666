import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z
  .object({
    what: z
      .enum(['leads', 'openLeads', 'wonLeads', 'lostLeads', 'spent', 'messagesIn', 'messagesOut', 'callsAnswered', 'callsMissed', 'new', 'returning'])
      .default('new')
      .meta(
        field({
          label: { en: 'What to look at', ru: 'На что смотреть', es: 'Qué mirar', pt: 'O que observar' },
          options: {
            leads: { en: 'number of leads', ru: 'сделок', es: 'número de leads', pt: 'número de leads' },
            openLeads: { en: 'number of open leads', ru: 'открытых сделок', es: 'número de leads abiertos', pt: 'número de leads abertos' },
            wonLeads: { en: 'number of won leads', ru: 'успешных сделок', es: 'número de leads ganados', pt: 'número de leads ganhos' },
            lostLeads: { en: 'number of lost leads', ru: 'проигранных сделок', es: 'número de leads perdidos', pt: 'número de leads perdidos' },
            spent: { en: 'amount spent', ru: 'сумма покупок', es: 'importe gastado', pt: 'valor gasto' },
            messagesIn: {
              en: 'number of messages received',
              ru: 'сообщений от клиента',
              es: 'número de mensajes recibidos',
              pt: 'número de mensagens recebidas',
            },
            messagesOut: { en: 'number of messages sent', ru: 'сообщений клиенту', es: 'número de mensajes enviados', pt: 'número de mensagens enviadas' },
            callsAnswered: { en: 'number of answered calls', ru: 'принятых звонков', es: 'número de llamadas atendidas', pt: 'número de ligações atendidas' },
            callsMissed: { en: 'number of missed calls', ru: 'пропущенных звонков', es: 'número de llamadas perdidas', pt: 'número de ligações perdidas' },
            new: { en: 'new customer', ru: 'новый клиент', es: 'cliente nuevo', pt: 'cliente novo' },
            returning: { en: 'returning customer', ru: 'клиент обращается повторно', es: 'cliente que vuelve', pt: 'cliente que retorna' },
          },
        }),
      ),
    is: z
      .enum(['equals', 'not_equals', 'greater', 'less', 'at_least', 'at_most'])
      .optional()
      .meta(
        field({
          label: { en: 'Comparison', ru: 'Сравнение', es: 'Comparación', pt: 'Comparação' },
          options: {
            equals: { en: 'exactly', ru: 'ровно', es: 'exactamente', pt: 'exatamente' },
            not_equals: { en: 'not', ru: 'не', es: 'distinto de', pt: 'diferente de' },
            greater: { en: 'more than', ru: 'больше', es: 'más de', pt: 'mais de' },
            less: { en: 'less than', ru: 'меньше', es: 'menos de', pt: 'menos de' },
            at_least: { en: 'at least', ru: 'не меньше', es: 'al menos', pt: 'pelo menos' },
            at_most: { en: 'at most', ru: 'не больше', es: 'como máximo', pt: 'no máximo' },
          },
        }),
      ),
    value: z
      .number()
      .min(0)
      .max(1_000_000_000_000)
      .optional()
      .meta(
        field({
          label: { en: 'Number', ru: 'Число', es: 'Número', pt: 'Número' },
          hint: { en: 'Not for new or returning.', ru: 'Не для нового и повторного.', es: 'No para nuevo ni recurrente.', pt: 'Não para novo ou recorrente.' },
        }),
      ),
  })
  .superRefine(({ what, is, value }, ctx) => {
    const wrong = (path: 'is' | 'value', message: string): void => ctx.addIssue({ code: 'custom', path: [path], message });
    const counts = what !== 'new' && what !== 'returning';
    if (counts && is === undefined) wrong('is', 'Choose how to compare.');
    if (counts && value === undefined) wrong('value', 'Give a number to compare with.');
    if (counts && what !== 'spent' && value !== undefined && !Number.isInteger(value)) wrong('value', 'Give a whole number.');
    if (!counts && (is !== undefined || value !== undefined)) wrong(is === undefined ? 'value' : 'is', 'New and returning take no number.');
  });
