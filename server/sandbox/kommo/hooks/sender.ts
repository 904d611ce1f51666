import { randomUUID } from 'node:crypto';

import { type Faults } from '../faults.ts';
import { LIST_ELEMENTS, type SandboxState } from '../state.ts';
import { type Delivery, type Webhook } from '../integration.ts';
import { encodeForm, type FormTree } from './form.ts';
import { type HookPoster } from './post.ts';
import { isValid, noteFailure, RETRY_DELAYS_MS, retryAfterMs, TIMED_OUT } from './schedule.ts';

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
  /** How many times faster than the platform hooks are repeated; 1 by default. */
  timeScale?: number;
  log?: (line: string) => void;
}

/** What became of the hooks so far, for tests. */
export interface HookTally {
  /** Bodies that were to be sent. */
  bodies: number;
  /** Answered well. */
  taken: number;
  /** Given up after the last attempt. */
  lost: number;
  /** Dropped by a fault: never sent. The newest thousand. */
  dropped: { setting: string; body: string }[];
}

const DROPPED_KEPT = 1000;

const SHUFFLE_GAP_MS = 200;

/**
 * Takes bodies to the subscriptions that asked for them, again and again by the platform's schedule.
 * At least once, in no promised order, and never in the way of the API's answer.
 */
export class HookSender {
  readonly #options: Required<Omit<SenderOptions, 'log' | 'timeScale'>> & Pick<SenderOptions, 'log'>;
  readonly #handles = new Map<number, unknown>();
  readonly #underway = new Set<Promise<void>>();
  #stopped = false;
  #timeScale: number;
  readonly tally: HookTally = { bodies: 0, taken: 0, lost: 0, dropped: [] };

  constructor({ timeScale = 1, ...options }: SenderOptions) {
    this.#options = { timers: systemTimers, delays: RETRY_DELAYS_MS, ...options };
    this.#timeScale = timeScale;
  }

  get timeScale(): number {
    return this.#timeScale;
  }

  /** From now on time runs that much faster for hooks, for those that wait too. */
  set timeScale(scale: number) {
    const now = this.#nowMs();
    const { state, timers } = this.#options;
    const waiting = Array.from(this.#handles);
    for (const [id, handle] of waiting) {
      const delivery = state.data.deliveries.get(id);
      timers.clear(handle);
      this.#handles.delete(id);
      if (!delivery) continue;
      delivery.due_at = now + (Math.max(0, delivery.due_at - now) * this.#timeScale) / scale;
      this.#schedule(delivery);
    }
    this.#timeScale = scale;
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
    this.#sendTo(takers, setting, tree);
  }

  /** To every subscription's address, whatever it asked for: hooks that a person sets up in Kommo by hand. */
  sendToAll(name: string, tree: FormTree): void {
    this.#sendTo(
      [...this.#options.state.data.webhooks.values()].filter(({ disabled }) => !disabled),
      name,
      tree,
    );
  }

  #sendTo(takers: Webhook[], setting: string, tree: FormTree): void {
    if (takers.length === 0) return;
    const body = encodeForm(tree);
    for (const webhook of takers) this.#enqueue(webhook, setting, body);
  }

  #enqueue(webhook: Webhook, setting: string, body: string): void {
    const { state, faults } = this.#options;
    const fault = faults.take('hooks');
    this.tally.bodies += 1;
    if (fault?.drop || faults.away?.hooks === 'lost') {
      this.tally.dropped = [...this.tally.dropped.slice(1 - DROPPED_KEPT), { setting, body }];
      return;
    }
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
    const { state, faults, poster, delays, log } = this.#options;
    const webhook = state.data.webhooks.get(delivery.webhook_id);
    if (!webhook || webhook.disabled || !state.data.deliveries.has(delivery.id)) {
      this.#forget(delivery);
      return;
    }
    const missed = faults.away?.hooks === 'missed';
    const status = missed ? TIMED_OUT : await poster.post(webhook.destination, delivery.request_id, delivery.body);
    if (this.#stopped) return;
    delivery.attempts += 1;
    if (isValid(status)) {
      this.tally.taken += 1;
      this.#forget(delivery);
      return;
    }
    // What the platform could not send is no answer of the other side.
    if (!missed) noteFailure(webhook, this.#nowMs(), this.#timeScale);
    if (webhook.disabled) log?.(`webhook ${webhook.id} was disabled after more than 100 invalid answers in two hours`);
    const wait = webhook.disabled ? undefined : retryAfterMs(delivery.attempts, status, delays);
    if (wait === undefined) {
      this.tally.lost += 1;
      log?.(`a hook was lost after ${delivery.attempts} attempts, last status ${status}`);
      this.#forget(delivery);
      return;
    }
    delivery.due_at = this.#nowMs() + wait / this.#timeScale;
    state.touch();
    this.#schedule(delivery);
  }

  #forget(delivery: Delivery): void {
    this.#options.state.data.deliveries.delete(delivery.id);
    this.#options.state.touch();
  }
}
