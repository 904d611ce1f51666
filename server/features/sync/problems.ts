/** Why a stage was not read, in plain words of the account's language. What the CRM said goes to the log only. */
import { type RefuseCode } from '../../sdk/errors.ts';
import { type Language } from '../../sdk/types.ts';

export type Problem = 'unauthorized' | 'payment' | 'forbidden' | 'unsupported' | 'invalid' | 'unreachable' | 'internal' | 'messages';

const WORDS: Record<Problem, Record<Language, string>> = {
  unauthorized: {
    en: 'Kommo no longer accepts our access. Connect the account again.',
    ru: 'Kommo больше не принимает наш доступ. Подключите аккаунт заново.',
    es: 'Kommo ya no acepta nuestro acceso. Vuelve a conectar la cuenta.',
    pt: 'A Kommo não aceita mais nosso acesso. Conecte a conta novamente.',
  },
  payment: {
    en: 'The Kommo plan does not include this, or it is not paid.',
    ru: 'Тариф Kommo этого не включает или не оплачен.',
    es: 'El plan de Kommo no incluye esto o no está pagado.',
    pt: 'O plano da Kommo não inclui isto ou não está pago.',
  },
  forbidden: {
    en: 'Kommo refused: the person who connected the account has no right to read this. Connect it again as an administrator.',
    ru: 'Kommo отказал: у подключившего аккаунт нет прав на чтение этого. Подключите его заново от имени администратора.',
    es: 'Kommo lo rechazó: quien conectó la cuenta no tiene permiso para leer esto. Vuelve a conectarla como administrador.',
    pt: 'A Kommo recusou: quem conectou a conta não tem permissão para ler isto. Conecte-a novamente como administrador.',
  },
  unsupported: {
    en: 'This Kommo account does not offer it.',
    ru: 'В этом аккаунте Kommo этого нет.',
    es: 'Esta cuenta de Kommo no lo ofrece.',
    pt: 'Esta conta da Kommo não oferece isto.',
  },
  invalid: {
    en: 'Kommo did not understand our request. Our team can find the reason in the log.',
    ru: 'Kommo не понял наш запрос. Причина записана в журнале сервера.',
    es: 'Kommo no entendió nuestra solicitud. El motivo está en el registro del servidor.',
    pt: 'A Kommo não entendeu nosso pedido. O motivo está no registro do servidor.',
  },
  unreachable: {
    en: 'Kommo does not answer right now. It goes on from here as soon as it does.',
    ru: 'Kommo сейчас не отвечает. Как только ответит, чтение продолжится с этого места.',
    es: 'Kommo no responde ahora. Continuará desde aquí en cuanto responda.',
    pt: 'A Kommo não responde agora. Continuará daqui assim que responder.',
  },
  internal: {
    en: 'Something went wrong on our side. Start it again; the reason is in the server log.',
    ru: 'Что-то пошло не так на нашей стороне. Запустите ещё раз; причина записана в журнале сервера.',
    es: 'Algo falló de nuestro lado. Inténtalo de nuevo; el motivo está en el registro del servidor.',
    pt: 'Algo deu errado do nosso lado. Inicie de novo; o motivo está no registro do servidor.',
  },
  messages: {
    en: 'The texts of messages cannot be read: the integration needs access to the external chat history.',
    ru: 'Тексты сообщений недоступны: интеграции нужен доступ к истории внешних чатов.',
    es: 'No se pueden leer los textos de los mensajes: la integración necesita acceso al historial de chats externos.',
    pt: 'Não é possível ler os textos das mensagens: a integração precisa de acesso ao histórico de chats externos.',
  },
};

const OF_REFUSAL: Record<RefuseCode, Problem> = {
  unauthorized: 'unauthorized',
  payment_required: 'payment',
  forbidden: 'forbidden',
  not_found: 'unsupported',
  unsupported: 'unsupported',
  closed: 'unsupported',
  invalid: 'invalid',
};

export const problemOf = (code: RefuseCode): Problem => OF_REFUSAL[code];

export function wordsOf(problem: Problem, language: string): string {
  const words: Record<string, string> = WORDS[problem];
  return words[language] ?? WORDS[problem].en;
}

/** Said in any language: the stage has nothing, rather than being kept from us. */
export const isAbsence = (words: string | null): boolean => words !== null && Object.values(WORDS.unsupported).includes(words);
