/**
 * How what we hear of the CRM becomes one state, whatever the order it comes in. Each column remembers the CRM's own
 * time of what it holds; the newest wins. Within one second the times do not tell: there the moves (from, to) are
 * followed to their end, and of other values the fuller one is kept, so that every order ends alike. `unsure` says
 * that a read should settle it.
 */

/** A copy of a deletion may come this long after the first (Kommo repeats for about an hour and a half). */
const LATE_MS = 2 * 3_600_000;
const MOVES_MAX = 20;

type Move = [from: string, to: string];

/** Milliseconds throughout. */
export interface Stamps {
  /** By column: the CRM's time of its value; 0 = from something without a time. */
  at?: Record<string, number>;
  /** By column: what is known of the moves in the second of `at`. */
  moves?: Record<string, Move[]>;
  /** Deleted, where the time is known. */
  gone?: number;
  /** Not deleted, as the entity itself says. */
  kept?: number;
  /** When a deletion without a time was heard. */
  left?: number;
  /** Restored, and when that was heard. */
  back?: number;
  heard?: number;
  /** Read from the CRM. */
  seen?: number;
}

export interface Stamped {
  stamps: Stamps;
  crmUpdatedAt?: Date | null;
  deletedAt?: Date | null;
}

export interface Claim<R> {
  /** 0: not known. */
  at: number;
  /** Absent: not said. */
  values: { [K in Extract<keyof R, string>]?: R[K] | null | undefined };
  /** What the value was before, by column: such columns are followed by their moves. */
  from?: { [K in Extract<keyof R, string>]?: string | null | undefined };
  /** Read from the CRM: of one second the word of a read is the last. */
  read?: boolean;
  /** Derived from something else: fills a gap and raises no doubt. */
  hint?: boolean;
}

export interface Outcome {
  changed: boolean;
  unsure: boolean;
}

export const NOTHING: Outcome = { changed: false, unsure: false };

/** Lays a claim over a row. */
export function merge<R extends Stamped>(row: R, claim: Claim<R>): Outcome {
  const outcome = { ...NOTHING };
  const at = { ...row.stamps.at };
  const moves = { ...row.stamps.moves };
  for (const [key, value] of Object.entries(claim.values) as [Extract<keyof R, string>, unknown][]) {
    if (value === undefined) continue;
    const known = at[key] ?? -1;
    const isMove = claim.from !== undefined && key in claim.from && value !== null;
    if (claim.at < known) {
      if (claim.at === 0 && !claim.hint && !same(row[key], value)) outcome.unsure = true;
      continue;
    }
    const isTie = claim.at === known && !claim.read;
    at[key] = claim.at;
    let next: unknown = value;
    if (isMove) {
      const told: Move = [claim.from?.[key] ?? '', value as string];
      const all = isTie ? withMove(moves[key] ?? [], told) : [told];
      moves[key] = all;
      const ends = endsOf(all);
      next = ends.at(-1);
      if (ends.length > 1 && !claim.hint) outcome.unsure = true;
    } else {
      delete moves[key];
      if (isTie && !same(row[key], value)) {
        next = fuller(row[key], value);
        if (!claim.hint && typeof value !== 'boolean') outcome.unsure = true;
      }
    }
    if (same(row[key], next)) continue;
    row[key] = next as R[typeof key];
    outcome.changed = true;
  }
  const updatedAt = Math.floor(claim.at / 1000) * 1000;
  if (updatedAt > (row.crmUpdatedAt?.getTime() ?? 0)) row.crmUpdatedAt = new Date(updatedAt);
  const stamps: Stamps = { ...row.stamps, at };
  if (Object.keys(moves).length > 0) stamps.moves = moves;
  else delete stamps.moves;
  if (!same(row.stamps, stamps)) row.stamps = stamps;
  return outcome;
}

/** What is heard of an entity's life; the newest of each is kept. */
export function live<R extends Stamped>(row: R, heard: Pick<Stamps, 'gone' | 'kept' | 'left' | 'back' | 'heard' | 'seen'>): Outcome {
  const stamps: Stamps = { ...row.stamps };
  for (const [key, value] of Object.entries(heard) as ['gone', number | undefined][])
    if (value !== undefined && value > (stamps[key] ?? 0)) stamps[key] = value;
  if (!same(row.stamps, stamps)) row.stamps = stamps;
  const died = diedAt(stamps);
  const changed = (died !== null) !== (row.deletedAt != null);
  if (!same(row.deletedAt, died)) row.deletedAt = died;
  return { changed, unsure: died === null && isDisputed(stamps) };
}

function diedAt({ gone = 0, kept = 0, left = 0, back = 0, heard = 0, seen = 0 }: Stamps): Date | null {
  if (gone > Math.max(kept, back, seen)) return new Date(gone);
  // A restore explains the deletion it follows, also when that is heard of after it.
  if (left > seen && (back === 0 || left > heard + LATE_MS)) return new Date(left);
  return null;
}

/** Heard after the restore: a late copy of the deletion before it, or a new one. Only a read can tell. */
const isDisputed = ({ left = 0, back = 0, heard = 0, seen = 0 }: Stamps): boolean => back > 0 && left > heard && left > seen;

const withMove = (moves: Move[], [from, to]: Move): Move[] =>
  moves.some((move) => move[0] === from && move[1] === to) ? moves : [...moves, [from, to] satisfies Move].toSorted(byText).slice(-MOVES_MAX);

const byText = (a: unknown, b: unknown): number => {
  const [left, right] = [canonical(a), canonical(b)];
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
};

/** Where the moves of one second lead: what nothing has left again. */
function endsOf(moves: readonly Move[]): string[] {
  const left = new Set(moves.flatMap(([from, to]) => (from === to ? [] : [from])));
  const all = [...new Set(moves.map(([, to]) => to))].toSorted(byText);
  const ends = all.filter((to) => !left.has(to));
  return ends.length > 0 ? ends : all;
}

function fuller(a: unknown, b: unknown): unknown {
  if (typeof a === 'boolean' && typeof b === 'boolean') return a || b;
  return byText(plain(a), plain(b)) >= 0 ? a : b;
}

export const same = (a: unknown, b: unknown): boolean => canonical(plain(a)) === canonical(plain(b));

const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : (value ?? null));

/** The database gives objects back with their names in another order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export const both = (a: Outcome, b: Outcome): Outcome => ({ changed: a.changed || b.changed, unsure: a.unsure || b.unsure });
