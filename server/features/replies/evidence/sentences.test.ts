import { describe, expect, it } from 'vitest';

import { splitSentences, statesSomething } from './sentences.ts';

const split = (text: string, language = 'en'): string[] => splitSentences(text, language).map((span) => span.text);

describe('splitSentences', () => {
  it.each([
    ['ru', 'Доставка в г. Казань стоит 490 ₽. Привезём за 3 дня!', ['Доставка в г. Казань стоит 490 ₽.', 'Привезём за 3 дня!']],
    ['ru', 'Шоурум на ул. Баумана, д. 12. Ждём вас?', ['Шоурум на ул. Баумана, д. 12.', 'Ждём вас?']],
    ['en', 'It costs £12.50. We deliver in 2 days.', ['It costs £12.50.', 'We deliver in 2 days.']],
    ['es', '¡Hola! El envío cuesta 6,90 €. ¿Le va bien?', ['¡Hola!', 'El envío cuesta 6,90 €.', '¿Le va bien?']],
    ['pt', 'O frete custa R$ 39,90. Chega em 5 dias.', ['O frete custa R$ 39,90.', 'Chega em 5 dias.']],
  ])('%s: %s', (language, text, expected) => {
    expect(split(text, language)).toEqual(expected);
  });

  it('gives offsets into the text', () => {
    const text = '  One.\n\nTwo three.  ';
    for (const span of splitSentences(text, 'en')) expect(text.slice(span.start, span.end)).toBe(span.text);
  });
});

describe('statesSomething', () => {
  it.each([
    'Доставка бесплатная.',
    'We deliver on Sundays.',
    'Hola, el envío cuesta 6 €.',
    'Is 490 ₽ fine?',
    'Sure, every machine has a lifetime warranty.',
    'Конечно, доставим до двери и подключим.',
    'Let me check, delivery is free.',
    'Стоит ５０ ₽',
  ])('%s', (text) => {
    expect(statesSomething(text)).toBe(true);
  });
  it.each([
    'Здравствуйте!',
    'Какой город доставки вам нужен?',
    'Thank you for your message!',
    'К сожалению, я не нашёл этого в базе.',
    'I could not find that, let me check.',
    '¡Gracias por escribirnos!',
    'Olá!',
    'Sure, happy to help!',
    'Hello, I am Luma from Lighthouse.',
    '👍',
  ])('not: %s', (text) => {
    expect(statesSomething(text)).toBe(false);
  });
});
