/**
 * `npm run crash-test`: kills the product 200 times (SIGKILL) under a load of hooks, bounded to four minutes, and
 * checks that no acknowledged hook was lost and that each was acted on once. Two installations take the kills in
 * turns, for a start leaves one core idle. Prints its figures as one JSON line; exits 1 on any violation.
 */
import { check, type Findings } from './crash/check.ts';
import { Installation } from './crash/installation.ts';
import { note, quantile, report, round } from './support/report.ts';

const KILLS = 200;
const INSTALLATIONS = 2;
/** ms from the start of the test. What the kills kept the worker from is worked through after them: on a busy machine for 40 s. */
const KILL_UNTIL_MS = 180_000;
/** Leaves the check the six seconds that it takes on a machine with other work. */
const DRAIN_UNTIL_MS = 232_000;
const END_MS = 238_000;
const SHOWN = 20;

const began = performance.now();
const watchdog = setTimeout(() => {
  report({ bench: 'crash-test', violations: ['the test itself did not end in time'] });
  process.exit(1);
}, END_MS);

const installations = await Promise.all(Array.from({ length: INSTALLATIONS }, () => Installation.open()));
const setUpSeconds = round((performance.now() - began) / 1000);
note(`set up after ${setUpSeconds} s`);
try {
  await Promise.all(installations.map((installation) => installation.kill(KILLS / INSTALLATIONS, began + KILL_UNTIL_MS)));
  const restarts = installations.flatMap((installation) => installation.restarts);
  const kills = installations.reduce((total, installation) => total + installation.kills, 0);
  const accept = (share: number): number =>
    round(
      quantile(
        restarts.map(({ acceptMs }) => acceptMs),
        share,
      ),
      0,
    );
  const killSeconds = round((performance.now() - began) / 1000 - setUpSeconds);
  note(`${kills} kills in ${killSeconds} s`);
  const drains = await Promise.all(installations.map((installation) => installation.drain(began + DRAIN_UNTIL_MS - performance.now())));
  const findings = await Promise.all(installations.map(check));
  const sum = (figure: Exclude<keyof Findings, 'violations'>): number => findings.reduce((total, each) => total + each[figure], 0);
  const violations = findings.flatMap((each) => each.violations);
  report({
    bench: 'crash-test',
    target: process.env['DATABASE_URL'] ? 'postgresql' : 'embedded',
    kills,
    goal: KILLS,
    ...(kills < KILLS ? { short: `a restart took ${accept(0.5)} ms to its first hook` } : {}),
    installations: INSTALLATIONS,
    acknowledged: installations.reduce((total, { traffic }) => total + traffic.acknowledged.length, 0),
    cutOff: installations.reduce((total, { traffic }) => total + traffic.cutOff, 0),
    messages: sum('messages'),
    hooks: sum('hooks'),
    duplicates: sum('duplicates'),
    repliesSent: sum('repliesSent'),
    astray: sum('astray'),
    restart: {
      acceptMs: { p50: accept(0.5), p95: accept(0.95) },
      cpuSeconds: round(
        quantile(
          restarts.map(({ cpuSeconds }) => cpuSeconds),
          0.5,
        ),
        2,
      ),
    },
    seconds: { setUp: setUpSeconds, kills: killSeconds, drain: round(Math.max(...drains) / 1000), all: round((performance.now() - began) / 1000) },
    violationCount: violations.length,
    violations: violations.slice(0, SHOWN),
  });
  process.exitCode = violations.length > 0 ? 1 : 0;
} finally {
  clearTimeout(watchdog);
  await Promise.all(installations.map((installation) => installation.close()));
}
