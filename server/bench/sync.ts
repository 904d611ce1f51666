/**
 * `npm run bench sync`: what the sync and the sweep promise, on the whole product beside a local Kommo.
 *
 * hooks: of 1,000 hooks Kommo loses five in a hundred. Two sweeps find them all, nothing is acted on twice, and no second
 * has more than seven requests in it. leads: an account of 20,000 is read; in the middle the product is killed, and goes
 * on where it was, in memory that stays flat. `HOOKS` and `LEADS` make them smaller; 0 leaves one out. Exits 1 on any violation.
 */
import { setTimeout as wait } from 'node:timers/promises';

import { type Api } from './support/api.ts';
import { LocalKommo } from './support/local-kommo.ts';
import { type Place, freePort, makePlace } from './support/place.ts';
import { Product } from './support/product.ts';
import { note, report, round } from './support/report.ts';
import { until } from './support/wait.ts';

interface Sync {
  id: string;
  state: string;
  stage: string | null;
  stages: { stage: string; state: string; read: number; changed: number; problem: string | null }[];
  recovered: number;
  requests: number;
}
interface Hook {
  source: string;
  state: string;
  events: { name: string; subject: string; duplicate: boolean; data: Record<string, unknown> }[];
}

const HOOKS = Number(process.env['HOOKS'] ?? 1_000);
const LEADS = Number(process.env['LEADS'] ?? 20_000);
const LOST = 0.05;
const AT_ONCE = 50;
/** The sweep leaves the last minute to its hooks. */
const SETTLED_MS = 63_000;
const LONG_MS = 900_000;
/** 100 MiB. */
const RSS_LIMIT_MB = 105;
const PAGE = 250;
/** Pages until every path has been walked once. */
const WARM = 5;

const violations: string[] = [];
const model = { baseUrl: 'http://127.0.0.1:9/v1' };

/** Most requests in any second, over a window that slides along the ledger. */
function fullestSecond(kommo: LocalKommo): number {
  const times = kommo.ledger.filter(({ path }) => path.startsWith('/api/v4')).map(({ at }) => Date.parse(at));
  let most = 0;
  for (let start = 0, end = 0; end < times.length; end += 1) {
    while ((times[end] ?? 0) - (times[start] ?? 0) >= 1_000) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

async function run(api: Api, kind: 'full' | 'sweep', each?: (sync: Sync) => Promise<void>): Promise<Sync> {
  const { syncId } = await api.call<{ syncId: string }>('POST', '/crm/sync', { kind });
  return follow(api, syncId, each);
}

async function follow(api: Api, id: string, each?: (sync: Sync) => Promise<void>): Promise<Sync> {
  let sync = await api.call<Sync>('GET', `/crm/syncs/${id}`);
  await until(
    'the sync ends',
    async () => {
      sync = await api.call<Sync>('GET', `/crm/syncs/${id}`);
      await each?.(sync);
      return sync.state !== 'waiting' && sync.state !== 'running';
    },
    { ms: LONG_MS, everyMs: 250 },
  );
  return sync;
}

const settled = (api: Api): Promise<void> =>
  until('all hooks are worked through', async () => (await api.call<{ items: unknown[] }>('GET', '/hook-events?state=received&limit=1')).items.length === 0, {
    ms: LONG_MS,
    everyMs: 500,
  });

async function losingHooks(place: Place): Promise<Record<string, unknown>> {
  const port = await freePort();
  const kommo = await LocalKommo.start({ productPort: port, place, model });
  const product = new Product(port, kommo.env);
  try {
    await product.ready();
    const api = await kommo.install(product);
    const { leadId } = await kommo.newTalk('Bench', 'Hello');
    await until('the first sync ends', async () => (await api.call<{ items: Sync[] }>('GET', '/crm/syncs?kind=full')).items[0]?.state === 'done', {
      ms: LONG_MS,
    });
    await settled(api);
    await kommo.act({ kind: 'fault', on: 'hooks', share: LOST, seed: 7, count: HOOKS });
    for (let index = 0; index < HOOKS; index += AT_ONCE) {
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, HOOKS - index) }, (_, offset) => {
          const text = `bench ${index + offset}`;
          return (index + offset) % 2 === 0 ? kommo.act({ kind: 'message', leadId, text }) : kommo.act({ kind: 'note', leadId, text });
        }),
      );
    }
    await wait(2_000);
    await settled(api);
    const told = async (): Promise<Map<string, number>> => {
      const counts = new Map<string, number>();
      for (const { events } of await api.all<Hook>('/hook-events'))
        for (const { name, subject, duplicate } of events)
          if (!duplicate && (name === 'message.received' || name === 'note.added')) counts.set(subject, (counts.get(subject) ?? 0) + 1);
      return counts;
    };
    const before = (await told()).size;
    note(`${before} of ${HOOKS + 1} came by hooks`);
    await wait(SETTLED_MS);
    const recovered: number[] = [];
    for (let sweep = 0; sweep < 2; sweep += 1) {
      const { state, recovered: found, stages } = await run(api, 'sweep');
      recovered.push(found);
      if (state !== 'done') violations.push(`sweep ${sweep + 1} ended ${state}: ${stages.map(({ problem }) => problem ?? '').join(' ')}`);
      await settled(api);
    }
    const after = await told();
    const twice = [...after.values()].filter((count) => count > 1).length;
    const fullest = fullestSecond(kommo);
    if (after.size !== HOOKS + 1) violations.push(`${HOOKS + 1 - after.size} were never found`);
    if (twice > 0) violations.push(`${twice} were acted on twice`);
    if (fullest > 7) violations.push(`${fullest} requests in one second`);
    return { hooks: HOOKS, lost: HOOKS + 1 - before, recovered, twice, fullestSecond: fullest };
  } finally {
    await product.stop();
    await kommo.stop();
  }
}

async function manyLeads(place: Place): Promise<Record<string, unknown>> {
  const port = await freePort();
  const kommo = await LocalKommo.start({ productPort: port, place, model });
  let product = new Product(port, kommo.env);
  try {
    await product.ready();
    const api = await kommo.install(product);
    await until('the first sync ends', async () => (await api.call<{ items: Sync[] }>('GET', '/crm/syncs?kind=full')).items[0]?.state === 'done', {
      ms: LONG_MS,
    });
    await kommo.act({ kind: 'grow', leads: LEADS });
    const began = performance.now();
    const { syncId } = await api.call<{ syncId: string }>('POST', '/crm/sync', { kind: 'full' });
    let at = 0;
    await until(
      'half of the leads are read',
      async () => (at = (await api.call<Sync>('GET', `/crm/syncs/${syncId}`)).stages.find(({ stage }) => stage === 'leads')?.read ?? 0) >= LEADS / 2,
      { ms: LONG_MS, everyMs: 100 },
    );
    const pagesBefore = kommo.ledger.filter(({ path }) => path.startsWith('/api/v4/leads?')).length;
    await product.kill();
    note(`killed at ${at} leads`);
    product = new Product(port, kommo.env);
    await product.ready();
    // From the first page after the start on: before it the worker and its connections are not there yet.
    const rss = new Map<number, number>();
    const sync = await follow(api, syncId, async ({ stages }) => {
      const read = stages.reduce((sum, stage) => sum + stage.read, 0);
      if (read > at + PAGE) rss.set(read, product.memory().rss);
    });
    const start = [...rss.values()].slice(0, WARM).at(-1) ?? 0;
    const peak = Math.max(...rss.values());
    const seconds = round((performance.now() - began) / 1000);
    const cpuSeconds = round(product.cpu());
    const pages = kommo.ledger.filter(({ path, status }) => path.startsWith('/api/v4/leads?') && status === 200).length;
    const read = Object.fromEntries(sync.stages.map((stage) => [stage.stage, stage.read]));
    const fullest = fullestSecond(kommo);
    // All leads are there when reading them again changes none.
    const again = await run(api, 'full');
    const changed = again.stages.filter(({ stage }) => stage === 'leads' || stage === 'contacts').reduce((sum, stage) => sum + stage.changed, 0);
    if (sync.state !== 'done') violations.push(`the sync ended ${sync.state}`);
    if ((read['leads'] ?? 0) < LEADS) violations.push(`only ${read['leads']} leads were read`);
    if (changed > 0) violations.push(`${changed} leads and contacts were not as Kommo has them`);
    if (fullest > 7) violations.push(`${fullest} requests in one second`);
    if (peak - start > RSS_LIMIT_MB) violations.push(`memory grew by ${peak - start} MB`);
    return {
      leads: LEADS,
      killedAt: at,
      read,
      pages: { beforeKill: pagesBefore, all: pages },
      seconds,
      cpuSecondsAfterKill: cpuSeconds,
      progressSteps: rss.size,
      rssMb: { start, peak, growth: peak - start, every10: [...rss.values()].filter((_, index) => index % 10 === 0) },
      fullestSecond: fullest,
      changedByReadingAgain: changed,
    };
  } finally {
    await product.stop();
    await kommo.stop();
  }
}

const results: Record<string, unknown> = {};
for (const [name, count, part] of [
  ['hooks', HOOKS, losingHooks],
  ['leads', LEADS, manyLeads],
] as const) {
  if (count === 0) continue;
  const place = await makePlace();
  try {
    results[name] = await part(place);
  } finally {
    await place.remove();
  }
}
report({ bench: 'sync', ...results, violations });
process.exitCode = violations.length > 0 ? 1 : 0;
