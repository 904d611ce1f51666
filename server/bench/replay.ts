/**
 * `npm run bench replay`: what a replay promises. 10,000 events come through the line of hooks while 20 rules are on; which
 * rule had to fire on which of them is worked out by plain code beside the rules (`replay/shop.ts`), and is the ceiling: the
 * live run must give exactly that list, so must a replay of each rule, and a second one the same. In the
 * meantime the CRM, which is scripted, hears nothing. On `DATABASE_URL` when it is set, else embedded. `EVENTS` makes it smaller.
 * Exits 1 on any violation.
 */
import { isDeepStrictEqual } from 'node:util';

import { HookWorld } from '../features/hooks/hook-world.testing.ts';
import { Event } from '../features/hooks/entities.ts';
import { RuleRun } from '../features/rules/entities.ts';
import { type RehearsalResult } from '../features/rules/schema.ts';
import { bodyOf, happened, type Happened, type ListedRule, PIPELINE, rulesOf, toFire } from './replay/shop.ts';
import { note, report, round } from './support/report.ts';

const EVENTS = Number(process.env['EVENTS'] ?? 10_000);
/** Of one hook, each about another lead. */
const A_HOOK = 50;
/** Hooks of one run of the line. */
const A_RUN = 10;
const LIMIT_SECONDS = 60;

const violations: string[] = [];
const placeOf = (lead: number, at: number): string => `lead:${lead} ${new Date(at * 1000).toISOString()}`;

async function writeRules(world: HookWorld): Promise<ListedRule[]> {
  return world.run(async ({ crm, rules }) => {
    await crm.saveAccount({ id: world.account.crmId, name: 'Shop', subdomain: 'shop', users: [], pipelines: [PIPELINE] });
    const listed: ListedRule[] = [];
    for (const rule of rulesOf()) {
      const { id } = await rules.create(rule.definition);
      await rules.enable(id, true);
      listed.push({ ...rule, id });
    }
    return listed;
  });
}

async function live(world: HookWorld, events: readonly Happened[]): Promise<number> {
  const began = performance.now();
  for (let from = 0; from < events.length; from += A_HOOK * A_RUN) {
    const part = events.slice(from, from + A_HOOK * A_RUN);
    const hooks = Array.from({ length: Math.ceil(part.length / A_HOOK) }, (_, index) => part.slice(index * A_HOOK, (index + 1) * A_HOOK));
    const rows = await world.deliver(...hooks.map((hook) => bodyOf(world.account.crmId, hook)));
    const failed = rows.filter(({ state }) => state !== 'done').length;
    if (failed > 0) violations.push(`${failed} hooks were not worked through`);
  }
  return (performance.now() - began) / 1000;
}

async function replayed(world: HookWorld, { definition, id }: ListedRule): Promise<{ result: RehearsalResult; seconds: number }> {
  return world.run(async ({ rehearsals, rehearser }) => {
    const began = performance.now();
    const { id: rehearsal } = await rehearsals.begin('replay', definition, { days: 30 }, id);
    await rehearser.run(rehearsal, new AbortController().signal);
    const { state, result, error } = await rehearsals.get(rehearsal);
    if (state !== 'done' || !result) throw new Error(`the replay ended ${state}: ${error ?? ''}`);
    return { result, seconds: (performance.now() - began) / 1000 };
  });
}

function compare(what: string, found: readonly string[], wanted: readonly string[]): void {
  if (isDeepStrictEqual(found, wanted)) return;
  const [missing, tooMany] = [wanted.filter((place) => !found.includes(place)), found.filter((place) => !wanted.includes(place))];
  violations.push(`${what}: ${missing.length} are missing, ${tooMany.length} are too many, first ${missing[0] ?? tooMany[0] ?? 'in another order'}`);
}

async function run(world: HookWorld): Promise<Record<string, unknown>> {
  world.now = new Date();
  const events = happened(EVENTS, Math.floor(world.now.getTime() / 1000));
  const rules = await writeRules(world);
  const wanted = toFire(rules, events);
  const liveSeconds = await live(world, events);
  note(`${events.length} events are stored after ${round(liveSeconds)} s`);

  const places = new Map(
    (await world.em().find(Event, {}, { fields: ['id', 'subject', 'at'] })).map(({ id, subject, at }) => [id, `${subject} ${at.toISOString()}`]),
  );
  if (places.size !== events.length) violations.push(`${places.size} events are stored of ${events.length}`);
  const runs = await world.em().find(RuleRun, {}, { orderBy: { id: 'asc' }, fields: ['ruleId', 'eventId', 'state', 'reason'] });
  const requests = world.calls.length;
  const times: number[] = [];
  let fired = 0;
  for (const rule of rules) {
    const own = runs.filter(({ ruleId }) => ruleId === rule.id);
    const list = (wanted.get(rule.id) ?? []).map(({ lead, at }) => placeOf(lead, at));
    fired += list.length;
    const of = (ids: readonly (string | null | undefined)[]): string[] => ids.map((id) => places.get(id ?? '') ?? 'unknown');
    compare(`live, ${rule.definition.name}`, of(own.filter(({ state }) => state === 'running').map(({ eventId }) => eventId)), list);
    const [first, second] = [await replayed(world, rule), await replayed(world, rule)];
    compare(`replay, ${rule.definition.name}`, of(first.result.hits.filter(({ outcome }) => outcome === 'fires').map(({ eventId }) => eventId)), list);
    if (first.result.fires !== list.length) violations.push(`replay, ${rule.definition.name}: counts ${first.result.fires} of ${list.length}`);
    for (const reason of ['cooldown', 'stopped'] as const) {
      const kept = own.filter((one) => one.reason === reason).length;
      if (first.result.kept[reason] !== kept) violations.push(`replay, ${rule.definition.name}: ${reason} ${first.result.kept[reason]}, live ${kept}`);
    }
    if (!isDeepStrictEqual(first.result, second.result)) violations.push(`replay, ${rule.definition.name}: differs the second time`);
    times.push(first.seconds, second.seconds);
  }
  const asked = world.calls.length - requests;
  if (asked > 0) violations.push(`${asked} requests reached the CRM`);
  if ((await world.em().count(RuleRun, {})) !== runs.length) violations.push('a replay left runs behind');
  const slowest = Math.max(...times);
  if (slowest > LIMIT_SECONDS) violations.push(`a replay took ${round(slowest)} s`);
  const reasons = (reason: string): number => runs.filter((one) => one.reason === reason).length;
  return {
    events: events.length,
    rules: rules.length,
    fired,
    kept: { cooldown: reasons('cooldown'), stopped: reasons('stopped') },
    near: runs.filter(({ state }) => state === 'near').length,
    liveSeconds: round(liveSeconds),
    replaySeconds: { slowest: round(slowest, 2), all: round(times.reduce((sum, seconds) => sum + seconds, 0)) },
    requestsMeanwhile: asked,
  };
}

const world = await HookWorld.open();
try {
  await world.reset();
  const result = await run(world);
  report({ bench: 'replay', target: process.env['DATABASE_URL'] ? 'postgresql' : 'embedded', ...result, goal: { replaySeconds: LIMIT_SECONDS }, violations });
} finally {
  await world.close();
}
process.exitCode = violations.length > 0 ? 1 : 0;
