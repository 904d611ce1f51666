import { expect, test } from 'vitest';

import { detectLanguage } from './language.ts';

const messages: Record<string, readonly string[]> = {
  ru: [
    'Сколько стоит доставка в Казань и когда привезёте?',
    'привет',
    'цена?',
    'А гарантия есть',
    'Добрый день!',
    'Хочу кофемашину Lighthouse Duo',
    'нужен grinder 64',
    'можно в рассрочку?',
    'до скольки работаете',
    'вернуть можно?',
    'Спасибо 🙏',
    'Сколько стоит Lighthouse Grain 64 Pro?',
    'почём Lighthouse Duo',
    'ок',
  ],
  en: [
    'how much?',
    'How much is delivery to Manchester?',
    'hello',
    'price?',
    'Is it in stock?',
    'thanks!',
    'when will it arrive',
    'do you ship to Kazan',
    'Can I return it?',
    'opening hours',
    'hi',
    'I want the Duo',
    "what's the warranty",
    'which grinder is cheaper',
    'can i pay by card',
    'do you have anything cheaper',
    'Delivery to Valencia please',
    'thank you so much',
    'ok, and how long does it take?',
    'We will call you back tomorrow morning with the exact price.',
  ],
  es: [
    '¿Cuánto cuesta?',
    'cuanto cuesta el envio',
    'Hola',
    '¿Cuánto cuesta el envío a Valencia y cuándo llega?',
    'Buenos días',
    '¿Tienen garantía?',
    'gracias',
    '¿Puedo pagar a plazos?',
    'quiero una cafetera',
    'hacen envios a madrid',
    '¿Dónde está la tienda?',
    '¿A qué hora abren?',
    'precio?',
    'necesito un molinillo',
    '¿Se puede devolver?',
    'Muchas gracias',
    '¿y el horario?',
    'El envío a Valencia cuesta 6,50 €.',
    'me interesa la suscripción',
    'cuántos días tarda',
  ],
  pt: [
    'Quanto custa o frete?',
    'quanto custa',
    'Olá',
    'oi',
    'Quanto custa a entrega em Curitiba e quando chega?',
    'Bom dia',
    'Vocês têm garantia?',
    'obrigado',
    'Posso parcelar?',
    'quero uma cafeteira',
    'qual o preço?',
    'preço?',
    'não entendi',
    'Onde fica a loja?',
    'que horas vocês abrem',
    'vcs entregam em Recife?',
    'Posso devolver?',
    'Muito obrigada!',
    'A entrega em Curitiba custa R$ 39.',
    'tem desconto à vista?',
    'quantos dias demora',
    'tudo bem?',
  ],
};

for (const [language, list] of Object.entries(messages)) {
  test.each(list)(`${language}: %s`, (message) => {
    expect(detectLanguage(message)).toBe(language);
  });
}

test.each(['', '   ', '490', '👍👍', '+7 843 200-10-20', 'x', 'Lighthouse', '???', 'Скільки коштує доставка і коли?', '你好', 'Lelit'])(
  'does not guess: %s',
  (message) => {
    expect(detectLanguage(message)).toBeUndefined();
  },
);

test('a long hostile text takes no time', () => {
  const began = performance.now();
  detectLanguage("a'".repeat(100_000));
  detectLanguage('ç'.repeat(200_000));
  expect(performance.now() - began).toBeLessThan(50);
});
