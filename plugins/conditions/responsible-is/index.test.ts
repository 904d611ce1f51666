import { readFileSync } from 'node:fs';

import { type DomainEvent, type LeadFacts } from 'souffleur/sdk';
import { fakeContext, type FakeFacts, fakeFacts, ruledOut } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/responsible-changed.json', import.meta.url), 'utf8')) as DomainEvent;
const lead: LeadFacts = { ...(event.data as LeadFacts), sources: [], openTasks: 0 };
const names = { user: { '10431207': 'Nadia Ferro', '10431299': 'Oleg Ilyin' } };
const of = (responsibleId: string | undefined): FakeFacts => ({ lead: { ...lead, responsibleId }, names });

const ask = (filled: z.input<typeof condition.input>, known: FakeFacts) =>
  condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts: fakeFacts(known) });

describe('a user', () => {
  it('is told by name', () => {
    expect(ask({ users: ['10431299'] }, of('10431299'))).toEqual({ holds: true, found: 'Oleg Ilyin' });
    expect(ask({ users: ['10431207', '10431299'] }, of('10431299'))).toEqual({ holds: true, found: 'Oleg Ilyin' });
    expect(ask({ users: ['10431207'] }, of('10431299'))).toEqual({ holds: false, found: 'Oleg Ilyin' });
  });

  it('whom nobody knows is told by id', () => {
    expect(ask({ users: ['77'] }, of('77'))).toEqual({ holds: true, found: '77' });
  });

  it('is not the one before', () => {
    expect(event.data).toMatchObject({ previousResponsibleId: '10431207' });
    expect(ask({ users: ['10431207'] }, { lead, names })).toMatchObject({ holds: false });
  });

  it('is compared whole', () => {
    expect(ask({ users: ['1043129'] }, of('10431299'))).toMatchObject({ holds: false });
    expect(ask({ users: ['10431299'] }, of('1043129'))).toMatchObject({ holds: false });
  });
});

describe('nobody', () => {
  it.each([undefined, '', '0'])('is %j', (responsibleId) => {
    expect(ask({ nobody: true }, of(responsibleId))).toEqual({ holds: true, found: null });
    expect(ask({ users: ['10431207'] }, of(responsibleId))).toEqual({ holds: false, found: null });
    expect(ask({ users: ['0'] }, of(responsibleId))).toEqual({ holds: false, found: null });
  });

  it('may be chosen beside users', () => {
    const filled = { users: ['10431207'], nobody: true };
    expect(ask(filled, of('10431207'))).toMatchObject({ holds: true });
    expect(ask(filled, of(undefined))).toMatchObject({ holds: true });
    expect(ask(filled, of('10431299'))).toMatchObject({ holds: false });
  });

  it('is not responsible for a lead that is not there', () => {
    expect(ask({ nobody: true }, {})).toEqual({ holds: false, found: null });
    expect(ask({ users: ['10431207'] }, {})).toEqual({ holds: false, found: null });
  });
});

describe('the input', () => {
  it('needs somebody, or nobody', () => {
    const { error } = condition.input.safeParse({});
    expect(error?.issues).toMatchObject([{ path: ['users'], message: 'Choose at least one user, or nobody.' }]);
  });

  it('has bounds', () => {
    expect(condition.input.safeParse({ users: [''] }).success).toBe(false);
    expect(condition.input.safeParse({ users: ['1'.repeat(65)] }).success).toBe(false);
    expect(condition.input.safeParse({ users: Array.from({ length: 101 }, String) }).success).toBe(false);
  });

  it('is a form in four languages', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' });
    expect(properties?.users).toMatchObject({ ref: 'user' });
    for (const text of [condition.says, ...Object.values(properties ?? {}).map((one) => (one as { label?: object }).label)]) {
      expect(Object.keys(text ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
    }
  });
});

describe('the constant', () => {
  it('is the list of users, unless nobody counts', () => {
    expect(condition.constants?.({ users: ['10431207'], nobody: false })).toEqual([{ fact: 'lead.responsible', in: ['10431207'] }]);
    expect(condition.constants?.({ users: ['10431207'], nobody: true })).toEqual([]);
  });

  it('never rules out what holds', async () => {
    const ruled: boolean[] = [];
    for (const filled of [{ users: ['1', '0'] }, { users: ['2'], nobody: true }, { nobody: true }]) {
      for (const responsibleId of [undefined, '', '0', '1', '2', '3']) {
        const { holds } = (await ask(filled, of(responsibleId))) as { holds: boolean };
        if (holds) ruled.push(ruledOut(fakeFacts(of(responsibleId)), condition.constants?.(condition.input.parse(filled)) ?? []));
      }
    }
    expect(ruled).toEqual(Array.from({ length: 8 }, () => false));
  });
});
