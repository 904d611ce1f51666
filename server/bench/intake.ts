/**
 * How many hooks a second are stored for good, beside the least it could cost: `peers/bare-intake.ts`, in the same
 * run, in turns. On `DATABASE_URL` when it is set (PostgreSQL with fsync on), else embedded.
 */
import { join } from 'node:path';

import { type MessageHook, messageHooks } from './support/hook-body.ts';
import { load, type LoadResult } from './support/load.ts';
import { LocalKommo } from './support/local-kommo.ts';
import { type Peer, startPeer } from './support/peer.ts';
import { freePort, makePlace, type Place } from './support/place.ts';
import { type Env, Product } from './support/product.ts';
import { median, note, report, round } from './support/report.ts';

const CONNECTIONS = [16, 64] as const;
const ROUNDS = 5;
const ROUND_MS = 2_500;
const WARM_UP_MS = 1_500;
const LIMIT = 100_000;

type Body = (text: string) => MessageHook;

const TEXT = 'Hello! How much is the delivery of a small espresso machine, and when would it be here?';

const fire = (url: string, connections: number, body: Body, forMs = ROUND_MS): Promise<LoadResult> =>
  load({ url, connections, forMs, limit: LIMIT, body: () => body(TEXT).body });

/** The middle of each figure; failures add up. */
function middle(rounds: readonly LoadResult[]): LoadResult {
  const of = (figure: keyof LoadResult): number => median(rounds.map((round) => round[figure]));
  return { rps: of('rps'), p50: of('p50'), p99: of('p99'), ok: of('ok'), failed: rounds.reduce((sum, { failed }) => sum + failed, 0) };
}

/** The two take turns, so that a noisy minute is shared. */
async function compare(hookUrl: string, bare: Peer, body: Body): Promise<Record<string, unknown>> {
  for (const url of [hookUrl, bare.url]) await fire(url, 16, body, WARM_UP_MS);
  const lines: Record<string, unknown> = {};
  for (const connections of CONNECTIONS) {
    const product: LoadResult[] = [];
    const ceiling: LoadResult[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      product.push(await fire(hookUrl, connections, body));
      ceiling.push(await fire(bare.url, connections, body));
      note(`${connections} connections: product ${product.at(-1)?.rps}/s, bare ${ceiling.at(-1)?.rps}/s`);
    }
    const ours = middle(product);
    const theirs = middle(ceiling);
    lines[connections] = { product: ours, bare: theirs, ratio: round(ours.rps / theirs.rps, 2) };
  }
  return lines;
}

async function withAllRoles(hookUrl: string, body: Body): Promise<Record<string, LoadResult>> {
  const lines: Record<string, LoadResult> = {};
  for (const connections of CONNECTIONS) {
    lines[connections] = await fire(hookUrl, connections, body);
    note(`${connections} connections with all roles: ${lines[connections].rps}/s`);
  }
  return lines;
}

async function run(place: Place): Promise<void> {
  const port = await freePort();
  // Nobody is configured to answer, so the model is never asked.
  const kommo = await LocalKommo.start({ productPort: port, place, model: { baseUrl: 'http://127.0.0.1:9/v1' } });
  let product = new Product(port, kommo.env);
  let bare: Peer | undefined;
  try {
    await product.ready();
    await kommo.install(product);
    const body = messageHooks(await kommo.newTalk('Bench', 'Hello'));
    const allRoles = await withAllRoles(kommo.hookUrl, body);
    await product.stop();

    product = new Product(port, { ...kommo.env, ROLES: 'http' });
    await product.ready();
    const database: Env = place.databaseUrl === undefined ? { DATA_DIR: join(place.dataDir, 'bare') } : { DATABASE_URL: place.databaseUrl };
    bare = await startPeer('bare-intake', database);
    const connections = await compare(kommo.hookUrl, bare, body);
    report({
      bench: 'intake',
      target: place.target,
      bodyBytes: body(TEXT).body.length,
      connections,
      allRoles,
      ceiling: 'a Koa handler, one grouped INSERT, answered after its commit',
      goal: { ratio: 0.6, p99: 60 },
    });
  } finally {
    await bare?.stop();
    await product.stop();
    await kommo.stop();
  }
}

const place = await makePlace();
try {
  await run(place);
} finally {
  await place.remove();
}
