/**
 * Customers who write, through hooks that behave as Kommo's: the same body again until it was taken. What was
 * answered 200 must never be lost; what came twice must count once.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { Agent, request } from 'undici';

import { type MessageHook, messageHooks } from '../support/hook-body.ts';
import { type Lead } from '../support/local-kommo.ts';

/** ms until a body is posted again. */
const AGAIN_MS = 40;
/** ms: Kommo waits two seconds for an answer (api.md 24). */
const ANSWER_MS = 2_000;
/** More than one whole second, the finest Kommo's times have. */
const NEXT_SECOND_MS = 1_100;
const CONNECTIONS = 16;

/** Turns a number into letters: a reply must not carry figures, for each would need evidence. */
export const letters = (value: number): string => value.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));

export class Traffic {
  readonly #hookUrl: string;
  readonly #talks: readonly ((text: string) => MessageHook)[];
  readonly #agent = new Agent({ connections: CONNECTIONS, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS, connect: { timeout: ANSWER_MS } });
  readonly #posting = new Set<Promise<void>>();
  readonly #old: Buffer[] = [];
  #written = 0;
  #closed = false;
  /** Ids of the messages whose hooks were answered 200. */
  readonly acknowledged: string[] = [];
  /** Answers 200, copies of old hooks included. */
  taken = 0;
  /** Bodies that had left when the connection broke: cut off by a kill, and posted again. */
  cutOff = 0;

  constructor(hookUrl: string, talks: readonly Lead[]) {
    this.#hookUrl = hookUrl;
    this.#talks = talks.map(messageHooks);
  }

  /** Posts this many new messages at once, in any of the talks. Does not wait. */
  burst(count: number): void {
    for (let index = 0; index < count; index += 1) this.#say(this.#talks[randomInt(this.#talks.length)]);
  }

  /** A last message in every talk, a second after all others. */
  async lastWords(): Promise<void> {
    await this.allTaken();
    await delay(NEXT_SECOND_MS);
    for (const talk of this.#talks) this.#say(talk);
  }

  /** Posts hooks again that were taken long ago. */
  repeat(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const body = this.#old[randomInt(Math.max(1, this.#old.length))];
      if (body) this.#track(this.#untilTaken(body));
    }
  }

  async allTaken(): Promise<void> {
    await Promise.all(this.#posting);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#agent.destroy();
  }

  #say(make: ((text: string) => MessageHook) | undefined): void {
    if (!make) return;
    const { messageId, body } = make(`Do you still have the set ${letters((this.#written += 1))}?`);
    this.#track(
      this.#untilTaken(body).then(() => {
        this.acknowledged.push(messageId);
        this.#old.push(body);
      }),
    );
  }

  #track(posting: Promise<void>): void {
    this.#posting.add(posting);
    void posting.finally(() => this.#posting.delete(posting));
  }

  async #untilTaken(body: Buffer): Promise<void> {
    while (!(await this.#post(body))) {
      if (this.#closed) throw new Error('closed before it was taken');
      await delay(AGAIN_MS);
    }
    this.taken += 1;
  }

  async #post(body: Buffer): Promise<boolean> {
    try {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'amoCRM-Webhooks/3.0' };
      const answer = await request(this.#hookUrl, { method: 'POST', dispatcher: this.#agent, body, headers });
      await answer.body.dump();
      return answer.statusCode === 200;
    } catch (error) {
      const refused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
      if (!refused) this.cutOff += 1;
      return false;
    }
  }
}
