import { randomUUID } from 'node:crypto';

import { type Faults } from '../faults.ts';
import { LIST_ELEMENTS, type SandboxState } from '../state.ts';
import { type Delivery, type Webhook } from '../integration.ts';
import { encodeForm, type FormTree } from './form.ts';
import { type HookPoster } from './post.ts';
import { isValid, noteFailure, RETRY_DELAYS_MS, retryAfterMs } from './schedule.ts';

/** The part of the timers a test replaces. */
export interface Timers {
  set(work: () => void, ms: number): unknown;
  clear(handle: unknown): void;
}

const systemTimers: Timers = {
  set: (work, ms) => setTimeout(work, ms).unref(),
  clear: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

interface SenderOptions {
  state: SandboxState;
  faults: Faults;
  poster: HookPoster;
  timers?: Timers;
  /** Milliseconds before attempts 2, 3, …; the platform's own by default. */
  delays?: readonly number[];
  log?: (line: string) => void;
}

const SHUFFLE_GAP_MS = 200;

/**
 * Takes bodies to the subscriptions that asked for them, again and again by the platform's schedule.
 * At least once, in no promised order, and never in the way of the API's answer.
 */
export class HookSender {
  readonly #options: Required<Omit<SenderOptions, 'log'>> & Pick<SenderOptions, 'log'>;
  readonly #handles = new Map<number, unknown>();
  readonly #underway = new Set<Promise<void>>();
  #stopped = false;

  constructor(options: SenderOptions) {
    this.#options = { timers: systemTimers, delays: RETRY_DELAYS_MS, ...options };
  }

  /** Resumes what an earlier run left undelivered. */
  start(): void {
    for (const delivery of this.#options.state.data.deliveries.values()) this.#schedule(delivery);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const handle of this.#handles.values()) this.#options.timers.clear(handle);
    this.#handles.clear();
    this.#options.poster.close();
    await Promise.allSettled(this.#underway);
  }

  send(setting: string, tree: FormTree): void {
    const { state } = this.#options;
    const takers = [...state.data.webhooks.values()].filter(
      (webhook) => !webhook.disabled && (setting === LIST_ELEMENTS || webhook.settings.includes(setting)),
    );
    if (takers.length === 0) return;
    const body = encodeForm(tree);
    for (const webhook of takers) this.#enqueue(webhook, body);
  }

  #enqueue(webhook: Webhook, body: string): void {
    const { state, faults } = this.#options;
    const fault = faults.take('hooks');
    if (fault?.drop) return;
    const gap = fault?.shuffle ? (fault.left + 1) * (fault.delayMs ?? SHUFFLE_GAP_MS) : (fault?.delayMs ?? 0);
    const requestId = randomUUID();
    for (let copy = 0; copy < (fault?.duplicate ? 2 : 1); copy += 1) {
      const delivery: Delivery = {
        id: state.nextId('delivery'),
        webhook_id: webhook.id,
        request_id: requestId,
        body,
        attempts: 0,
        due_at: this.#nowMs() + gap,
      };
      state.data.deliveries.set(delivery.id, delivery);
      this.#schedule(delivery);
    }
  }

  #nowMs(): number {
    return this.#options.state.clock.now().getTime();
  }

  #schedule(delivery: Delivery): void {
    if (this.#stopped) return;
    const { timers } = this.#options;
    const handle = timers.set(
      () => {
        this.#handles.delete(delivery.id);
        const attempt = this.#attempt(delivery).finally(() => this.#underway.delete(attempt));
        this.#underway.add(attempt);
      },
      Math.max(0, delivery.due_at - this.#nowMs()),
    );
    this.#handles.set(delivery.id, handle);
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { state, poster, delays, log } = this.#options;
    const webhook = state.data.webhooks.get(delivery.webhook_id);
    if (!webhook || webhook.disabled || !state.data.deliveries.has(delivery.id)) {
      this.#forget(delivery);
      return;
    }
    const status = await poster.post(webhook.destination, delivery.request_id, delivery.body);
    if (this.#stopped) return;
    delivery.attempts += 1;
    if (isValid(status)) {
      this.#forget(delivery);
      return;
    }
    noteFailure(webhook, this.#nowMs());
    if (webhook.disabled) log?.(`webhook ${webhook.id} was disabled after more than 100 invalid answers in two hours`);
    const wait = webhook.disabled ? undefined : retryAfterMs(delivery.attempts, status, delays);
    if (wait === undefined) {
      log?.(`a hook was lost after ${delivery.attempts} attempts, last status ${status}`);
      this.#forget(delivery);
      return;
    }
    delivery.due_at = this.#nowMs() + wait;
    state.touch();
    this.#schedule(delivery);
  }

  #forget(delivery: Delivery): void {
    this.#options.state.data.deliveries.delete(delivery.id);
    this.#options.state.touch();
  }
}
