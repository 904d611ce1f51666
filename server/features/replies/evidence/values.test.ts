import { describe, expect, it } from 'vitest';

import { canonicalNumber, linkHosts, valuesOf } from './values.ts';

const canon = (text: string): string[] => valuesOf(text).map((value) => value.canonical);

describe('valuesOf', () => {
  it.each([
    ['Доставка стоит 1 290,50 ₽', ['1290.5']],
    ['It costs £1,290.50', ['1290.5']],
    ['Custa R$ 1.290', ['1290']],
    ['Привезём за 2-3 дня', ['2', '3']],
    ['Open 10:00–19:00', ['10:00', '19:00']],
    ['Aberto das 9h30 às 18h00', ['09:30', '18:00']],
    ['+7 (843) 200-10-20', ['78432001020']],
    ['Скидка 10 % и 0% комиссии', ['10', '0']],
    ['write to Shop@Example.com', ['shop@example.com']],
    ['see https://www.mayak.example.com/delivery.', ['mayak.example.com/delivery']],
    ['12 платежей по 4 990 ₽', ['12', '4990']],
    ['no values here', []],
  ])('%s', (text, expected) => {
    expect(canon(text)).toEqual(expected);
  });

  it('knows a price from a count', () => {
    expect(valuesOf('2 кг за 1 800 ₽').map((value) => value.price)).toEqual([false, true]);
    expect(valuesOf('from €19 in 3 days').map((value) => value.price)).toEqual([true, false]);
  });
});

describe('units', () => {
  it.each([
    ['25 тыс. ₽', '25000', 'RUB'],
    ['£590', '590', 'GBP'],
    ['R$ 39,90', '39.9', 'BRL'],
    ['US$ 10', '10', 'USD'],
    ['15 декабря', '15', 'in-12'],
    ['December 15', '15', 'in-12'],
    ['15 de enero', '15', 'in-1'],
    ['10 %', '10', 'percent'],
    ['14 рабочих дней', '14', 'day'],
    ['2 semanas', '2', 'week'],
    ['5 кофемашин', '5', null],
  ])('%s', (text, canonical, unit) => {
    expect(valuesOf(text)).toMatchObject([{ canonical, unit }]);
  });

  it('gives both ends of a range their unit', () => {
    expect(valuesOf('2–3 дня, 2 to 3 days').map((value) => value.unit)).toEqual(['day', 'day', 'day', 'day']);
  });

  it('reads prices without a digit or a currency', () => {
    expect(valuesOf('Доставка бесплатная')).toMatchObject([{ canonical: '0', price: true }]);
    expect(valuesOf('for five hundred pounds')).toMatchObject([{ raw: 'five hundred pounds', price: true }]);
    expect(valuesOf('it costs 50')).toMatchObject([{ price: true }]);
    expect(valuesOf('feel free to ask')).toEqual([]);
  });

  it('takes any name with a dot for a link, but not a missing space', () => {
    expect(linkHosts('pay at evil.top/pay or bit.ly')).toEqual(['evil.top', 'bit.ly']);
    expect(linkHosts('Fine.Next one. 2.5kg, e.g. this')).toEqual([]);
  });
});

describe('canonicalNumber', () => {
  it.each([
    ['1.290', '1290'],
    ['1,290.50', '1290.5'],
    ['1 290,5', '1290.5'],
    ['007', '7'],
    ['0.5', '0.5'],
    ['12,00', '12'],
  ])('%s is %s', (raw, expected) => {
    expect(canonicalNumber(raw)).toBe(expected);
  });
});

it('comes to an end on hostile text', () => {
  const text = '1 '.repeat(20_000) + 'a.'.repeat(20_000) + '@'.repeat(1000);
  expect(valuesOf(text).length).toBeGreaterThan(0);
});

it('linkHosts drops www and paths', () => {
  expect(linkHosts('https://www.Shop.example.com/a?b=1 and evil.com/x')).toEqual(['shop.example.com', 'evil.com']);
});
