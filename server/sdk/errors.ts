/** Thrown by a plugin when the other side is ill and the same call may succeed later. */
export class Retry extends Error {
  override readonly name = 'Retry';
  /** Milliseconds the other side asked us to wait, where it did. */
  readonly afterMs: number | undefined;
  /** True when the request may have taken effect (a timeout after it was sent): read back before repeating. */
  readonly inDoubt: boolean;

  constructor(message: string, options: { afterMs?: number; inDoubt?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.afterMs = options.afterMs;
    this.inDoubt = options.inDoubt ?? false;
  }
}

/** Why a refusal is final. The code is stored and translated; the message is for the log and the screen. */
export type RefuseCode = 'unauthorized' | 'payment_required' | 'forbidden' | 'not_found' | 'invalid' | 'closed' | 'unsupported';

/** Thrown by a plugin when this item can never succeed as it is. */
export class Refuse extends Error {
  override readonly name = 'Refuse';
  readonly code: RefuseCode;

  constructor(code: RefuseCode, message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
  }
}
