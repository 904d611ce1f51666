/** The walk, end to end: a customer writes in Kommo, the rep gets a reply with its evidence, sends it, once. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { ModelProxy } from './testing/model-proxy.ts';
import { type Answer, eventually, TestProduct } from './testing/product.ts';

let product: TestProduct;
let model: ModelProxy;
let nextLead = 0;

beforeAll(async () => {
  model = await ModelProxy.start(() => product.sandbox.replace('localhost', '127.0.0.1'));
  // The proxy learns the address of the model behind it from the ports of the product that is about to start.
  product = await TestProduct.startFromNothing((ports) => {
    product = { sandbox: `http://127.0.0.1:${ports.sandbox}` } as TestProduct;
    return { LLM_BASE_URL: model.baseUrl };
  });
}, 90_000);
afterAll(async () => {
  await product.stop();
  await model.stop();
}, 30_000);
beforeEach(() => {
  model.mood = 'good';
});

const QUESTION = 'Сколько стоит доставка в Казань и когда привезёте?';

/** A talk nobody has written in before. */
const freshTalk = async (text = QUESTION) => {
  const lead = await product.act({ kind: 'lead', name: `Walk ${(nextLead += 1)}`, language: 'ru' });
  const said = await product.act({ kind: 'message', leadId: lead['leadId'], text });
  return { leadId: lead['leadId'] as unknown as number, ...said };
};
const talkOf = async (leadId: number) => eventually('the talk', async () => (await product.api('GET', `/talks?leadCrmId=${leadId}`)).body.items[0]);
const newest = async (talkId: string) => (await product.api('GET', `/drafts?talkId=${talkId}&limit=1`)).body.items[0];
const draftIn = async (talkId: string, state: string) =>
  eventually(`a draft that is ${state}`, async () => [await newest(talkId)].find((draft) => draft?.state === state));
const verdictIn = async (talkId: string, gate: string | null) =>
  eventually(`the verdict ${gate}`, async () =>
    (await product.api('GET', `/talks/${talkId}/why`)).body.verdicts.find((verdict: { gate: string | null }) => verdict.gate === gate),
  );

describe('the main job', () => {
  it('drafts with evidence that leads back to the stored words, and sends once', async () => {
    const { leadId, talkId: crmTalkId } = await freshTalk();
    const talk = await talkOf(leadId);
    const draft = await draftIn(talk.id, 'ready');
    expect(draft.text).toContain('490');
    expect(draft.language).toBe('ru');
    const proven = draft.sentences.filter((sentence: { evidence: unknown[] }) => sentence.evidence.length > 0);
    expect(proven.length).toBeGreaterThanOrEqual(2);
    for (const { evidence, marked } of proven) {
      expect(marked).toBe(false);
      for (const pointer of evidence) {
        const version = await product.api('GET', `/knowledge/articles/${pointer.id}/versions/${pointer.version}`);
        expect(version.body.body.slice(pointer.start, pointer.end)).toBe(pointer.quote);
      }
    }
    const both = await Promise.all([product.api('POST', `/drafts/${draft.id}/send`, {}), product.api('POST', `/drafts/${draft.id}/send`, {})]);
    expect(both.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([202, 409]);
    const sent = await draftIn(talk.id, 'sent');
    expect(sent.messageId).toBeTruthy();
    expect(await product.sent(crmTalkId)).toEqual([draft.text]);
    const messages = await product.api('GET', `/talks/${talk.id}/messages`);
    expect(messages.body.items.filter((message: { text: string }) => message.text === draft.text)).toHaveLength(1);
  });

  it.each([
    ['en', 'How much is delivery to London and when will it arrive?'],
    ['es', '¿Cuánto cuesta el envío a Madrid y cuándo llega?'],
    ['pt', 'Quanto custa a entrega em São Paulo e quando chega?'],
  ])('answers in the language of the customer: %s', async (language, text) => {
    const { leadId } = await freshTalk(text);
    const draft = await draftIn((await talkOf(leadId)).id, 'ready');
    expect(draft.language).toBe(language);
    expect(draft.sentences.some((sentence: { marked: boolean; evidence: unknown[] }) => !sentence.marked && sentence.evidence.length > 0)).toBe(true);
  });

  it('takes 50 copies of one hook for one message and one draft', async () => {
    const { leadId, talkId } = await freshTalk('Здравствуйте! Есть шоурум?');
    const talk = await talkOf(leadId);
    await draftIn(talk.id, 'ready');
    const id = crypto.randomUUID();
    const body = form(product, { id, talk_id: talkId, contact_id: 0, text: 'До скольки вы работаете?', element_id: leadId });
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => product.hook(body))))).toEqual(new Set([200]));
    const draft = await eventually('the draft', async () =>
      [await newest(talk.id)].find((item) => item?.state === 'ready' && item.sentences.length > 0 && item.id !== undefined && item.inReplyTo),
    );
    await eventually('all hooks', async () => (await product.api('GET', '/hook-events?state=received')).body.items.length === 0);
    const messages = await product.api('GET', `/talks/${talk.id}/messages`);
    expect(messages.body.items.filter((message: { crmId: string }) => message.crmId === id)).toHaveLength(1);
    const drafts = await product.api('GET', `/drafts?talkId=${talk.id}`);
    const own = messages.body.items.find((message: { crmId: string }) => message.crmId === id);
    expect(drafts.body.items.filter((item: { inReplyTo: string }) => item.inReplyTo === own.id)).toHaveLength(1);
    expect(draft).toBeTruthy();
  });

  it('marks the sentence whose number the model changed', async () => {
    model.mood = 'wrong-number';
    const { leadId } = await freshTalk();
    const draft = await draftIn((await talkOf(leadId)).id, 'ready');
    const wrong = draft.sentences.find((sentence: { text: string }) => sentence.text.includes('590'));
    expect(wrong).toMatchObject({ marked: true, reason: 'value_not_in_source', values: ['590'] });
  });
});

describe('silence has a reason', () => {
  it('a human quiets the agent until it is resumed', async () => {
    const { leadId } = await freshTalk();
    const talk = await talkOf(leadId);
    await draftIn(talk.id, 'ready');
    await product.act({ kind: 'reply', leadId, text: 'Сейчас посмотрю, минуту.' });
    await eventually('the pause', async () => (await product.api('GET', `/talks/${talk.id}`)).body.pauseReason === 'human_active');
    await product.act({ kind: 'message', leadId, text: 'А в Самару сколько?' });
    expect((await verdictIn(talk.id, 'human_active')).evidence.until).toBeTruthy();
    expect((await product.api('POST', `/talks/${talk.id}/resume`, {})).body.pausedUntil).toBeNull();
    await product.act({ kind: 'message', leadId, text: 'Так сколько стоит доставка в Самару?' });
    await draftIn(talk.id, 'ready');
  });

  it('does not answer a thank-you, nor where it is switched off', async () => {
    const { leadId } = await freshTalk('Спасибо!');
    const talk = await talkOf(leadId);
    await verdictIn(talk.id, 'closing_remark');
    await product.api('PATCH', `/talks/${talk.id}`, { mode: 'off' });
    await product.act({ kind: 'message', leadId, text: QUESTION });
    await verdictIn(talk.id, 'agent_off');
    expect((await product.api('GET', `/drafts?talkId=${talk.id}`)).body.items).toEqual([]);
    expect((await product.api('POST', `/talks/${talk.id}/drafts`, {})).status).toBe(409);
  });

  it('answers a burst once, to its last message', async () => {
    model.mood = 'slow';
    const { leadId } = await freshTalk('Здравствуйте');
    const talk = await talkOf(leadId);
    await eventually('the first draft begins', async () => (await newest(talk.id))?.state === 'streaming');
    await product.act({ kind: 'message', leadId, text: 'Вопрос по доставке' });
    const last = await product.act({ kind: 'message', leadId, text: QUESTION });
    await eventually('the answer to the last message', async () => {
      const messages = (await product.api('GET', `/talks/${talk.id}/messages`)).body.items;
      const draft = await newest(talk.id);
      return draft?.state === 'ready' && messages.find((message: { id: string }) => message.id === draft.inReplyTo)?.crmId === last.messageId;
    });
    const drafts = (await product.api('GET', `/drafts?talkId=${talk.id}`)).body.items;
    expect(drafts.filter((item: { state: string }) => item.state === 'ready')).toHaveLength(1);
    expect(drafts.filter((item: { state: string }) => !['ready', 'withheld'].includes(item.state))).toEqual([]);
  });
});

describe('a model that fails', () => {
  it.each(['error', 'garbage', 'cut', 'unpaid'] as const)('%s: says so in a code, keeps the message, and a retry works', async (mood) => {
    model.mood = mood;
    const { leadId } = await freshTalk();
    const talk = await talkOf(leadId);
    const failed = await draftIn(talk.id, 'failed');
    expect(failed.reason).toMatch(/^llm_/u);
    expect((await product.api('GET', `/talks/${talk.id}/messages`)).body.items[0].text).toBe(QUESTION);
    model.mood = 'good';
    expect((await product.api('POST', `/talks/${talk.id}/drafts`, {})).status).toBe(200);
    await draftIn(talk.id, 'ready');
  });
});

describe('Kommo that fails', () => {
  const sendWith = async (fault: Record<string, unknown>): Promise<{ talk: { id: string }; crmTalkId: number; text: string }> => {
    const { leadId, talkId } = await freshTalk();
    const talk = await talkOf(leadId);
    const draft = await draftIn(talk.id, 'ready');
    await product.act({ kind: 'fault', on: 'send_message', ...fault });
    expect((await product.api('POST', `/drafts/${draft.id}/send`, {})).status).toBe(202);
    return { talk, crmTalkId: talkId, text: draft.text };
  };

  it.each([
    [402, 'send_refused_payment_required'],
    [403, 'send_refused_forbidden'],
    [422, 'send_refused_closed'],
  ])('%i is told and not repeated', async (status, reason) => {
    const { talk, crmTalkId } = await sendWith({ status, count: 1 });
    expect((await draftIn(talk.id, 'failed')).reason).toBe(reason);
    expect(await product.sent(crmTalkId)).toEqual([]);
  });

  it.each([500, 503])('%i is tried again until it goes out, once', async (status) => {
    const { talk, crmTalkId, text } = await sendWith({ status, count: 1 });
    await draftIn(talk.id, 'sent');
    expect(await product.sent(crmTalkId)).toEqual([text]);
  });

  it('an answer that got lost is looked up, not repeated', async () => {
    const { talk, crmTalkId, text } = await sendWith({ drop: true, count: 1 });
    await draftIn(talk.id, 'sent');
    const ledger = (await (await fetch(`${product.sandbox}/_sandbox/ledger`)).json()) as { method: string; path: string; body: { text: string } }[];
    expect(
      ledger.filter((entry) => entry.method === 'POST' && entry.path.startsWith(`/api/v4/talks/${crmTalkId}/send_message`)).map((entry) => entry.body.text),
    ).toEqual([text]);
    const messages = (await product.api('GET', `/talks/${talk.id}/messages`)).body.items;
    expect(messages.filter((message: { text: string }) => message.text === text)).toHaveLength(1);
  });
});

describe('auto', () => {
  it('sends by itself what is proven, and leaves to a person what is not', async () => {
    const agent = (await product.api('GET', '/agents')).body.items[0];
    await product.api('PATCH', '/account', { mode: 'auto' });
    const changed: Answer = await product.api('PATCH', `/agents/${agent.id}`, { mode: 'auto', version: agent.version });
    expect(changed.body.version).toBe(agent.version + 1);
    try {
      const good = await freshTalk();
      const sent = await draftIn((await talkOf(good.leadId)).id, 'sent');
      expect(await product.sent(good.talkId)).toEqual([sent.text]);
      model.mood = 'wrong-number';
      const bad = await freshTalk();
      await draftIn((await talkOf(bad.leadId)).id, 'ready');
      expect(await product.sent(bad.talkId)).toEqual([]);
    } finally {
      await product.api('PATCH', `/agents/${agent.id}`, { mode: 'draft', version: changed.body.version });
      await product.api('PATCH', '/account', { mode: 'draft' });
    }
  });
});

describe('background work', () => {
  it('is listed, shows why it failed, and can be tried again', async () => {
    const { leadId } = await freshTalk('Здравствуйте! Есть вопрос?');
    const talk = await talkOf(leadId);
    await draftIn(talk.id, 'ready');
    const job = await eventually('the job', async () =>
      (await product.api('GET', '/jobs?name=reply')).body.items.find(
        (item: { data: { talkId: string }; state: string }) => item.data.talkId === talk.id && item.state === 'done',
      ),
    );
    expect(job.attempts).toBe(1);
    expect((await product.api('POST', `/jobs/${job.id}/retry`, {})).body.code).toBe('job_not_failed');
    expect((await product.api('GET', `/jobs/${job.id}`, undefined, await product.signIn('rep'))).status).toBe(403);
    expect((await product.api('GET', `/jobs/${crypto.randomUUID()}`)).status).toBe(404);
  });
});

describe('hooks that are not what they should be', () => {
  const newestHook = async () => (await product.api('GET', '/hook-events?limit=1')).body.items[0];
  const ended = async (before: string | undefined) =>
    eventually('the hook', async () => [await newestHook()].find((hook) => hook && hook.id !== before && hook.state !== 'received'));

  it('refuses a wrong address and an oversized body', async () => {
    expect(await product.hook('a=b', product.hookUrl.replace(/\/[^/]+\/$/u, `/${'x'.repeat(32)}/`))).toBe(404);
    expect(await product.hook('a='.padEnd(1024 * 1024 + 1, 'x'))).toBe(413);
  });

  it.each([
    ['no form at all', '\u0000\u0001\u0002'],
    ['a broken percent sequence', 'leads[add][0][id]=%zz%'],
    ['thousands of parameters', Array.from({ length: 25_000 }, (_, index) => `a[${index}]=1`).join('&')],
    ['brackets without end', `leads${'[a]'.repeat(3000)}=1`],
  ])('%s: stored, answered, shown as failed with the reason', async (_name, body) => {
    const before = (await newestHook())?.id;
    expect(await product.hook(body)).toBe(200);
    const hook = await ended(before);
    // A body that still has a shape is listed as an event of no known kind; one that has none failed, with a reason.
    const told = hook.state === 'failed' ? hook.error : hook.events[0]?.name;
    expect(['failed', 'done']).toContain(hook.state);
    expect(told).toMatch(hook.state === 'failed' ? /\w{3}.*\./su : /^unknown\.received$/u);
  });

  it('takes NUL bytes and lone surrogates out of a message and handles it', async () => {
    const { leadId, talkId } = await freshTalk('Здравствуйте');
    const talk = await talkOf(leadId);
    const id = crypto.randomUUID();
    const hostile = form(product, { id, talk_id: talkId, contact_id: 0, text: 'X', element_id: leadId }).replace('=X&', '=Price%00%ED%A0%80%3F&');
    expect(await product.hook(hostile)).toBe(200);
    const message = await eventually('the message', async () =>
      (await product.api('GET', `/talks/${talk.id}/messages`)).body.items.find((item: { crmId: string }) => item.crmId === id),
    );
    expect(message.text).toMatch(/^Price\uFFFD*\?$/u);
  });

  it('refuses prototype keys, says so, and goes on with the next hook', async () => {
    const before = (await newestHook())?.id;
    expect(await product.hook('leads[add][0][id]=77&leads[add][0][__proto__][polluted]=1&leads[constructor][prototype][x]=1')).toBe(200);
    const hook = await ended(before);
    expect(hook.state).toBe('failed');
    expect(hook.error).toMatch(/__proto__|reserved/u);
    const { leadId } = await freshTalk('Здравствуйте');
    await talkOf(leadId);
  });

  it('keeps apart what names another account', async () => {
    const before = (await newestHook())?.id;
    await product.hook('account[id]=999&account[subdomain]=other&leads[add][0][id]=1&leads[add][0][name]=Evil');
    expect((await ended(before)).state).toBe('quarantined');
    expect((await product.api('GET', '/talks?leadCrmId=1')).body.items).toEqual([]);
  });
});

/** A message hook as Kommo sends it. */
function form(of: TestProduct, message: { id: string; talk_id: number; contact_id: number; text: string; element_id: number }): string {
  const fields: Record<string, string | number> = {
    ...message,
    chat_id: crypto.randomUUID(),
    created_at: Math.floor(Date.now() / 1000),
    element_type: 2,
    entity_type: 'lead',
    entity_id: message.element_id,
    type: 'incoming',
    'author][type': 'external',
    'author][name': 'Walker',
    origin: 'telegram',
  };
  const rows = Object.entries(fields).filter(([key, value]) => !(key === 'contact_id' && value === 0));
  expect(of.hookUrl).toBeTruthy();
  return [['account[id]', '31990217'], ['account[subdomain]', 'lumenpark'], ...rows.map(([key, value]) => [`message[add][0][${key}]`, String(value)])]
    .map(([key, value]) => `${encodeURIComponent(key ?? '')}=${encodeURIComponent(value ?? '')}`)
    .join('&');
}
