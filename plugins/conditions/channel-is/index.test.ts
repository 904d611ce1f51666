import { readFileSync } from 'node:fs';

import { type DomainEvent } from 'souffleur/sdk';
import { fakeContext, type FakeFacts, fakeFacts, ruledOut } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message-received.json', import.meta.url), 'utf8')) as DomainEvent;
const by = (origin: string | undefined): FakeFacts => ({ talk: { id: '1914', origin, open: true } });

const ask = (channels: string[], known: FakeFacts) =>
  condition.test(condition.input.parse({ channels }), event, { ...fakeContext(condition.settings), facts: fakeFacts(known) });

describe('a talk', () => {
  it.each([
    [['waba'], 'waba', true, 'WhatsApp'],
    [['telegram', 'waba'], 'telegram', true, 'Telegram'],
    [['telegram'], 'waba', false, 'WhatsApp'],
    [['amo.ext.12345678'], 'amo.ext.12345678', true, 'amo.ext.12345678'],
    [['amo.ext.12345678'], 'amo.ext.1234567', false, 'amo.ext.1234567'],
    [['com.wazzup24.wz'], 'com.wazzup24.wz', true, 'com.wazzup24.wz'],
    [['facebook'], 'instagram_business', false, 'Instagram'],
  ])('of %j by %s: %s', (channels, origin, holds, found) => {
    expect(ask(channels, by(origin))).toEqual({ holds, found });
  });

  it.each([
    ['whatsapp', 'waba'],
    ['WhatsApp', 'waba'],
    ['WABA', 'waba'],
    ['Instagram', 'instagram_business'],
    ['Messenger', 'facebook'],
    [' telegram ', 'telegram'],
    ['whatsapp', 'whatsapp'],
  ])('written as %j is %s', (channel, origin) => {
    expect(ask([channel], by(origin))).toMatchObject({ holds: true });
  });

  it('of a channel that is spelled in capitals is found as it is spelled', () => {
    expect(ask(['My.Channel'], by('My.Channel'))).toMatchObject({ holds: true, found: 'My.Channel' });
  });
});

describe('what is not known', () => {
  it.each([
    ['no talk', { talk: null }],
    ['no origin', by(undefined)],
    ['an empty origin', by('')],
  ] as [string, FakeFacts][])('%s: no', (_name, known) => {
    expect(ask(['waba'], known)).toEqual({ holds: false, found: null });
  });

  it('names of things every object has are no channels', () => {
    expect(ask(['constructor', '__proto__'], by('waba'))).toMatchObject({ holds: false });
    expect(ask(['waba'], by('__proto__'))).toEqual({ holds: false, found: '__proto__' });
  });
});

describe('the input', () => {
  it('needs a channel', () => {
    expect(condition.input.safeParse({ channels: [] }).error?.issues).toMatchObject([{ path: ['channels'], message: 'Choose at least one channel.' }]);
    expect(condition.input.safeParse({ channels: ['  '] }).success).toBe(false);
  });

  it('has bounds', () => {
    expect(condition.input.safeParse({ channels: ['x'.repeat(101)] }).success).toBe(false);
    expect(condition.input.safeParse({ channels: Array.from({ length: 51 }, String) }).success).toBe(false);
  });

  it('is a form in four languages', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' });
    expect(properties?.channels).toMatchObject({ ref: 'channel' });
    for (const text of [condition.says, ...Object.values(properties ?? {}).map((one) => (one as { label?: object }).label)]) {
      expect(Object.keys(text ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
    }
  });
});

describe('the constant', () => {
  it('holds every spelling that is accepted', () => {
    expect(condition.constants?.({ channels: ['WhatsApp', 'telegram'] })).toEqual([{ fact: 'talk.channel', in: ['WhatsApp', 'whatsapp', 'waba', 'telegram'] }]);
  });

  it('never rules out what holds', async () => {
    const words = ['whatsapp', 'WhatsApp', 'waba', 'WABA', 'Instagram', 'instagram_business', 'telegram', 'amo.ext.1', 'Amo.Ext.1', 'facebook'];
    let held = 0;
    for (const channel of words) {
      for (const origin of [...words, undefined]) {
        const { holds } = (await ask([channel], by(origin))) as { holds: boolean };
        if (!holds) continue;
        held += 1;
        expect(ruledOut(fakeFacts(by(origin)), condition.constants?.({ channels: [channel] }) ?? [])).toBe(false);
      }
    }
    expect(held).toBeGreaterThan(words.length);
  });
});

describe('what it found', () => {
  it.each([
    ['waba', 'WhatsApp'],
    ['telegram', 'Telegram'],
    ['instagram_business', 'Instagram'],
    ['facebook', 'Facebook Messenger'],
    ['viber', 'Viber'],
    ['vk', 'VK'],
    ['skype', 'Skype'],
    ['amo.ext.12345678', 'amo.ext.12345678'],
  ])('%s is what people call %s', (origin, found) => {
    expect(ask(['nothing-like-it'], by(origin))).toEqual({ holds: false, found });
  });

  it('is the channel of the talk, not of the message', () => {
    expect(event.data).toMatchObject({ origin: 'waba' });
    expect(ask(['waba'], by('telegram'))).toEqual({ holds: false, found: 'Telegram' });
    expect(ask(['waba'], {})).toEqual({ holds: false, found: null });
  });
});
