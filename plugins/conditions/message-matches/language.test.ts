import { describe, expect, it } from 'vitest';

import { languageOf } from './language.ts';

describe('the language of a message', () => {
  it.each([
    ['ru', 'Здравствуйте! Сколько стоит доставка в Казань?'],
    ['ru', 'почём'],
    ['ru', 'Хочу iPhone 15 Pro в рассрочку'],
    ['ru', 'Да'],
    ['en', 'Hi, how much is the delivery to Boston?'],
    ['en', 'Do you have this in black?'],
    ['en', 'thanks'],
    ['en', 'When will my order arrive?'],
    ['es', 'Hola, ¿cuánto cuesta el envío a Lima?'],
    ['es', 'hola buenas tienen stock'],
    ['es', 'Quiero saber el precio de la cafetera'],
    ['es', 'gracias'],
    ['es', 'cuando llega mi pedido?'],
    ['pt', 'Olá, quanto custa o frete para Recife?'],
    ['pt', 'bom dia, vc tem pronta entrega'],
    ['pt', 'Qual é o preço da máquina?'],
    ['pt', 'obrigada'],
    ['pt', 'não quero'],
  ])('%s: %s', (tongue, text) => {
    expect(languageOf(text)).toBe(tongue);
  });

  it.each([
    '',
    '12345',
    '👍👍',
    'https://example.com/x',
    'Скільки коштує доставка? Її немає',
    'Колико кошта достава, ђаче?',
    'Bonjour, je voudrais savoir',
    'Guten Tag, ich hätte gern',
    '配送費はいくらですか',
    'Lima',
    '\0\ud800\u202e',
  ])('of %j cannot be told', (text) => {
    expect(languageOf(text)).toBeNull();
  });

  it('is that of most of it', () => {
    expect(languageOf('Hello! I want to know the price, gracias')).toBe('en');
    expect(languageOf('Хочу купить Delonghi')).toBe('ru');
    expect(languageOf('What does «доставка» mean in the order?')).toBe('en');
  });

  it('is looked for in the first 4,000 characters', () => {
    expect(languageOf(`${'1 '.repeat(2000)}hola`)).toBeNull();
    expect(languageOf('('.repeat(100_000))).toBeNull();
  });
});
