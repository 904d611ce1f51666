import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { Refuse } from '../../sdk/errors.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { type Facts } from '../../sdk/facts.ts';
import { field } from '../../sdk/forms.ts';
import { fill, stepsOf } from './filling.ts';
import { fillText, namesIn, type TemplateMode } from './templates.ts';
import { type Known, lookupOf, unknownVariables, variables } from './variables.ts';

const event = {
  name: 'lead.updated',
  subject: 'lead:24',
  at: '2026-11-18T12:00:00.000Z',
  actor: { kind: 'user' },
  data: { id: '24', price: 900, fields: [{ id: '7', values: ['Leather'] }] },
} satisfies DomainEvent;

const facts = {
  now: new Date('2026-11-18T12:05:00Z'),
  account: { timezone: 'Europe/Madrid', currency: 'EUR', language: 'es' },
  lead: {
    id: '24',
    name: 'Sofa "Nord"',
    price: 0,
    pipelineId: '5',
    stageId: '9',
    responsibleId: '2',
    tags: ['vip', 'b2b'],
    fields: [
      { id: '123', code: 'MATERIAL', values: ['Leather', 'Oak'] },
      { id: '124', values: [] },
    ],
  },
  contact: { id: '31', name: ' Inés  Mora ', phones: ['+34 600'], emails: [], fields: [] },
  company: null,
  talk: null,
  task: null,
  call: null,
  history: null,
  text: 'Hola, {{lead.name}} & {{steps.1.body.secret}}',
  nameOf: (noun: string, id: string) => ({ 'user 2': 'Nadia', 'stage 5:9': 'Won' } as Record<string, string>)[`${noun} ${id}`] ?? id,
} as unknown as Facts;

const known: Known = {
  event,
  facts,
  steps: new Map([[1, { id: '77', status: 201, body: { order: { id: 'A-1', lines: [{ sku: 'x' }, { sku: 'y' }], paid: false }, secret: 's' } }]]),
};
const attempt = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
const filled = (text: string, mode: TemplateMode = 'text'): string => fillText(text, mode, lookupOf(known));

describe('values', () => {
  it.each([
    ['{{lead.name}}', 'Sofa "Nord"'],
    ['{{ lead.name }} / {{lead.id}}', 'Sofa "Nord" / 24'],
    ['{{lead.price}}', '0'],
    ['{{lead.stage}} {{lead.pipeline}}', 'Won 5'],
    ['{{lead.tags}}', 'vip, b2b'],
    ['{{lead.field.123}} {{lead.field.MATERIAL}}', 'Leather, Oak Leather, Oak'],
    ['{{responsible.name}}', 'Nadia'],
    ['{{contact.first_name}} {{contact.phone}}', 'Inés +34 600'],
    ['{{event.name}} {{event.subject}} {{event.at}}', 'lead.updated lead:24 2026-11-18T12:00:00.000Z'],
    ['{{event.data.price}} {{event.data.fields.0.values}}', '900 Leather'],
    ['{{now}} | {{now.time}}', '2026-11-18T12:05:00.000Z | 13:05'],
    ['{{now.date}}', '18 nov 2026'],
    ['{{steps.1.id}} {{steps.1.status}} {{steps.1.body.order.id}}', '77 201 A-1'],
    ['{{steps.1.body.order.lines.1.sku}} {{steps.1.body.order.paid}}', 'y false'],
    ['{{steps.1.body.order}}', '{"id":"A-1","lines":[{"sku":"x"},{"sku":"y"}],"paid":false}'],
    ['{{account.currency}}', 'EUR'],
  ])('%s', (text, expected) => expect(filled(text)).toBe(expected));

  it.each([
    '{{lead.nothing}}',
    '{{company.name}}',
    '{{lead.field.124}}',
    '{{lead.field.999}}',
    '{{steps.2.body.x}}',
    '{{steps.1.body.order.id.length}}',
    '{{contact.email}}',
  ])('what is not known is empty, or its fallback: %s', (text) => {
    expect(filled(`<${text}>`)).toBe('<>');
    expect(filled(`<${text.replace('}}', '| dear customer }}')}>`)).toBe('<dear customer>');
  });

  it.each([
    '{{event.data.constructor.name}}',
    '{{event.data.__proto__}}',
    '{{steps.1.body.toString}}',
    '{{steps.1.body.order.lines.length}}',
    '{{constructor}}',
  ])('nothing but data is reached: %s', (text) => expect(filled(text)).toMatch(/^(?:2)?$/));

  it('a known value passes its fallback by', () => expect(filled('{{lead.id|none}}')).toBe('24'));
});

describe('texts', () => {
  it('what a customer wrote is not read as a template', () => {
    expect(filled('{{message.text}}')).toBe('Hola, {{lead.name}} & {{steps.1.body.secret}}');
    expect(filled('{{message.text}}{{message.text}}')).toBe('Hola, {{lead.name}} & {{steps.1.body.secret}}'.repeat(2));
  });

  it('pieces that only meet after filling are no variable', () => {
    const sly: Known = { ...known, facts: { ...facts, text: '{{lead.', contact: { id: '1', name: 'name}}' } } as unknown as Facts };
    expect(fillText('{{message.text}}{{contact.name}}', 'text', lookupOf(sly))).toBe('{{lead.name}}');
  });

  it.each([
    '{',
    '{{',
    '}}',
    '{{lead.name',
    'lead.name}}',
    '{{}}',
    '{{ }}',
    '{"a":{"b":1}}',
    '{{"a":{}}}',
    '{{lead name}}',
    '{{lead..name}}',
    '{{9}}',
    '{{{{}}}}',
  ])('%s stays as it is', (text) => expect(filled(text)).toBe(text));

  it.each([
    ['{{{lead.id}}}', '{24}'],
    ['{{x {{lead.id}} y}}', '{{x 24 y}}'],
    ['{"a":{"b":"{{lead.id}}"}}', '{"a":{"b":"24"}}'],
    ['{"a":{"b":{{lead.price}}}}', '{"a":{"b":0}}'],
  ])('%s', (text, expected) => expect(filled(text)).toBe(expected));

  it('json: the inside of a string, whatever the value holds', () => {
    const sly: Known = { ...known, facts: { ...facts, text: 'a"b\\c\nd\u2028e\u0001', lead: null } as unknown as Facts };
    const text = fillText('{"text":"{{message.text}}","name":"{{lead.name|say "hi"}}"}', 'json', lookupOf(sly));
    expect(JSON.parse(text)).toEqual({ text: 'a"b\\c\nd\u2028e\u0001', name: 'say "hi"' });
  });

  it.each([
    ['{{lead.name}}', 'Sofa%20%22Nord%22'],
    ['{{message.text}}', 'Hola%2C%20%7B%7Blead.name%7D%7D%20%26%20%7B%7Bsteps.1.body.secret%7D%7D'],
    ['x?y={{lead.none|a&b=c#d}}', 'x?y=a%26b%3Dc%23d'],
  ])('url: %s', (text, expected) => expect(filled(text, 'url')).toBe(expected));

  it.each(['.', '..', '...'])('url: no value leads up the path: %s', (name) => {
    const sly: Known = { ...known, facts: { ...facts, lead: { name } } as unknown as Facts };
    expect(new URL(fillText('https://example.com/a/{{lead.name}}/b', 'url', lookupOf(sly))).pathname).toBe('/a//b');
  });

  it('loses what hides: NUL, broken surrogates, tags and bidi marks', () => {
    const sly: Known = { ...known, facts: { ...facts, text: 'a\0b\ud800c\u202ed\u{e0041}e' } as unknown as Facts };
    expect(fillText('{{message.text}}', 'text', lookupOf(sly))).toBe('ab\ufffdcde');
    expect(fillText('{{message.text}}', 'url', lookupOf(sly))).toBe('ab%EF%BF%BDcde');
  });

  it('long values are cut between characters, a text that becomes too long is refused', () => {
    const long: Known = { ...known, facts: { ...facts, text: `${'x'.repeat(3_999)}😀` } as unknown as Facts };
    expect(fillText('{{message.text}}', 'text', lookupOf(long))).toBe('x'.repeat(3_999));
    expect(() => fillText('{{message.text}}'.repeat(17), 'text', lookupOf(long))).toThrow(Refuse);
  });

  it.each(['{{', '}}', '{', '}', '{{a', '{{lead.name', '{{|', '{{lead.name}}', '{{{', '|}}', '{{a.a.a.a.'])('%s many times takes no time', (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const began = performance.now();
    namesIn(text, { attempts: true });
    // Most are too long once filled; the last piece is told only after all before it were looked at.
    const end = attempt(() => fillText(text.slice(0, 60_000), 'text', () => '') + fillText(text, 'text', () => ''));
    expect(end instanceof Refuse || typeof end === 'string').toBe(true);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe('names', () => {
  it('are told for the editor, each with an example, and all are known', () => {
    expect(variables.length).toBeGreaterThan(30);
    expect(variables.every(({ name, example }) => name && example)).toBe(true);
    const real = variables.map(({ name }) => name.replace('<id>', '123').replace('<path>', 'a.0.b'));
    expect(unknownVariables(real.map((name) => `{{${name}}}`).join(' '))).toEqual([]);
  });

  it('that nobody knows are found, also those that only look like one', () => {
    expect(
      unknownVariables('{{lead.name}} {{lead.nmae|x}} {{lead name}} {{steps.0.id}} {{event.price}} {{имя}} {{lead.field}} {"a":{"b":1}} {{"a":1}}'),
    ).toEqual(['lead.nmae', 'lead name', 'steps.0.id', 'event.price', 'имя', 'lead.field']);
  });
});

describe('inputs', () => {
  const schema = z
    .object({
      text: z
        .string()
        .trim()
        .min(1)
        .meta(field({ template: 'text' })),
      title: z
        .string()
        .default('')
        .meta(field({ template: 'text' })),
      note: z
        .string()
        .meta(field({ template: 'text' }))
        .optional(),
      plain: z.string().default('{{lead.id}}'),
      url: z
        .string()
        .meta(field({ template: 'url' }))
        .optional(),
      json: z
        .string()
        .meta(field({ template: 'json' }))
        .nullable()
        .optional(),
      headers: z.array(z.object({ name: z.string(), value: z.string().meta(field({ template: 'text' })) })).default([]),
      by: z.record(z.string(), z.string().meta(field({ template: 'text' }))).optional(),
      what: z
        .discriminatedUnion('kind', [
          z.object({ kind: z.literal('a'), value: z.string().meta(field({ template: 'text' })) }),
          z.object({ kind: z.literal('b'), value: z.string() }),
        ])
        .optional(),
      due: z.number().optional(),
    })
    .refine(() => true);

  it('are filled where their schema says so and nowhere else', () => {
    const v = '{{lead.name}}';
    const input = {
      text: v,
      title: v,
      note: v,
      plain: v,
      url: v,
      json: v,
      headers: [{ name: v, value: v }],
      by: { [v]: v },
      what: { kind: 'a', value: v },
      due: 3,
      stray: v,
    };
    const name = 'Sofa "Nord"';
    expect(fill(schema, input, known)).toEqual({
      text: name,
      title: name,
      note: name,
      plain: v,
      url: 'Sofa%20%22Nord%22',
      json: 'Sofa \\"Nord\\"',
      headers: [{ name: v, value: name }],
      by: { [v]: name },
      what: { kind: 'a', value: name },
      due: 3,
      stray: v,
    });
    expect(fill(schema, { what: { kind: 'b', value: v }, json: null }, known)).toEqual({ what: { kind: 'b', value: v }, json: null });
    expect(input.text).toBe(v);
  });

  it('tell which results they take', () => {
    expect(stepsOf(schema, { text: '{{steps.2.id}}', headers: [{ name: '{{steps.9.id}}', value: '{{steps.3.body.x|y}}' }], plain: '{{steps.4.id}}' })).toEqual([
      2, 3,
    ]);
  });
});
