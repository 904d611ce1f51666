import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Harness, startHarness } from '../testing.ts';

describe('talks', () => {
  let harness: Harness;
  let token: string;
  let talkId: number;
  beforeEach(async () => {
    harness = await startHarness();
    token = (await harness.connect()).access_token;
    talkId = [...harness.platform.state.data.talks.values()].find(({ is_in_work }) => is_in_work)?.talk_id ?? 0;
    await harness.api('/api/v4/webhooks', {
      method: 'POST',
      token,
      body: { destination: `${harness.product.url}/h/`, settings: ['add_outgoing_message', 'update_talk'] },
    });
    harness.clock.ms += 2000;
  });
  afterEach(() => harness.stop());

  const sendText = (text: unknown): Promise<Response> => harness.api(`/api/v4/talks/${talkId}/send_message`, { method: 'POST', token, body: { text } });
  const messages = () => [...harness.platform.state.data.messages.values()].filter(({ talk_id }) => talk_id === talkId);

  it('sends a message: 202 with an id, one outgoing hook, one row in the history', async () => {
    const before = messages().length;
    const response = await sendText('Доставим во вторник.');
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    const hooks = await harness.product.until(1);
    const outgoing = hooks.filter(({ body }) => body.includes('outgoing_message%5Badd%5D%5B0%5D'));
    expect(outgoing).toHaveLength(1);
    const body = Object.fromEntries(new URLSearchParams(outgoing[0]?.body));
    expect(body).toMatchObject({
      'outgoing_message[add][0][id]': id,
      'outgoing_message[add][0][talk_id]': String(talkId),
      'outgoing_message[add][0][author][type]': 'internal',
      'outgoing_message[add][0][author][user_id]': '10431207',
      'outgoing_message[add][0][text]': 'Доставим во вторник.',
    });
    const history = (await (await harness.api(`/api/v4/talks/${talkId}/messages?limit=250`, { token })).json()) as {
      _embedded: { messages: { id: string; type: string }[] };
    };
    expect(history._embedded.messages).toHaveLength(before + 1);
    expect(history._embedded.messages.at(-1)).toMatchObject({ id, type: 'outgoing' });
  });

  it.each([
    [402, 'Over chat API limit'],
    [403, 'Invalid scope'],
    [404, `Cannot POST`],
    [422, 'Talk is already closed'],
    [500, 'Our team are probably already working'],
  ])('can be made to answer %i', async (status, detail) => {
    const before = messages().length;
    await harness.act({ kind: 'fault', on: 'send_message', status });
    const response = await sendText('x');
    expect(response.status).toBe(status);
    expect(((await response.json()) as { detail: string }).detail).toContain(detail);
    expect(messages()).toHaveLength(before);
    expect((await sendText('x')).status).toBe(202);
  });

  it('can send and lose the answer', async () => {
    const before = messages().length;
    await harness.act({ kind: 'fault', on: 'send_message', drop: true });
    await expect(sendText('in doubt')).rejects.toThrow('fetch failed');
    expect(messages()).toHaveLength(before + 1);
  });

  it('closes once, and takes no text after that', async () => {
    const close = (): Promise<Response> => harness.api(`/api/v4/talks/${talkId}/close`, { method: 'POST', token, body: { force_close: true } });
    const first = await close();
    expect([first.status, await first.text()]).toEqual([202, 'Accepted']);
    const hook = (await harness.product.until(1))[0];
    expect(hook?.body).toContain('talk%5Bupdate%5D%5B0%5D%5Bis_in_work%5D=0');
    expect((await close()).status).toBe(422);
    expect((await sendText('late')).status).toBe(422);
  });

  it('refuses empty text and unknown talks', async () => {
    expect((await sendText('  ')).status).toBe(400);
    talkId = 1;
    expect((await sendText('x')).status).toBe(404);
  });
});
