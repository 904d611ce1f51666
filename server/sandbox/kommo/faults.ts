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
  /** Hooks: the body is sent twice. */
  duplicate?: boolean;
  /** Hooks: `count` bodies leave in reverse order, `delayMs` (default 200) apart. */
  shuffle?: boolean;
  /** `api`: only paths that begin so, e.g. `/api/v4/leads`. */
  path?: string;
}

export class Faults {
  #active: Fault[] = [];

  add(fault: Fault): void {
    this.#active.push({ ...fault });
  }

  clear(): void {
    this.#active = [];
  }

  /** The oldest fault that applies, used up by one. `left` counts what remains after this use. */
  take(on: FaultTarget, path = ''): (Fault & { left: number }) | undefined {
    const fault = this.#active.find((candidate) => candidate.on === on && (candidate.path === undefined || path.startsWith(candidate.path)));
    if (!fault) return undefined;
    fault.count -= 1;
    if (fault.count <= 0) this.#active = this.#active.filter((other) => other !== fault);
    return { ...fault, left: Math.max(0, fault.count) };
  }
}
