/** Asks by which channel the talk goes. */
import { definePlugin } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

/** What people call them. Brands are written alike in all four languages. */
const NAMES = new Map([
  ['waba', 'WhatsApp'],
  ['telegram', 'Telegram'],
  ['instagram_business', 'Instagram'],
  ['facebook', 'Facebook Messenger'],
  ['viber', 'Viber'],
  ['vk', 'VK'],
  ['skype', 'Skype'],
]);

/** Words an author may write for an origin that Kommo spells in its own way. */
const ALSO = new Map([
  ['whatsapp', 'waba'],
  ['instagram', 'instagram_business'],
  ['messenger', 'facebook'],
]);

/** Every origin an entry stands for: itself, as it is usually written, and what Kommo calls it. */
function origins(channels: readonly string[]): string[] {
  return [...new Set(channels.flatMap((channel) => [channel, channel.toLowerCase(), ALSO.get(channel.toLowerCase()) ?? channel]))];
}

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'channel-is',
  title: { en: 'Channel', ru: 'Канал', es: 'Canal', pt: 'Canal' },
  description: {
    en: 'The conversation goes by one of the chosen channels: WhatsApp, Telegram, Instagram…',
    ru: 'Беседа идёт в одном из выбранных каналов: WhatsApp, Telegram, Instagram…',
    es: 'La conversación va por uno de los canales elegidos: WhatsApp, Telegram, Instagram…',
    pt: 'A conversa acontece por um dos canais escolhidos: WhatsApp, Telegram, Instagram…',
  },
  icon: 'bubble',
  says: {
    en: 'the conversation goes by {{channels}}',
    ru: 'беседа идёт через {{channels}}',
    es: 'la conversación va por {{channels}}',
    pt: 'a conversa acontece por {{channels}}',
  },
  settings,
  input,
  test: ({ channels }, _event, { facts }) => {
    const origin = facts.talk?.origin;
    if (!origin) return { holds: false, found: null };
    return { holds: origins(channels).includes(origin), found: NAMES.get(origin) ?? origin };
  },
  constants: ({ channels }) => [{ fact: 'talk.channel', in: origins(channels) }],
});
