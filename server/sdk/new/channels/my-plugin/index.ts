import { definePlugin, parseSubject, Refuse, Retry } from 'souffleur/sdk';

import { Incoming, Sent, settings } from './schema.ts';

const API = 'https://api.example.com/v1/messages';

export default definePlugin({
  kind: 'channel',
  api: 1,
  id: 'my-plugin',
  version: '0.1.0',
  title: { en: 'My plugin' },
  description: { en: 'Sends and receives messages by example.com.' },
  icon: 'talk',
  settings,
  hosts: ['api.example.com'],
  capabilities: { text: true, images: false, templates: false, voice: false },
  window: () => 24,
  parse(raw) {
    const { data, success } = Incoming.safeParse(json(raw.body));
    if (!success) throw new Refuse('invalid', 'This is no message of example.com.');
    const { id, from, text, at } = data;
    const author = { kind: 'customer', id: from } as const;
    return {
      events: [
        { name: 'message.received', subject: `message:${id}`, at, key: id, actor: author, data: { id, talkId: from, direction: 'in', text, author, at } },
      ],
    };
  },
  async send({ key, talk, text }, ctx) {
    const body = JSON.stringify({ to: parseSubject(talk).id, from: ctx.settings.sender, text });
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await ctx.fetch(API, { method: 'POST', headers, body, signal: ctx.signal });
    if (answer.status === 429) throw new Retry('example.com asks to wait.', { afterMs: 60_000 });
    if (answer.status >= 500) throw new Retry('example.com is ill.', { inDoubt: true });
    if (!answer.ok) throw new Refuse('invalid', `example.com answered ${answer.status}.`);
    const { id, at } = Sent.parse(await answer.json());
    return { id, via: 'api', at };
  },
  async readBack({ key }, ctx) {
    const answer = await ctx.fetch(`${API}?key=${encodeURIComponent(key)}`, { signal: ctx.signal });
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Retry('example.com cannot tell.', { inDoubt: true });
    const { id, at } = Sent.parse(await answer.json());
    return { id, via: 'api', at };
  },
});

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch {
    return undefined;
  }
}
