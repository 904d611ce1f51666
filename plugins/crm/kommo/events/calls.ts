interface CallFacts {
  direction: 'in' | 'out';
  /** Seconds; undefined where the note does not say. */
  duration: number | undefined;
  /** 1 left message, 2 call back later, 3 not available, 4 talked, 5 wrong number, 6 no connection, 7 busy. */
  status: number | undefined;
  recordingUrl: string | undefined;
}

const TALKED = 4;
const NOT_REACHED = new Set([3, 6, 7]);

/** Kommo has no missed call of its own: it is an incoming one that nobody answered and nothing recorded. */
export function isMissed({ direction, duration, status, recordingUrl }: CallFacts): boolean {
  if (direction === 'out' || recordingUrl || status === TALKED) return false;
  return duration === 0 || (status !== undefined && NOT_REACHED.has(status));
}
