/** How long a start takes and what it leaves in memory, as a newcomer starts it: everything on, sandbox and all. */
import { setTimeout as delay } from 'node:timers/promises';

import { messageHooks } from './support/hook-body.ts';
import { load } from './support/load.ts';
import { LocalKommo } from './support/local-kommo.ts';
import { freePort, makePlace, type Place } from './support/place.ts';
import { type Env, type Memory, Product } from './support/product.ts';
import { median, note, report, round } from './support/report.ts';
import { until } from './support/wait.ts';

const ROUNDS = 3;
/** ms after a start until its memory is looked at: garbage and compilers have come to rest. */
const REST_MS = 5_000;
const SANDBOX_MS = 60_000;
const HOOKS = 10_000;
const TALKS = 20;
const HOOKS_MS = 180_000;

interface Started {
  /** ms to the first 200 of the readiness check. */
  ready: number;
  memory: Memory;
  /** Processor seconds until then. */
  cpu: number;
}

async function started(product: Product, settled: () => Promise<void>): Promise<Started> {
  const ready = round(await product.ready(), 0);
  const cpu = product.cpu();
  await settled();
  await delay(REST_MS);
  const memory = product.memory();
  note(`ready after ${ready} ms, ${memory.rss} MB (highest ${memory.peak} MB)`);
  return { ready, memory, cpu };
}

const middle = (rounds: readonly Started[]): Record<string, number> => ({
  readyMs: median(rounds.map(({ ready }) => ready)),
  cpuSeconds: median(rounds.map(({ cpu }) => cpu)),
  rssMb: median(rounds.map(({ memory }) => memory.rss)),
  peakMb: median(rounds.map(({ memory }) => memory.peak)),
});

/** Cold and warm starts in turns: the folder of a cold one is the warm one's. */
async function withSandbox(): Promise<Record<string, unknown>> {
  const cold: Started[] = [];
  const warm: Started[] = [];
  for (let count = 0; count < ROUNDS; count += 1) {
    const place = await makePlace();
    const env: Env = {
      DATA_DIR: place.dataDir,
      SANDBOX_PORT: String(await freePort()),
      ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
    };
    for (const list of [cold, warm]) {
      const product = new Product(await freePort(), env);
      const settled = (): Promise<void> =>
        product.until('has its sandbox', () => Promise.resolve(product.output.includes('write as the customer')), SANDBOX_MS);
      list.push(await started(product, settled));
      await product.stop();
    }
    await place.remove();
  }
  return { cold: middle(cold), warm: middle(warm) };
}

/** Posts hooks and waits until the worker has been through all of them. */
async function afterHooks(kommo: LocalKommo, product: Product): Promise<Record<string, unknown>> {
  const talks: ReturnType<typeof messageHooks>[] = [];
  for (let index = 0; index < TALKS; index += 1) talks.push(messageHooks(await kommo.newTalk(`Bench ${index}`, 'Hello')));
  const metrics = async (): Promise<number> => {
    const response = await fetch(`${product.url}/metrics`, { headers: { authorization: `Bearer ${kommo.env['METRICS_TOKEN']}` } });
    return Number(/^hooks_processed_total\{state="done"\} (\d+)/m.exec(await response.text())?.[1] ?? 0);
  };
  const before = await metrics();
  const began = performance.now();
  let sent = 0;
  const taken = await load({
    url: kommo.hookUrl,
    connections: 8,
    forMs: HOOKS_MS,
    limit: HOOKS,
    body: () => (talks[sent % TALKS] ?? talks[0]!)(`Message ${(sent += 1)}`).body,
  });
  const processed = async (): Promise<number> => (await metrics()) - before;
  await until('the hooks are worked through', async () => (await processed()) >= taken.ok, { ms: HOOKS_MS, everyMs: 500 }).catch(() => undefined);
  const done = await processed();
  const seconds = (performance.now() - began) / 1000;
  await delay(REST_MS);
  const { rss, peak } = product.memory();
  return { posted: taken.ok, failed: taken.failed, processed: done, processedPerSecond: round(done / seconds), rssMb: rss, peakMb: peak };
}

async function withoutSandbox(place: Place): Promise<Record<string, unknown>> {
  const port = await freePort();
  const kommo = await LocalKommo.start({ productPort: port, place, model: { baseUrl: 'http://127.0.0.1:9/v1' } });
  let product = new Product(port, kommo.env);
  try {
    await product.ready();
    await kommo.install(product);
    await product.stop();
    product = new Product(port, kommo.env);
    const warm = await started(product, () => Promise.resolve());
    return { withoutSandbox: middle([warm]), afterHooks: await afterHooks(kommo, product) };
  } finally {
    await product.stop();
    await kommo.stop();
  }
}

const place = await makePlace();
try {
  const sandbox = await withSandbox();
  report({ bench: 'start', target: place.target, ...sandbox, ...(await withoutSandbox(place)), goal: { readyMs: 6_000, rssMb: 350 } });
} finally {
  await place.remove();
}
