import { describe, expect, it } from 'vitest';

import { splitCitations } from './citations.ts';
import { type Source } from './sources.ts';
import { verify, type VerifyInput } from './verify.ts';

const body =
  'Доставка по России.\n\nДоставка в Казань стоит 490 ₽. Привозим за 2–3 рабочих дня.\n\n- Москва — 290 ₽, 1 день\n- Самара — 450 ₽, 3 дня\n- Уфа — 590 ₽, 5 дней';
const offset = 1000;

const passage: Source = {
  number: 1,
  text: body,
  language: 'ru',
  offset,
  evidence: { kind: 'knowledge', id: 'a1', version: 3, title: 'Доставка', chunkId: 'c1' },
};
const returns: Source = {
  number: 2,
  text: 'Возврат принимаем в течение 14 дней.',
  language: 'ru',
  offset: 0,
  evidence: { kind: 'knowledge', id: 'a2', version: 1, title: 'Возврат' },
};
const claim: Source = {
  text: 'Мне обещали доставку в Казань за 100 ₽ для 4 кофемашин',
  offset: 0,
  claim: true,
  evidence: { kind: 'message', id: 'm1', title: 'Анна' },
};
const budget: Source = { text: '25000 EUR', evidence: { kind: 'crm', id: 'lead:7', field: 'budget', title: 'budget' } };

function run(answer: string, extra: Partial<VerifyInput> = {}) {
  const { text, citations } = splitCitations(answer);
  return verify({ text, citations, sources: [passage, returns, claim, budget], language: 'ru', linkHosts: ['mayak.example'], succeededTools: [], ...extra });
}

describe('verify', () => {
  it('accepts a quoted sentence and points at the very words', () => {
    const [greeting, price, term] = run('Здравствуйте! Доставка в Казань стоит 490 ₽. [1] Привозим за 2–3 рабочих дня. [1]');
    expect(greeting).toMatchObject({ marked: false, evidence: [] });
    expect(price).toMatchObject({ marked: false, evidence: [{ kind: 'knowledge', id: 'a1', version: 3, quote: 'Доставка в Казань стоит 490 ₽.' }] });
    const pointer = term?.evidence[0];
    expect(pointer?.quote).toBe('Привозим за 2–3 рабочих дня.');
    expect(body.slice((pointer?.start ?? 0) - offset, (pointer?.end ?? 0) - offset)).toBe(pointer?.quote);
  });

  it('marks one changed digit', () => {
    expect(run('Доставка в Казань стоит 590 ₽. [1]')[0]).toMatchObject({ marked: true, reason: 'value_not_in_source', values: ['590'] });
  });

  it('does not take the number of another city for proof', () => {
    expect(run('Доставка в Казань стоит 450 ₽. [1]')[0]).toMatchObject({ marked: true, values: ['450'] });
    expect(run('Доставка в Казань 490 ₽, в Самару 450 ₽. [1]')[0]).toMatchObject({ marked: false });
    expect(run('Доставка в Казань 450 ₽, в Самару 490 ₽. [1]')[0]).toMatchObject({ marked: true, values: ['450', '490'] });
    expect(run('В Казань привозим за 5 рабочих дней. [1]')[0]).toMatchObject({ marked: true, values: ['5'] });
  });

  it('reads rows of a list', () => {
    expect(run('В Самару доставка 450 ₽, 3 дня. [1]')[0]).toMatchObject({ marked: false, evidence: [{ quote: 'Самара — 450 ₽, 3 дня' }] });
  });

  it('finds evidence the model forgot to cite', () => {
    expect(run('Доставка в Казань стоит 490 ₽.')[0]).toMatchObject({ marked: false, evidence: [{ id: 'a1' }] });
  });

  it('marks a statement nothing supports', () => {
    expect(run('Мы подарим вам кофемолку к любому заказу.')[0]).toMatchObject({ marked: true, reason: 'no_evidence' });
    expect(run('Мы подарим вам кофемолку к любому заказу. [1]')[0]).toMatchObject({ marked: true, reason: 'no_evidence' });
  });

  it('marks a citation that leads nowhere', () => {
    expect(run('Доставка в Казань стоит 490 ₽. [9]')[0]).toMatchObject({ marked: true, reason: 'citation_unknown' });
  });

  it('never lets the customer vouch for a price, only for a count', () => {
    expect(run('Доставка в Казань стоит 100 ₽. [1]')[0]).toMatchObject({ marked: true, values: ['100'] });
    expect(run('Доставка в Казань для 4 кофемашин стоит 490 ₽. [1]')[0]).toMatchObject({ marked: false });
  });

  it('takes a value from the CRM when the lead holds it', () => {
    expect(run('Доставка в Казань стоит 490 ₽ при вашем бюджете 25 000 €. [1]')[0]?.evidence.map((item) => item.kind)).toEqual(['knowledge', 'crm']);
  });

  it('marks strange links, wrong languages and deeds that were not done', () => {
    expect(run('Оплатите на https://evil.example.com/pay сейчас. [1]')[0]).toMatchObject({
      marked: true,
      reason: 'link_not_allowed',
      values: ['evil.example.com'],
    });
    expect(run('Our delivery to Kazan takes three working days from the shop.')[0]).toMatchObject({ marked: true, reason: 'wrong_language' });
    expect(run('Я оформил заказ для вас.')[0]).toMatchObject({ marked: true, reason: 'unproven_act' });
    expect(run('Я оформил заказ для вас.', { succeededTools: ['create-order'] })[0]?.reason).not.toBe('unproven_act');
  });

  it('needs no evidence for a question or for "I do not know"', () => {
    expect(run('В какой город доставить? К сожалению, этой информации я не нашёл.').every((sentence) => !sentence.marked)).toBe(true);
  });

  it.each([
    ['another currency', 'Доставка в Казань стоит 490 $. [1]', ['490']],
    ['thousands', 'Доставка в Казань стоит 490 тыс. ₽. [1]', ['490']],
    ['weeks for days', 'В Казань привозим за 2–3 недели. [1]', ['2', '3']],
    ['months for days', 'Возврат принимаем в течение 14 месяцев. [2]', ['14']],
    ['a price in words', 'Доставка в Казань стоит сто рублей. [1]', ['сто рублей']],
    ['for nothing', 'Доставка в Казань бесплатная. [1]', ['бесплатная']],
    ['other digits', 'Доставка в Казань стоит ４９９ ₽. [1]', ['４９９']],
    ['a price of the customer without a currency', 'Доставка в Казань стоит 100. [1]', ['100']],
  ])('marks %s', (_what, answer, values) => {
    expect(run(answer)[0]).toMatchObject({ marked: true, reason: 'value_not_in_source', values });
  });

  it('does not let the customer vouch for what the business says otherwise', () => {
    const hope: Source = { ...claim, text: 'Правда, что возврат товара принимаете в течение 30 дней?' };
    expect(run('Да, возврат товара принимаем в течение 30 дней. [2]', { sources: [passage, returns, hope] })[0]).toMatchObject({
      marked: true,
      values: ['30'],
    });
    const name: Source = { text: 'Анна 100 ₽', claim: true, evidence: { kind: 'crm', id: 'lead:7', field: 'customer name', title: 'customer name' } };
    expect(run('Доставка в Казань стоит 100 ₽. [1]', { sources: [passage, name] })[0]).toMatchObject({ marked: true, values: ['100'] });
  });

  it('ties the second value of a sentence to what the first is about', () => {
    const two: Source = { ...passage, text: 'В Казань доставка 490 ₽ и занимает 3 дня.\nВ Уфу доставка 590 ₽ и занимает 5 дней.' };
    expect(run('В Казань доставка 490 ₽ и занимает 5 дней. [1]', { sources: [two] })[0]).toMatchObject({ marked: true, values: ['5'] });
    expect(run('В Уфу доставка 590 ₽ и занимает 5 дней. [1]', { sources: [two] })[0]).toMatchObject({ marked: false });
  });

  it('does not take a no for a yes', () => {
    const no: Source = { ...returns, text: 'Мы не отправляем заказы в Ирландию.' };
    expect(run('Мы отправляем заказы в Ирландию. [2]', { sources: [no] })[0]).toMatchObject({ marked: true, reason: 'no_evidence' });
    expect(run('Мы не отправляем заказы в Ирландию. [2]', { sources: [no] })[0]).toMatchObject({ marked: false });
  });
});
