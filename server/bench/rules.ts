/**
 * `npm run bench rules`: what rules cost.
 *
 * matching: the same rules and events through our matching, guarded plugins and all, and through three engines of npm,
 * in turns; all must fire the same. endToEnd: the whole product at 50 events a second with 500 rules, from a hook's arrival until what
 * it causes is enqueued, on `DATABASE_URL` when it is set, else embedded. `ONLY=matching` or `ONLY=endToEnd` leaves the other out.
 */
import { endToEnd } from './rules/end-to-end.ts';
import { matching } from './rules/matching.ts';
import { makePlace } from './support/place.ts';
import { report } from './support/report.ts';

const GOAL = { timesFaster: 5, growth: 1.5, p50: 30, p99: 200 };
const only = process.env['ONLY'];
const violations: string[] = [];
const results: Record<string, unknown> = {};

if (only !== 'endToEnd') {
  const kinds = await matching();
  const { timesFaster, growth } = kinds.apart;
  if ((timesFaster[1_000] ?? 0) < GOAL.timesFaster) violations.push(`only ${timesFaster[1_000]} times as fast as the fastest peer`);
  if ((growth['souffleur'] ?? 0) >= GOAL.growth) violations.push(`ten times the rules take ${growth['souffleur']} times as long`);
  results['matching'] = kinds;
}
if (only !== 'matching') {
  const place = await makePlace();
  try {
    const measured = await endToEnd(place);
    const { p50, p99 } = measured.effect;
    if (!(p50 < GOAL.p50)) violations.push(`half of the events take ${p50} ms`);
    if (!(p99 < GOAL.p99)) violations.push(`one event in a hundred takes ${p99} ms`);
    results['endToEnd'] = { target: place.target, ...measured };
  } finally {
    await place.remove();
  }
}
report({ bench: 'rules', ...results, ceiling: 'a map and three comparisons written by hand', goal: GOAL, violations });
process.exitCode = violations.length > 0 ? 1 : 0;
