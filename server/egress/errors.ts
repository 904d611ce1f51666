/** One text for refused, closed and timed out, so that our answers are no port scanner (security D6). */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  /** False: certainly nothing left. True: the request may have arrived, read back before repeating it. */
  readonly sent: boolean;
  /** The answer was larger than the caller wanted: its own bound, so it may know. */
  readonly tooLarge: boolean;

  constructor(sent: boolean, { tooLarge = false }: { tooLarge?: boolean } = {}) {
    super('The address could not be reached. Check that it is right, public and answering.');
    this.sent = sent;
    this.tooLarge = tooLarge;
  }
}
