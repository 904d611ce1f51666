/** Matching alone: time for an event, with ever more rules of which equally many match. */
import { median, note, round } from '../support/report.ts';
import { ceiling, type Contender, type Fire, ours, peers } from './engines.ts';
import { eventsOf, type Kind, type PlainFacts, rulesOf } from './made-up.ts';

const SIZES = [1_000, 10_000] as const;
const KINDS: readonly Kind[] = ['apart', 'crowded', 'price'];
const ROUNDS = Number(process.env['ROUNDS'] ?? 7);
const ROUND_MS = 250;
/** A round takes at least so many events, however slow the engine. */
const LEAST = 3;
/** Events on which all must agree, for each size. */
const CHECKED: Readonly<Record<number, number>> = { 1_000: 200, 10_000: 40 };

type Times = Record<string, number>;

export interface Matching {
  /** µs of processor time an event, by engine. */
  rules: Record<number, Times>;
  fired: number;
  /** How many times as long ours, and each peer, takes for ten times as many rules. */
  growth: Times;
  /** The fastest peer's time over ours. */
  timesFaster: Record<number, number>;
}

/** @throws where two engines do not agree on what fires */
export async function matching(): Promise<Record<Kind, Matching>> {
  const results = {} as Record<Kind, Matching>;
  for (const kind of KINDS) results[kind] = await ofKind(kind);
  return results;
}

async function ofKind(kind: Kind): Promise<Matching> {
  const contenders = [ours, ...peers, ceiling];
  const events = eventsOf(200);
  const rules: Record<number, Times> = {};
  let fired = 0;
  for (const size of SIZES) {
    const fires = new Map<string, Fire>();
    for (const contender of contenders) fires.set(contender.name, await contender.prepare(rulesOf(kind, size)));
    const counted = await agreement(contenders, fires, events.slice(0, CHECKED[size]));
    if (size === SIZES[0]) fired = counted;
    rules[size] = await timesOf(contenders, fires, events);
    note(`${kind}, ${size} rules: ${JSON.stringify(rules[size])}`);
  }
  const timeOf = (size: number, { name }: Contender): number => rules[size]?.[name] ?? Number.NaN;
  const [few, many] = SIZES;
  return {
    rules,
    fired,
    growth: Object.fromEntries(contenders.map((contender) => [contender.name, round(timeOf(many, contender) / timeOf(few, contender), 2)])),
    timesFaster: Object.fromEntries(SIZES.map((size) => [size, round(Math.min(...peers.map((peer) => timeOf(size, peer))) / timeOf(size, ours), 2)])),
  };
}

/** How many firings there are, when all find the same. */
async function agreement(contenders: readonly Contender[], fires: ReadonlyMap<string, Fire>, events: readonly PlainFacts[]): Promise<number> {
  let count = 0;
  for (const event of events) {
    const found = await Promise.all(contenders.map(async ({ name }) => [name, (await fires.get(name)?.(event))?.toSorted().join(' ') ?? ''] as const));
    const [[, wanted] = ['', '']] = found;
    for (const [name, ids] of found) if (ids !== wanted) throw new Error(`${name} fires [${ids}], ours [${wanted}]`);
    count += wanted === '' ? 0 : wanted.split(' ').length;
  }
  return count;
}

/** They take turns, so that a noisy minute is shared; the first round warms up. */
async function timesOf(contenders: readonly Contender[], fires: ReadonlyMap<string, Fire>, events: readonly PlainFacts[]): Promise<Times> {
  const samples = new Map<string, number[]>();
  for (let turn = 0; turn <= ROUNDS; turn += 1)
    for (const { name } of contenders) {
      const fire = fires.get(name);
      const took = fire ? await roundOf(fire, events) : Number.NaN;
      if (turn > 0) samples.set(name, [...(samples.get(name) ?? []), took]);
    }
  return Object.fromEntries([...samples].map(([name, times]) => [name, round(median(times), 2)]));
}

/** µs an event, of this thread's own time: on a busy machine the clock would tell of its neighbours. */
async function roundOf(fire: Fire, events: readonly PlainFacts[]): Promise<number> {
  const start = performance.now();
  const before = process.threadCpuUsage();
  let count = 0;
  while (count < LEAST || performance.now() - start < ROUND_MS) {
    const event = events[count % events.length];
    if (event) await fire(event);
    count += 1;
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / count;
}
