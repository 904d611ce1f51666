import { type LiveMessage } from '../../http/live-messages.ts';

/** How often a streaming draft is told to everybody who watches, ms. */
const EVERY_MS = 100;
/** A notification carries at most 8,000 bytes; a letter may take three. */
const MAX_CHARS = 1500;

/** Gathers the small pieces of a stream into a few live messages, in order, one in flight. */
export class DeltaFeed {
  readonly #publish: (message: LiveMessage) => Promise<void>;
  readonly #talkId: string;
  readonly #draftId: string;
  #told = 0;
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(talkId: string, draftId: string, publish: (message: LiveMessage) => Promise<void>) {
    this.#talkId = talkId;
    this.#draftId = draftId;
    this.#publish = publish;
  }

  push(text: string): void {
    this.#waiting += text;
    this.#timer ??= setTimeout(() => this.#flush(), this.#told === 0 ? 0 : EVERY_MS);
  }

  /** Tells what is left and waits for it. Losing a live message is not losing the draft: failures are ignored. */
  async end(): Promise<void> {
    this.#flush();
    await this.#sending;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting) {
      const text = this.#waiting.slice(0, MAX_CHARS);
      this.#waiting = this.#waiting.slice(MAX_CHARS);
      const message: LiveMessage = { kind: 'draft.delta', talkId: this.#talkId, draftId: this.#draftId, from: this.#told, text };
      this.#told += text.length;
      this.#sending = this.#sending.then(() => this.#publish(message)).catch(() => undefined);
    }
  }
}
