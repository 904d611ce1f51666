export interface FakeClock {
  now(): Date;
  /** Milliseconds. */
  advance(ms: number): void;
}

export function fakeClock(start = '2026-01-15T10:00:00.000Z'): FakeClock {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    advance: (ms) => {
      now += ms;
    },
  };
}
