import { describe, expect, it } from 'vitest';

import { type Known } from './names.ts';
import { activityKinds } from './schema.ts';
import { Teller, textOf, type Told } from './sentence.ts';
import { languages, textsOf } from './texts.ts';

const AGENT = '0192aaaa-0000-7000-8000-000000000001';
const TALK = '0192aaaa-0000-7000-8000-000000000002';
const MEMBER = '0192aaaa-0000-7000-8000-000000000003';

const known = (language: string, names: Record<string, string> = {}): Known => ({
  names: new Map(Object.entries(names)),
  talks: new Map([[TALK, { leadCrmId: '24510983', contact: 'Elena' }]]),
  account: { currency: 'EUR', timezone: 'Europe/Madrid' },
  language,
});
const row = (kind: string, more: Partial<Told> = {}): Told =>
  ({ kind, actorKind: 'system', actorId: null, actorName: null, subject: null, leadCrmId: null, agentId: null, talkId: null, data: {}, ...more }) as Told;
const tell = (language: string, told: Told, names: Record<string, string> = {}): string => textOf(new Teller(known(language, names)).sentence(told));

/** Whatever a writer may bring. */
const FULL = {
  name: 'Sofa',
  from: '66710305',
  to: '142',
  text: 'Call Elena',
  phone: '+34600',
  duration: 125,
  price: 1200,
  section: 'callbacks',
  count: 5,
  reason: 'window_closed',
  stage: '142',
  leads: 21,
  contacts: 2,
  products: 1,
  seconds: 65,
  version: 3,
  mode: 'auto',
  dueAt: '2026-11-20T17:00:00Z',
};

describe.each(languages)('in %s', (language) => {
  it.each(activityKinds)('%s is a sentence, with everything known and with nothing known', (kind) => {
    const family = kind.slice(0, kind.indexOf('.'));
    const full = tell(language, row(kind, { subject: `${family}:24510983`, leadCrmId: '24510983', agentId: AGENT, talkId: TALK, data: FULL }));
    const bare = tell(language, row(kind));
    for (const text of [full, bare]) {
      expect(text).not.toMatch(/[{}[\]]|undefined|null|NaN| {2}|\s$/u);
      expect(text).not.toBe(kind);
      expect(text).toMatch(/^[\p{Lu}\d]/u);
    }
  });

  it('has the same words and kinds as English', () => {
    const form = /_(?:one|few|many|other)$/u;
    const shape = (texts: object): string[] =>
      Object.entries(texts)
        .flatMap(([key, value]) => (typeof value === 'object' ? Object.keys(value as object).map((inner) => `${key}.${inner.replace(form, '')}`) : [key]))
        .toSorted();
    expect([...new Set(shape(textsOf(language)))]).toEqual([...new Set(shape(textsOf('en')))]);
  });

  it('takes the same placeholders as English', () => {
    const holes = (text: string | undefined): string[] => [...(text ?? '').matchAll(/\{\{(\w+)\}\}/gu)].map((match) => match[1] ?? '').toSorted();
    for (const [kind, text] of Object.entries(textsOf('en').kinds)) {
      const missing = holes(text).filter((hole) => !holes(textsOf(language).kinds[kind]).includes(hole));
      expect([kind, missing.filter((hole) => hole !== 'name')]).toEqual([kind, []]);
    }
  });
});

describe('a sentence', () => {
  it('names what moved where, and leads there', () => {
    const teller = new Teller(known('en', { 'stage:142': 'Won', 'user:10431207': 'Nadia Ferro' }));
    const told = row('lead.stage_changed', {
      subject: 'lead:24510983',
      actorKind: 'crm_user',
      actorId: '10431207',
      data: { name: 'Sofa', from: 'New', to: '142' },
    });
    expect(teller.sentence(told)).toEqual([
      { text: 'Lead “Sofa”', link: { kind: 'lead', id: null, crmId: '24510983' } },
      { text: ' moved from “New” to “Won” · Nadia Ferro' },
    ]);
  });

  it('falls back to the number of what it does not know', () => {
    expect(tell('en', row('lead.stage_changed', { subject: 'lead:24510983', data: { to: '777' } }))).toBe('Lead 24510983 moved to stage 777');
    expect(tell('ru', row('lead.responsible_changed', { subject: 'lead:24510983', data: { to: '10431207' } }))).toBe(
      'Сделка 24510983: смена ответственного, теперь — пользователь 10431207',
    );
  });

  it('prefers the name it had then', () => {
    expect(tell('en', row('lead.deleted', { subject: 'lead:1', data: { name: 'Then' } }), { 'lead:1': 'Now' })).toBe('Lead “Then” was deleted');
    expect(tell('en', row('lead.deleted', { subject: 'lead:1' }), { 'lead:1': 'Now' })).toBe('Lead “Now” was deleted');
  });

  it('finds the lead of a talk, and who did it', () => {
    const told = row('draft.dismissed', { agentId: AGENT, talkId: TALK, actorKind: 'member', actorId: MEMBER, data: { reason: 'wrong_tone' } });
    expect(tell('es', told, { [`agent:${AGENT}`]: 'Luma', [`member:${MEMBER}`]: 'Nadia', 'lead:24510983': 'Sofá' })).toBe(
      'Respuesta descartada, agente «Luma»: tono equivocado · lead «Sofá» · Nadia',
    );
  });

  it.each([
    ['en', 1, '1 event that Kommo had not sent was found'],
    ['ru', 1, 'Найдено 1 событие, которое Kommo не прислал'],
    ['ru', 3, 'Найдено 3 события, которые Kommo не прислал'],
    ['ru', 11, 'Найдено 11 событий, которые Kommo не прислал'],
    ['pt', 2, 'Foram encontrados 2 eventos que o Kommo não enviou'],
  ])('counts in %s: %i', (language, count, text) => {
    expect(tell(language, row('hooks.recovered', { data: { count } }))).toBe(text);
  });

  it('writes counts, money, length and time as the language does', () => {
    expect(tell('en', row('integration.synced', { data: { leads: 1204, contacts: 1, products: 0, seconds: 65 } }))).toBe(
      'Kommo was synced: 1,204 leads and 1 contact in 1 min 5 sec',
    );
    expect(tell('ru', row('product.updated', { subject: 'product:1', data: { name: 'Лампа', price: 1200 } }))).toMatch(/^Изменён товар «Лампа», 1\s200\s€$/u);
    expect(tell('en', row('callback.created', { data: { phone: '+34600', dueAt: '2026-11-20T17:00:00Z' } }))).toContain('Nov 20, 06:00 PM');
  });

  it('never takes names for words of its own', () => {
    const name = '[{{to}}] <b>x</b> $& {{name}}';
    expect(tell('en', row('lead.deleted', { subject: 'lead:1', data: { name } }))).toBe(`Lead “${name}” was deleted`);
    expect(tell('en', row('lead.deleted', { subject: 'lead:1', data: { name: 'x'.repeat(500) } })).length).toBeLessThan(110);
  });

  it('is told in English when the language, the currency or the zone is not known', () => {
    const odd = { ...known('xx'), account: { currency: 'nope', timezone: 'Mars/Base' } };
    expect(textOf(new Teller(odd).sentence(row('product.created', { data: { name: 'Lamp', price: 5 } })))).toBe('Product “Lamp” was added, 5 nope');
    expect(textOf(new Teller(odd).sentence(row('task.created', { data: { text: 'Call', dueAt: '2026-11-20T17:00:00Z' } })))).toContain('05:00 PM');
    expect(textOf(new Teller(known('pt-BR')).sentence(row('hooks.enabled')))).toBe('O Kommo voltou a enviar eventos');
  });
});
