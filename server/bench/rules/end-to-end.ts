/** The whole product, hooks at a steady pace: how long from a hook's arrival until what it causes is enqueued, and until it is done. */
import { type Api } from '../support/api.ts';
import { LocalKommo } from '../support/local-kommo.ts';
import { freePort, type Place } from '../support/place.ts';
import { Product } from '../support/product.ts';
import { note, quantile, round } from '../support/report.ts';
import { until } from '../support/wait.ts';
import { type Standing, Traffic, WORDS } from './traffic.ts';
import { Watch } from './watch.ts';

const A_SECOND = Number(process.env['EVENTS'] ?? 50);
const SECONDS = 20;
const WARM_UP_SECONDS = 10;
const RULES = 500;
const LEADS = 40;
const SETTLE_MS = 180_000;

interface Choices {
  choices: { stage: { value: string; label: string }[] };
}
interface Run {
  id: string;
  state: string;
  event: { name: string };
  hookEventId: string | null;
}

/** From a hook's arrival, in ms. */
interface Spread {
  p50: number;
  p99: number;
  most: number;
  of: number;
}

export interface Measured extends Record<string, unknown> {
  enqueued: Spread;
  effect: Spread;
  done: Spread;
}

export async function endToEnd(place: Place): Promise<Measured> {
  const port = await freePort();
  const kommo = await LocalKommo.start({ productPort: port, place, model: { baseUrl: 'http://127.0.0.1:9/v1' } });
  const product = new Product(port, kommo.env);
  try {
    await product.ready();
    const api = await kommo.install(product);
    await until('the first sync ends', async () => (await api.call<{ items: { state: string }[] }>('GET', '/crm/syncs?kind=full')).items[0]?.state === 'done', {
      ms: SETTLE_MS,
    });
    const stages = (await api.call<Choices>('GET', '/rules/choices')).choices.stage.map(({ value }) => value).slice(0, 10);
    await writeRules(api, stages);
    const leads = await makeLeads(kommo, stages);
    await settled(api);
    note(`${RULES} rules, ${leads.length} leads`);
    return await measure(api, kommo, product, leads);
  } finally {
    await product.stop();
    await kommo.stop();
  }
}

/**
 * 300 of 500 hear messages: on each stage each of ten words starts one rule, the other rules there wait for words nobody
 * says or for prices no lead has. Nine of ten rules tell a colleague, every tenth writes a note into the CRM.
 */
async function writeRules(api: Api, stages: readonly string[]): Promise<void> {
  const action = (index: number) =>
    index % 10 === 0
      ? { action: 'add-note', input: { text: '{{contact.name}} asked something.' } }
      : { action: 'notify-member', input: { to: 'responsible', text: '{{contact.name}} asked something.' } };
  for (let index = 0; index < RULES; index += 1) {
    const stage = { condition: 'stage-is', input: { stages: [stages[index % stages.length]] } };
    const turn = Math.floor(index / stages.length);
    const isHeard = turn < 30;
    const word = WORDS[turn] ?? `word${turn}`;
    const price = turn < 20 ? { from: 100 } : { from: 900_000 };
    const conditions = isHeard
      ? [stage, { condition: 'message-matches', input: { match: 'any', texts: [word] } }, { condition: 'price-range', input: price }]
      : [stage, { condition: 'tag-has', input: { tags: [`tag ${turn}`] } }, { condition: 'price-range', input: price }];
    const on = isHeard ? 'message_received' : turn % 2 === 0 ? 'lead_updated' : 'stage_changed';
    const { id } = await api.call<{ id: string }>('POST', '/rules', {
      name: `Rule ${index}`,
      trigger: { on },
      conditions: { all: conditions },
      actions: [action(index)],
    });
    await api.call('POST', `/rules/${id}/enable`, {});
  }
}

async function makeLeads(kommo: LocalKommo, stages: readonly string[]): Promise<Standing[]> {
  const leads: Standing[] = [];
  for (let index = 0; index < LEADS; index += 1) {
    const [pipelineId = 0, statusId = 0] = (stages[index % stages.length] ?? '').split(':').map(Number);
    const lead = await kommo.act({ kind: 'lead', name: `Bench ${index}`, text: 'Hello', price: 500, origin: 'telegram', pipelineId, statusId });
    leads.push({ ...(lead as unknown as Standing), pipelineId, statusId });
  }
  return leads;
}

const settled = async (api: Api): Promise<void> => {
  for (const path of ['/hook-events?state=received&limit=1', '/rules/runs?state=running&limit=1'])
    await until(`nothing is left of ${path}`, async () => (await api.call<{ items: unknown[] }>('GET', path)).items.length === 0, {
      ms: SETTLE_MS,
      everyMs: 500,
    });
};

async function measure(api: Api, kommo: LocalKommo, product: Product, leads: readonly Standing[]): Promise<Measured> {
  const traffic = new Traffic(kommo.hookUrl, leads);
  await traffic.send({ eventsASecond: A_SECOND, seconds: WARM_UP_SECONDS });
  await settled(api);
  const watch = await Watch.begin(api);
  const since = new Date().toISOString();
  const cpu = product.cpu();
  const sent = await traffic.send({ eventsASecond: A_SECOND, seconds: SECONDS });
  await settled(api);
  const cpuMsAnEvent = round(((product.cpu() - cpu) * 1000) / (SECONDS * A_SECOND), 2);
  watch.end();
  return {
    rules: RULES,
    eventsASecond: A_SECOND,
    seconds: SECONDS,
    sent,
    cpuMsAnEvent,
    rss: product.memory().rss,
    ...(await figures(api, watch, since)),
  };
}

async function figures(api: Api, watch: Watch, since: string): Promise<Measured> {
  const hooks = await api.all<{ id: string; receivedAt: string; processedAt: string | null }>(`/hook-events?from=${since}`);
  const received = new Map(hooks.map(({ id, receivedAt }) => [id, Date.parse(receivedAt)]));
  const runs = (await api.all<Run>(`/rules/runs?from=${since}`)).filter(({ event }) => event.name === 'message.received');
  const fired = runs.filter(({ state }) => state === 'done' || state === 'failed');
  const times: Record<'enqueued' | 'effect' | 'done', number[]> = { enqueued: [], effect: [], done: [] };
  for (const { id, hookEventId } of fired) {
    const from = received.get(hookEventId ?? '');
    if (from === undefined) continue;
    const { actions } = await api.call<{ actions: { effects: { id: string }[] }[] }>('GET', `/rules/runs/${id}`);
    const effect = actions[0]?.effects[0]?.id;
    const at = { enqueued: watch.first(id, 'running'), effect: effect === undefined ? undefined : madeAt(effect), done: watch.first(id, 'done') };
    for (const step of ['enqueued', 'effect', 'done'] as const) if (at[step] !== undefined) times[step].push(at[step] - from);
  }
  const spread = (samples: readonly number[]): Spread => ({
    p50: round(quantile(samples, 0.5)),
    p99: round(quantile(samples, 0.99)),
    most: round(Math.max(...samples)),
    of: samples.length,
  });
  return {
    hooks: hooks.length,
    fired: fired.length,
    near: runs.filter(({ state }) => state === 'near').length,
    failed: runs.filter(({ state }) => state === 'failed').length,
    enqueued: spread(times.enqueued),
    effect: spread(times.effect),
    done: spread(times.done),
  };
}

/** The first 48 bits of such an id are the milliseconds at which it was made. */
const madeAt = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
