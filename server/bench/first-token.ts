/**
 * What we add before the first token of a model of known latency (session, gates, context, retrieval, trace), and how
 * much of its speed is left when 16 talks stream at once, beside a bare proxy in the same run.
 */
import { seedArticles } from '../sandbox/knowledge/index.ts';
import { type Api, type Draft, type Talk } from './support/api.ts';
import { type Lead, LocalKommo } from './support/local-kommo.ts';
import { type Peer, startPeer } from './support/peer.ts';
import { freePort, makePlace, type Place } from './support/place.ts';
import { Product } from './support/product.ts';
import { median, note, quantile, report, round } from './support/report.ts';
import { until } from './support/wait.ts';

const FIRST_TOKEN_MS = 150;
const TOKEN_MS = 5;
const TOKENS = 50;
/** Ten talks with three drafts each are the 30 samples of a turn. */
const TALKS = 10;
const DRAFTS_EACH = 3;
const TURNS = [1, 2, 10] as const;
const AT_ONCE = 16;
const ANSWERS_EACH = 4;
const ROUNDS = 3;
const PATIENCE = { ms: 30_000, everyMs: 50 };

const QUESTIONS = [
  'How much is delivery to London?',
  'Do you have a showroom?',
  'Which grinder goes with the small machine?',
  'Can I pay in parts?',
  'How long is the warranty?',
];
/** No two are the same: the vector of a question that was asked before is remembered. */
const question = (talk: number, turn: number): string => `${QUESTIONS[(talk + turn) % QUESTIONS.length]} My order is ${1000 + talk}-${turn}.`;
/** Long enough that no reply of the agent's own begins while we measure. */
const AGENT = { name: 'Bench', instructions: 'Be brief.', mode: 'draft', replyDelay: 120_000 };

interface Conversation extends Lead {
  /** Our id of the talk. */
  id: string;
}

/** Knowledge as in the sandbox's shop, with vectors. */
async function prepare(api: Api): Promise<void> {
  await api.call('POST', '/agents', AGENT);
  for (const { title, language, body } of await seedArticles()) await api.call('POST', '/knowledge/articles', { title, language, body });
  await until(
    'the articles have vectors',
    async () => (await api.all<{ status: string }>('/knowledge/articles')).every(({ status }) => status === 'indexed'),
    PATIENCE,
  );
}

async function begin(api: Api, kommo: LocalKommo, count: number): Promise<Conversation[]> {
  const leads: Lead[] = [];
  for (let index = 0; index < count; index += 1) leads.push(await kommo.newTalk(`Bench ${index}`, question(index, 0)));
  const conversations: Conversation[] = [];
  for (const lead of leads) {
    const talk = async (): Promise<Talk | undefined> => (await api.all<Talk>(`/talks?leadCrmId=${lead.leadId}`))[0];
    await until('the talk is known', async () => (await talk()) !== undefined, PATIENCE);
    const id = (await talk())?.id ?? '';
    await heard(api, id, 1);
    conversations.push({ ...lead, id });
  }
  return conversations;
}

const heard = (api: Api, id: string, count: number): Promise<void> =>
  until('the messages are stored', async () => (await api.all(`/talks/${id}/messages`)).length >= count, PATIENCE);

/** Plays customer and rep until the customer has spoken `turn` times. */
async function goOn(api: Api, kommo: LocalKommo, talks: readonly Conversation[], from: number, turn: number): Promise<void> {
  for (let spoken = from; spoken < turn; spoken += 1) {
    for (const [index, { talkId }] of talks.entries()) {
      await kommo.act({ kind: 'reply', talkId, text: `That is answer ${spoken}: we deliver on weekdays.` });
      await kommo.act({ kind: 'message', talkId, text: question(index, spoken) });
    }
  }
  for (const { id } of talks) await heard(api, id, 2 * turn - 1);
}

interface Asked {
  /** ms to the first `delta`. */
  first: number;
  draft: Draft;
}

async function ask(api: Api, talkId: string): Promise<Asked> {
  const began = performance.now();
  let first: number | undefined;
  let draft: Draft | undefined;
  for await (const { event, data, at } of api.stream(`/talks/${talkId}/drafts`, {})) {
    if (event === 'delta') first ??= at - began;
    if (event === 'draft') draft = data as Draft;
    if (event === 'error') throw new Error(`no draft: ${JSON.stringify(data)}`);
  }
  if (first === undefined || draft?.state !== 'ready') throw new Error(`a draft that is ${draft?.state ?? 'not there'}: ${draft?.reason ?? ''}`);
  return { first, draft };
}

async function sample(api: Api, talks: readonly Conversation[]): Promise<Record<string, unknown>> {
  const asked: Asked[] = [];
  for (let index = 0; index < DRAFTS_EACH; index += 1) for (const { id } of talks) asked.push(await ask(api, id));
  const added = asked.map(({ first }) => first - FIRST_TOKEN_MS);
  // The first round of a turn asks what was not asked before: its question has no vector yet.
  const fresh = added.slice(0, talks.length);
  const steps = asked[0]?.draft.trace.map(({ step }) => step) ?? [];
  const trace = steps.map((step) => [step, round(median(asked.map(({ draft }) => draft.trace.find((entry) => entry.step === step)?.ms ?? 0)))]);
  return {
    samples: added.length,
    p50: round(quantile(added, 0.5)),
    p95: round(quantile(added, 0.95)),
    freshP50: round(quantile(fresh, 0.5)),
    trace: Object.fromEntries(trace),
  };
}

/** What the same client sees without us in between: how late the model itself and the machine are. */
async function overhead(url: string, body: string): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < 30; index += 1) {
    const began = performance.now();
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const reader = response.body?.getReader();
    await reader?.read();
    times.push(performance.now() - began - FIRST_TOKEN_MS);
    while (!(await reader?.read())?.done);
  }
  return round(median(times));
}

/** Tokens a second of `AT_ONCE` askers, each with several answers one after another. */
async function throughput(answer: (index: number) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  const asker = async (index: number): Promise<void> => {
    for (let count = 0; count < ANSWERS_EACH; count += 1) await answer(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => asker(index)));
  return round((AT_ONCE * ANSWERS_EACH * TOKENS) / ((performance.now() - began) / 1000), 0);
}

async function together(api: Api, talks: readonly Conversation[], proxy: Peer): Promise<Record<string, unknown>> {
  const direct = async (): Promise<unknown> => (await fetch(proxy.url, { method: 'POST' })).text();
  const product: number[] = [];
  const bare: number[] = [];
  for (let count = 0; count < ROUNDS; count += 1) {
    product.push(await throughput((index) => ask(api, talks[index]?.id ?? '')));
    bare.push(await throughput(direct));
    note(`${AT_ONCE} at once: product ${product.at(-1)} tokens/s, proxy ${bare.at(-1)} tokens/s`);
  }
  return { talks: AT_ONCE, product: median(product), bare: median(bare), ratio: round(median(product) / median(bare), 2) };
}

async function run(place: Place, model: Peer, proxy: Peer): Promise<void> {
  const port = await freePort();
  const kommo = await LocalKommo.start({ productPort: port, place, model: { baseUrl: model.url } });
  const product = new Product(port, kommo.env);
  try {
    await product.ready();
    const api = await kommo.install(product);
    await prepare(api);
    const talks = await begin(api, kommo, AT_ONCE);
    const measured = talks.slice(0, TALKS);
    await ask(api, talks.at(-1)?.id ?? '');
    const turns: Record<string, unknown> = {};
    let spoken = 1;
    for (const turn of TURNS) {
      await goOn(api, kommo, measured, spoken, turn);
      spoken = turn;
      turns[turn] = await sample(api, measured);
      note(`turn ${turn}: ${JSON.stringify(turns[turn])}`);
    }
    const chat = JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'x'.repeat(6_000) }] });
    const bare = { model: await overhead(`${model.url}/chat/completions`, chat), proxy: await overhead(proxy.url, '') };
    const concurrent = await together(api, talks, proxy);
    report({
      bench: 'first-token',
      target: place.target,
      model: { firstTokenMs: FIRST_TOKEN_MS, tokenMs: TOKEN_MS, tokens: TOKENS },
      turns,
      bare,
      concurrent,
      ceiling: 'a Koa route that passes the same stream on',
      goal: { p50: 15, ratio: 0.8 },
    });
  } finally {
    await product.stop();
    await kommo.stop();
  }
}

const place = await makePlace();
const model = await startPeer('model', { FIRST_TOKEN_MS: String(FIRST_TOKEN_MS), TOKEN_MS: String(TOKEN_MS), TOKENS: String(TOKENS) });
const proxy = await startPeer('bare-proxy', { MODEL_URL: model.url });
try {
  await run(place, model, proxy);
} finally {
  await proxy.stop();
  await model.stop();
  await place.remove();
}
