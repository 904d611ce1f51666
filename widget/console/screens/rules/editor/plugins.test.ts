// @vitest-environment node
/** What the house's own conditions and actions say of themselves: whole, and like a sentence. */
import { expect, test } from 'vitest';
import { z } from 'zod';

import { type Dict } from '../../../../state/read.ts';
import { readChoices, readPart } from '../../../../state/rule-parts.ts';
import { createI18n } from '../../../i18n.ts';
import { summarizePart } from './summarize.ts';
import { choices } from './testing.ts';
import { anyInput } from './testing-input.ts';

interface Module {
  default: { kind: 'condition' | 'action'; id: string; title: object; description: object; says: object; input: z.ZodObject };
}

const plugins = Object.values(import.meta.glob<Module>('/plugins/{conditions,actions}/*/index.ts', { eager: true })).map((module) => module.default);
const parts = plugins.map((plugin) =>
  readPart({ ...plugin, icon: '', available: true, inputSchema: z.toJSONSchema(plugin.input, { io: 'input', unrepresentable: 'any' }) }),
);
const refs = readChoices({
  ...choices,
  choices: {
    ...choices.choices,
    agent: [{ value: 'a1', label: 'Sam' }],
    stage: [{ value: '1:11', label: 'Offer' }],
    user: [
      { value: 'u0', label: 'Anna' },
      { value: 'u1', label: 'Ben' },
    ],
  },
});
const say = (id: string, input: Dict, language = 'en'): string => {
  const kind = parts.find((part) => part.id === id)?.kind ?? 'condition';
  return summarizePart(kind, id, input, parts, refs, createI18n(language).getFixedT(null, 'common'), language);
};

test('there are as many as the house has', () => {
  expect(parts.length).toBeGreaterThanOrEqual(26);
});

test.each([
  ['add-note', { text: 'Ask', on: 'contact' }, 'add the note “Ask” (Contact)', 'добавить примечание «Ask» (Контакт)'],
  ['ai-response', {}, 'let the agent write a reply', 'поручить ответ агенту'],
  ['ai-response', { agent: 'a1', wish: 'greet' }, 'let the agent Sam write a reply: greet', 'поручить ответ агенту Sam: greet'],
  ['assign', { users: ['u0', 'u1'] }, 'assign the lead (In turn: Anna and Ben)', 'распределить сделку (По очереди: Anna и Ben)'],
  [
    'call-webhook',
    { url: 'https://a.b', headers: [{ name: 'X', value: '1' }] },
    'call POST https://a.b; headers: (X: 1)',
    'вызвать POST https://a.b; заголовки: (X: 1)',
  ],
  ['complete-task', { result: 'ok' }, 'complete the task with the result “ok”', 'завершить задачу с результатом «ok»'],
  ['create-lead', { name: 'New', tags: ['x'] }, 'create the lead “New”, tags: x', 'создать сделку «New», теги: x'],
  ['create-lead', { name: 'New', stage: '1:11', price: 5 }, 'create the lead “New” in Offer, price: 5', 'создать сделку «New», этап: Offer, бюджет: 5'],
  ['create-task', { text: 'Call' }, 'create the task “Call”, due in 1 day', 'создать задачу «Call», срок: 1 день'],
  [
    'create-task',
    { text: 'Call', after: 2, time: '10:00', skipWeekends: true, responsible: 'u0' },
    'create the task “Call”, due in 2 days at 10:00, skipping weekends, responsible: Anna',
    'создать задачу «Call», срок: 2 дня, в 10:00, без выходных, ответственный: Anna',
  ],
  [
    'link-product',
    { catalog: 'Goods', product: 'Mill', quantity: 2 },
    'add the product “Mill” × 2 from “Goods”',
    'добавить товар «Mill» × 2 из списка «Goods»',
  ],
  ['notify-member', { to: 'users', users: ['u0'], text: 'Hi' }, 'notify (Chosen users: Anna): “Hi”', 'уведомить (Выбранные пользователи: Anna): «Hi»'],
  ['pause-agent', { minutes: 60 }, 'Pause the agent for 60 min.', 'Приостановить агента на 60 мин.'],
  ['pause-agent', { mode: 'resume' }, 'End its pause', 'Снять агента с паузы'],
  ['run-salesbot', { bot: '5' }, 'start the Salesbot “5”', 'запустить Salesbot «5»'],
  ['send-message', { text: 'Hi' }, 'send the customer “Hi”', 'отправить клиенту «Hi»'],
  ['update-contact', { name: 'Ann' }, 'change the contact: name: Ann', 'изменить контакт: имя: Ann'],
  [
    'update-lead',
    { stage: '1:11', addTags: ['a', 'b'], fields: [{ field: 'lead.field.5', value: 'Red' }] },
    'change the lead: move to Offer; set (Colour: Red); add tags: a and b',
    'изменить сделку: этап: Offer; поля: (Colour: Red); добавить теги: a и b',
  ],
  ['update-lead', { addTags: ['a'] }, 'change the lead: add tags: a', 'изменить сделку: добавить теги: a'],
  ['channel-is', { channels: ['waba'] }, 'the conversation goes by waba', 'беседа идёт через waba'],
  ['contact-history', {}, 'the contact’s history shows: new customer', 'история контакта такова: новый клиент'],
  [
    'contact-history',
    { what: 'wonLeads', is: 'at_least', value: 2 },
    'the contact’s history shows: number of won leads, at least 2',
    'история контакта такова: успешных сделок — не меньше 2',
  ],
  ['field-value', { field: 'lead.price', is: 'between', value: ['1', '5'] }, 'Price is between 1 and 5', '«Price» в промежутке 1 и 5'],
  [
    'intent-is',
    { labels: [{ id: 'price', description: 'asks for the price' }] },
    'the customer means: asks for the price (Label: price)',
    'клиент имеет в виду: asks for the price (Метка: price)',
  ],
  ['message-matches', { texts: ['price', 'cost'] }, 'the customer writes any of the words: price, cost', 'клиент пишет любое из слов: price, cost'],
  ['message-matches', { language: 'es' }, 'the customer writes in Spanish', 'клиент пишет (язык: испанский)'],
  ['price-range', { from: 300 }, 'the lead has a price from 300', 'бюджет сделки от 300'],
  ['price-range', { to: 300 }, 'the lead has a price up to 300', 'бюджет сделки до 300'],
  [
    'responsible-is',
    { users: ['u0', 'u1'], nobody: true },
    'the responsible user of the lead is Anna, Ben, nobody',
    'ответственный за сделку: Anna, Ben, никто',
  ],
  ['responsible-is', { nobody: true }, 'the responsible user of the lead is nobody', 'ответственный за сделку: никто'],
  ['source-is', { sources: ['ad'] }, 'the lead’s source is one of ad', 'источник сделки — один из: ad'],
  ['stage-is', { stages: ['1:11'], kinds: ['won'] }, 'the lead’s stage is Offer, closed as won', 'этап сделки: Offer, успешно реализовано'],
  ['stage-is', { kinds: ['won'] }, 'the lead’s stage is closed as won', 'этап сделки: успешно реализовано'],
  ['tag-has', { match: 'none', tags: ['VIP'] }, 'the lead has none of the tags VIP', 'теги сделки — ни одного из: VIP'],
  ['time-elapsed', { amount: 2 }, 'at least 2 days passed since the customer last wrote', 'прошло не меньше чем 2 дня с последнего сообщения клиента'],
  [
    'working-hours',
    { is: 'outside', days: ['mon'], holidays: ['2026-01-01'] },
    'it is outside working hours (Mon, 09:00–18:00; holidays: 2026-01-01)',
    'сейчас вне рабочего времени (пн, 09:00–18:00; праздники: 2026-01-01)',
  ],
] as [string, Dict, string, string][])('%s %j', (id, input, en, ru) => {
  expect([say(id, input), say(id, input, 'ru')]).toEqual([en, ru]);
});

test('no clause in any language has a gap without a mark, or a bracket', () => {
  for (const { id, inputSchema } of parts) {
    for (const example of [{}, ...((inputSchema['examples'] as Dict[] | undefined) ?? [])])
      for (const language of ['en', 'ru', 'es', 'pt']) expect(say(id, example, language)).not.toMatch(/^\s|\s$|[[\]]|[:,;]$|\(\)|“”|«»| {2}| [,;:]/u);
  }
});

test.each(parts.filter(({ id }) => id !== 'field-value').map((part) => [part.id, part] as const))('%s: every value that is filled in appears', (id, part) => {
  const input = anyInput(refs);
  for (let index = 0; index < 200; index++) {
    const { value, words } = input(part.inputSchema);
    const said = say(id, value as Dict);
    for (const one of words) expect(said.toLowerCase()).toContain(one.toLowerCase());
  }
});
