/** One text for refused, closed and timed out, so that our answers are no port scanner (security D6). */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  /** False: certainly nothing left. True: the request may have arrived, read back before repeating it. */
  readonly sent: boolean;

  constructor(sent: boolean) {
    super('The address could not be reached. Check that it is right, public and answering.');
    this.sent = sent;
  }
}
