/** What customers write, in four languages, beside what admins would look for. */
import { readFileSync } from 'node:fs';

import { type DomainEvent, type Tested } from 'souffleur/sdk';
import { fakeContext, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { type z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message-received.json', import.meta.url), 'utf8')) as DomainEvent;
type Filled = z.input<typeof condition.input>;

const ask = (filled: Filled, text: string) =>
  condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts: fakeFacts({ text }) }) as Tested;

interface Look {
  name: string;
  filled: Filled;
  yes: string[];
  no: string[];
}

const looks: Look[] = [
  {
    name: 'a question about the price, in Russian',
    filled: { match: 'pattern', texts: ['(сколько|почем|какова) ... (сто*|цен*|выйдет|руб*)', 'цен(а|у|ы|е|ник|)', 'прайс*'] },
    yes: [
      'Сколько стоит доставка?',
      'А СКОЛЬКО ЭТО БУДЕТ СТОИТЬ?!',
      'почём, кстати, выйдет вместе с монтажом',
      'какая цена?',
      'Пришлите прайс-лист',
      'по цене вопрос',
      'сколько рублей',
    ],
    no: ['Сколько ждать курьера?', 'Оценил ваш сервис', 'ценю', 'Здравствуйте', 'сколько'],
  },
  {
    name: 'a question about the price, in English',
    filled: { match: 'pattern', texts: ['how much', 'pric(e|es|ing|ey)', "what('s|s| is|) ... cost*", 'quote'] },
    yes: ['How much is it?', 'how   much', 'Can I get a quote, please', 'Send me the pricing.', "what's the total cost", 'What is that going to cost me?'],
    no: ['how many', 'priceless', 'quoted', 'it costs nothing to ask', 'thank you so much, how nice'],
  },
  {
    name: 'a question about the price, in Spanish',
    filled: { match: 'pattern', texts: ['(cuanto|que) ... (cuesta*|vale*|sale*|precio)', 'precio(s|)', 'presupuesto'] },
    yes: ['¿Cuánto cuesta?', 'CUANTO SALE EL ENVIO', 'me pasas precios', 'Quiero un presupuesto', '¿Qué precio tiene?'],
    no: ['¿Cuántos días tarda?', 'preciosa', 'hola', '¿cuándo llega?'],
  },
  {
    name: 'a question about the price, in Portuguese',
    filled: { match: 'pattern', texts: ['quanto ... (custa*|fica*|sai|e)', '(preco|valor)*', 'orcamento*'] },
    yes: ['Quanto custa?', 'quanto fica com frete', 'Quanto é?', 'Qual o preço?', 'valores por favor', 'Faz um orçamento pra mim', 'quanto que sai'],
    no: ['Quantos dias demora?', 'apreço', 'oi', 'quando chega?'],
  },
  {
    name: 'who wants a person',
    filled: { texts: ['оператор*', 'менеджер*', 'живой человек', 'human', 'agent', 'operator*', 'persona', 'atendente*', 'pessoa'] },
    yes: ['Позовите оператора', 'МЕНЕДЖЕРА!', 'тут есть живой  человек?', 'I want a human.', 'quiero hablar con una persona', 'Quero falar com atendente'],
    no: ['agenda', 'кооператор', 'humane', 'personal', 'живой и здоровый человек'],
  },
  {
    name: 'who wants to be left alone',
    filled: { match: 'phrase', texts: ['не пишите мне', 'отпишите меня', 'stop', 'no me escriban', 'pare de enviar'] },
    yes: ['Не пишите мне больше', 'STOP', 'stop.', 'Por favor, no me escriban', 'PARE DE ENVIAR isso', 'отпишите\nменя'],
    no: ['не пишите, мне не надо', 'nonstop', 'stopped', 'пишите мне', 'no, me escriban mañana'],
  },
  {
    name: 'city and delivery in one message',
    filled: { match: 'all', texts: ['достав*', 'казан*'] },
    yes: ['Доставка в Казань есть?', 'казанская доставка', 'А в Казани доставляете?'],
    no: ['Доставка в Москву', 'Я из Казани', ''],
  },
  {
    name: 'a number of an order',
    filled: { match: 'pattern', texts: ['(заказ*|order|pedido) ... (№|#|n)????', '##???*'] },
    yes: ['Где мой заказ №1234', 'order #9001 please', 'pedido N7777', '##12345'],
    no: ['order 1', 'заказ', '№1234', '##1'],
  },
  {
    name: 'an article',
    filled: { texts: ['EC-685.M', '100%', 'c++', ':)'] },
    yes: ['есть ec-685.m?', 'на 100% уверен', 'C++', 'спасибо :)'],
    no: ['EC-685', 'EC-685.MX', '1000%', 'c+', ':('],
  },
];

describe.each(looks)('$name', ({ filled, yes, no }) => {
  it.each(yes)('is in %j', (text) => {
    const { holds, found } = ask(filled, text);
    expect(holds).toBe(true);
    expect((found as string[]).length).toBeGreaterThan(0);
  });

  it.each(no)('is not in %j', (text) => {
    expect(ask(filled, text).holds).toBe(false);
  });

  it.each(yes)('is in %j wherever it stands, and however loud', (text) => {
    expect(ask(filled, `¡¡¡ ${text.toUpperCase()} !!!`).holds).toBe(true);
    expect(ask(filled, `\u202e\0 ${text.normalize('NFD')} \ud800`).holds).toBe(true);
  });

  it('is not looked for behind the first 4,000 characters', () => {
    expect(ask(filled, `${'. '.repeat(2000)}${yes[0]}`).holds).toBe(false);
  });
});

describe('what was found', () => {
  it.each([
    [{ match: 'pattern', texts: ['(сколько|почем) ... сто*'] }, 'Почём, скажите, стоит доставка?', ['почем, скажите, стоит']],
    [{ match: 'all', texts: ['достав*', 'казан*'] }, 'А в Казани доставляете?', ['доставляете', 'казани']],
    [{ texts: ['да', 'да*'] }, 'да', ['да']],
    [{ match: 'phrase', texts: ['no me escriban'] }, 'Por favor, NO ME  ESCRIBAN.', ['no me  escriban']],
  ] as [Filled, string, string[]][])('%j in %j is %j', (filled, text, found) => {
    expect(ask(filled, text)).toEqual({ holds: true, found });
  });

  it('is short, however long it is', () => {
    const { found } = ask({ match: 'pattern', texts: ['a ... b'] }, `a ${'x'.repeat(3000)} b`);
    expect((found as string[])[0]).toHaveLength(100);
    expect(ask({ texts: ['zzz'] }, 'a'.repeat(100_000)).found).toHaveLength(200);
  });
});

describe('words of one language in a message of another', () => {
  it.each([
    ['en', 'How much is the delivery?', true],
    ['ru', 'How much is the delivery?', false],
    ['ru', 'Сколько стоит delivery?', true],
    ['es', '¿Hacen delivery a Lima?', true],
    ['pt', 'Vocês fazem delivery?', true],
    ['pt', '¿Hacen delivery a Lima?', false],
  ] as const)('%s: %s', (language, text, holds) => {
    expect(ask({ language, texts: ['delivery'] }, text)).toMatchObject({ holds });
    expect(ask({ language: 'any', texts: ['delivery'] }, text)).toMatchObject({ holds: true });
  });
});

describe('a rule whose texts are hostile', () => {
  const hostile = ['(', '[', '\\', '.*', '(a+)+$', '$', '^', '{1,99}', '(?:x)', '\\d', '|', '||', '())'];

  it.each(hostile)('%j among words is only a sign', (text) => {
    expect(ask({ texts: [text] }, `здесь ${text} стоит`).holds).toBe(true);
  });

  it.each(hostile)('%j as a pattern is refused or harmless', (text) => {
    const filled = { match: 'pattern' as const, texts: [text] };
    const { success, error } = condition.input.safeParse(filled);
    expect(success ? ask(filled, 'a'.repeat(100_000)).holds : error?.issues[0]?.message).toSatisfy((answer) => answer === false || typeof answer === 'string');
  });
});
