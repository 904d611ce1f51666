/** What the demo model says of its own: everything else it quotes. */
import { type Language } from './prompt.ts';

interface Phrases {
  hello: string;
  noAnswer: string;
  /** One part of several has no answer. */
  rest: string;
  welcome: string;
  help: string;
  askCity: string;
  offer: Record<'delivery' | 'products' | 'call' | 'other', string>;
}

export const phrases: Record<Language, Phrases> = {
  ru: {
    hello: 'Здравствуйте!',
    noAnswer: 'Я не нашёл ответа на это в нашей базе знаний. Уточню у коллег и вернусь с ответом.',
    rest: 'Остальное уточню у коллег.',
    welcome: 'Пожалуйста!',
    help: 'Чем помочь?',
    askCity: 'В какой город нужна доставка?',
    offer: {
      delivery: 'Оформить для вас доставку?',
      products: 'Подсказать, какая модель вам подойдёт?',
      call: 'Когда вам удобно созвониться?',
      other: 'Подсказать что-нибудь ещё?',
    },
  },
  en: {
    hello: 'Hello!',
    noAnswer: 'I could not find that in our knowledge base. Let me check with a colleague and come back to you.',
    rest: 'Let me check the rest with a colleague.',
    welcome: "You're welcome!",
    help: 'How can I help?',
    askCity: 'Which town should we deliver to?',
    offer: {
      delivery: 'Shall I arrange the delivery for you?',
      products: 'Would you like help choosing a model?',
      call: 'When would a call suit you?',
      other: 'Is there anything else you would like to know?',
    },
  },
  es: {
    hello: '¡Hola!',
    noAnswer: 'No he encontrado esa información en nuestra base de conocimientos. Lo consulto con un compañero y te respondo.',
    rest: 'Lo demás lo consulto con un compañero.',
    welcome: '¡Gracias a ti!',
    help: '¿En qué puedo ayudarte?',
    askCity: '¿A qué ciudad necesitas el envío?',
    offer: {
      delivery: '¿Quieres que prepare el envío?',
      products: '¿Te ayudo a elegir un modelo?',
      call: '¿Cuándo te viene bien una llamada?',
      other: '¿Quieres saber algo más?',
    },
  },
  pt: {
    hello: 'Olá!',
    noAnswer: 'Não encontrei essa informação na nossa base de conhecimento. Vou verificar com um colega e já respondo.',
    rest: 'Vou verificar o restante com um colega.',
    welcome: 'Obrigado a você!',
    help: 'Como posso ajudar?',
    askCity: 'Para qual cidade é a entrega?',
    offer: {
      delivery: 'Quer que eu prepare a entrega para você?',
      products: 'Quer ajuda para escolher um modelo?',
      call: 'Qual é o melhor horário para uma ligação?',
      other: 'Posso ajudar em algo mais?',
    },
  },
};
