/** What the sandbox can be told to do wrong, for tests and for seeing how the product behaves. */
export const FAULT_TARGETS = ['send_message', 'api', 'token', 'hooks'] as const;
type FaultTarget = (typeof FAULT_TARGETS)[number];

export interface Fault {
  on: FaultTarget;
  /** How many times; 1 by default. */
  count: number;
  /** Answer with this status and its usual body (`send_message`, `api`, `token`). */
  status?: number;
  /** Wait before answering, or before sending a hook. */
  delayMs?: number;
  /**
   * Requests: the work is done and the connection is cut without an answer. Hooks: the body is lost.
   */
  drop?: boolean;
  /** Hooks: of the next `count` bodies this share is lost for good, the same ones for the same `seed`. */
  share?: number;
  seed?: number;
  /** Hooks: the body is sent twice. */
  duplicate?: boolean;
  /** Hooks: `count` bodies leave in reverse order, `delayMs` (default 200) apart. */
  shuffle?: boolean;
  /** `api`: only paths that begin so, e.g. `/api/v4/leads`. */
  path?: string;
}

/** The platform is away: the API answers 503 or cuts the connection. Hooks meanwhile miss their attempts, are lost, or go out as ever. */
export interface Away {
  api: '503' | 'cut';
  hooks: 'missed' | 'lost' | 'sent';
}

/** Numbers from 0 to 1, the same for the same seed. */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

interface Active extends Fault {
  random: () => number;
}

export class Faults {
  #active: Active[] = [];
  /** Since when the platform is away, and how. */
  away: Away | undefined;

  add(fault: Fault): void {
    this.#active.push({ ...fault, random: seeded(fault.seed ?? 1) });
  }

  clear(): void {
    this.#active = [];
    this.away = undefined;
  }

  /** The oldest fault that applies, used up by one. `left` counts what remains after this use. */
  take(on: FaultTarget, path = ''): (Fault & { left: number }) | undefined {
    const fault = this.#active.find((candidate) => candidate.on === on && (candidate.path === undefined || path.startsWith(candidate.path)));
    if (!fault) return undefined;
    fault.count -= 1;
    if (fault.count <= 0) this.#active = this.#active.filter((other) => other !== fault);
    const { random, ...rest } = fault;
    const drop = fault.share === undefined ? fault.drop : random() < fault.share;
    return { ...rest, drop, left: Math.max(0, fault.count) };
  }
}
