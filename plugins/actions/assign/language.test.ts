import { expect, it } from 'vitest';

import { languageOf } from './language.ts';

it.each([
  ['Сколько стоит доставка в Казань?', 'ru'],
  ['Здравствуйте! Нужна модель X2', 'ru'],
  ['How much is delivery to Boston?', 'en'],
  ['Hello, I need the price', 'en'],
  ['thanks', 'en'],
  ['¿Cuánto cuesta el envío a Bogotá?', 'es'],
  ['hola, quiero saber el precio', 'es'],
  ['Mañana', 'es'],
  ['Olá, quanto custa a entrega?', 'pt'],
  ['não, obrigado', 'pt'],
  ['vocês têm o modelo X2?', 'pt'],
])('%s: %s', (text, language) => {
  expect(languageOf(text)).toBe(language);
});

it.each([[''], ['👍'], ['12 345'], ['OK'], ['Скільки коштує доставка в Київ?'], ['配送多少钱'], ['Guten Tag'], ['por favor']])(
  'does not guess at "%s"',
  (text) => {
    expect(languageOf(text)).toBeUndefined();
  },
);
