/**
 * Customers who write without a pause, through a hook that behaves as Kommo's: the same body again until it was
 * taken. What was answered 200 must never be lost; what came twice must count once.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { Agent, request } from 'undici';

import { type MessageHook, messageHooks } from '../support/hook-body.ts';
import { type Lead } from '../support/local-kommo.ts';

/** How many write at the same time. */
const WRITERS = 4;
/** ms a writer rests after a hook was taken. */
const REST_MS = 60;
/** ms until a body is posted again. */
const AGAIN_MS = 15;
/** ms: Kommo waits two seconds for an answer (api.md 24). */
const ANSWER_MS = 2_000;
const OLD_KEPT = 200;

/** Turns a number into letters: a reply must not carry figures, for each would need evidence. */
const letters = (value: number): string => value.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));

interface Writable {
  make: (text: string) => MessageHook;
}

export class Traffic {
  readonly #hookUrl: string;
  readonly #talks: readonly Writable[];
  readonly #agent = new Agent({ connections: WRITERS, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS, connect: { timeout: ANSWER_MS } });
  readonly #saying = new Set<Promise<void>>();
  readonly #old: Buffer[] = [];
  #written = 0;
  #repeating = false;
  #stopped = false;
  /** Ids of the messages whose hooks were answered 200. */
  readonly acknowledged: string[] = [];
  /** Answers 200, copies of old hooks included. */
  taken = 0;
  /** Bodies that had left when the connection broke: cut off by a kill, and posted again. */
  cutOff = 0;

  constructor(hookUrl: string, talks: readonly Lead[]) {
    this.#hookUrl = hookUrl;
    this.#talks = talks.map((lead) => ({ make: messageHooks(lead) }));
  }

  start(): void {
    for (let writer = 0; writer < WRITERS; writer += 1) void this.#write();
  }

  /** Lets every talk have a last message, a second after all others. From then on only copies of old hooks are posted. */
  async finish(): Promise<void> {
    this.#repeating = true;
    await Promise.all(this.#saying);
    await delay(1_100);
    for (const talk of this.#talks) await this.#say(talk);
  }

  /** Nobody writes any more. */
  stop(): void {
    this.#stopped = true;
  }

  async close(): Promise<void> {
    this.stop();
    await this.#agent.destroy();
  }

  async #write(): Promise<void> {
    while (!this.#stopped) {
      const talk = this.#talks[randomInt(this.#talks.length)];
      const old = this.#old[randomInt(Math.max(1, this.#old.length))];
      if (this.#repeating && old) await this.#post(old);
      else if (talk) await this.#say(talk);
      await delay(REST_MS);
    }
  }

  async #say({ make }: Writable): Promise<void> {
    const saying = this.#untilTaken(make(`Do you still have the set ${letters((this.#written += 1))}?`));
    this.#saying.add(saying);
    await saying;
    this.#saying.delete(saying);
  }

  async #untilTaken({ messageId, body }: MessageHook): Promise<void> {
    while (!this.#stopped && !(await this.#post(body))) await delay(AGAIN_MS);
    if (this.#stopped) return;
    this.acknowledged.push(messageId);
    this.#old[this.acknowledged.length % OLD_KEPT] = body;
  }

  async #post(body: Buffer): Promise<boolean> {
    try {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'amoCRM-Webhooks/3.0' };
      const answer = await request(this.#hookUrl, { method: 'POST', dispatcher: this.#agent, body, headers });
      await answer.body.dump();
      if (answer.statusCode !== 200) return false;
      this.taken += 1;
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED')) this.cutOff += 1;
      return false;
    }
  }
}
