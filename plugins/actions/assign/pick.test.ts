import { type Facts, type UserFacts } from 'souffleur/sdk';
import { fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';

import { choose, nextOf } from './pick.ts';
import { input } from './schema.ts';

const user = (id: string, more: Partial<UserFacts> = {}): UserFacts => ({ id, name: id, active: true, admin: false, openLeads: 0, openTasks: 0, ...more });
const chosen = async (wanted: object, facts: Facts) => choose(input.parse(wanted), facts);

describe('whose turn it is', () => {
  it.each([
    ['the first, where nobody had one', ['a', 'b', 'c'], undefined, 'a'],
    ['the next', ['a', 'b', 'c'], 'a', 'b'],
    ['the first after the last', ['a', 'b', 'c'], 'c', 'a'],
    ['the first, where the last one is gone', ['a', 'b', 'c'], 'x', 'a'],
    ['the next who is there', ['a', 'c'], 'a', 'c'],
    ['round the end', ['a', 'b'], 'b', 'a'],
    ['the one after an absent one', ['a', 'c'], 'b', 'c'],
    ['the same, where nobody else is there', ['b'], 'b', 'b'],
    ['nobody', [], 'a', undefined],
    ['the first, where the store holds something odd', ['a', 'b'], { id: 'a' }, 'a'],
  ])('%s', (_, among, last, expected) => {
    expect(nextOf(['a', 'b', 'c'], among, last)).toBe(expected);
  });

  it('comes to everybody equally often', () => {
    const order = ['a', 'b', 'c', 'd'];
    const counts = new Map(order.map((id) => [id, 0]));
    let last: string | undefined;
    for (let round = 0; round < 400; round++) {
      last = nextOf(order, order, last);
      counts.set(last ?? '', (counts.get(last ?? '') ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual([100, 100, 100, 100]);
  });
});

describe('who may take it', () => {
  it('in turn: everybody who is chosen, known and active, in the order of the list, once', async () => {
    const facts = fakeFacts({ users: [user('1'), user('2', { active: false }), user('3'), user('4')] });
    expect(await chosen({ users: ['3', '2', '9', '1', '3'] }, facts)).toEqual({ among: ['3', '1'] });
  });

  it.each([
    ['open_leads', ['1', '3'], 2],
    ['open_tasks', ['2'], 1],
  ])('%s: who has least', async (method, among, load) => {
    const users = [user('1', { openLeads: 2, openTasks: 9 }), user('2', { openLeads: 7, openTasks: 1 }), user('3', { openLeads: 2, openTasks: 4 })];
    expect(await chosen({ method, users: ['1', '2', '3'] }, fakeFacts({ users }))).toEqual({ among, load });
  });

  it('counts only those who are chosen', async () => {
    const users = [user('1', { openLeads: 5 }), user('2', { openLeads: 0 }), user('3', { openLeads: 6 })];
    expect(await chosen({ method: 'open_leads', users: ['1', '3'] }, fakeFacts({ users }))).toEqual({ among: ['1'], load: 5 });
  });

  it.each([
    ['nobody is known', fakeFacts()],
    ['nobody chosen is active', fakeFacts({ users: [user('1', { active: false }), user('2')] })],
  ])('refuses where %s', async (_, facts) => {
    await expect(chosen({ users: ['1'] }, facts)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: 'None of the chosen users is active.' });
  });
});

describe('rows', () => {
  const users = [user('1'), user('2')];
  const spanish = { by: 'language', value: 'ES', user: '1' };
  const telegram = { by: 'channel', value: 'telegram', user: '2' };

  it.each([
    ['the first that fits', { text: 'Hola, quiero saber el precio', talk: { id: '1', origin: 'telegram', open: true } }, '1'],
    ['the second, where the first does not', { text: 'How much is it?', talk: { id: '1', origin: 'telegram', open: true } }, '2'],
    ['no language of a message that is not there', { talk: { id: '1', origin: 'Telegram', open: true } }, '2'],
  ])('%s', async (_, known, expected) => {
    const { among, row } = await chosen({ method: 'condition', rows: [spanish, telegram] }, fakeFacts({ users, ...known }));
    expect(among).toEqual([expected]);
    expect(row?.user).toBe(expected);
  });

  it('leave the chosen users their turn where none fits', async () => {
    expect(await chosen({ method: 'condition', rows: [spanish], users: ['2', '1'] }, fakeFacts({ users }))).toEqual({ among: ['2', '1'] });
  });

  it('are not asked by another method', async () => {
    const facts = fakeFacts({ users, text: 'Hola, quiero saber el precio' });
    expect(await chosen({ method: 'round_robin', rows: [spanish], users: ['2'] }, facts)).toEqual({ among: ['2'] });
  });

  it('never fit by a value that is not known', async () => {
    for (const field of ['lead.name', 'contact.email', 'company.field.1', 'lead.price'])
      await expect(chosen({ method: 'condition', rows: [{ by: 'field', field, value: 'undefined', user: '1' }] }, fakeFacts({ users }))).rejects.toThrow(
        'No condition fits',
      );
  });
});
