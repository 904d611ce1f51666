/** One product with its own database and its own local Kommo: killed again and again while customers write. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { type Api, type Draft, type Message, type Talk } from '../support/api.ts';
import { type Lead, LocalKommo } from '../support/local-kommo.ts';
import { type Model, startModel } from '../support/model.ts';
import { freePort, makePlace, type Place } from '../support/place.ts';
import { type Env, Product } from '../support/product.ts';
import { until } from '../support/wait.ts';
import { letters, Traffic } from './traffic.ts';

const TALKS = 6;
/** Hooks on their way when a kill comes. */
const AT_ONCE = 4;
/** Longest time from their departure to the kill, ms. */
const KILL_WITHIN_MS = 15;
/** Longest time between the last restart's first hooks and the next ones, ms. */
const SHORT_MS = 60;
const LONG_MS = 1_200;
const LONG_EVERY = 10;
/** So many kills come after every talk's last message. */
const LAST_KILLS = 3;
const START_MS = 60_000;

const AGENT = { name: 'Bench', instructions: 'Be brief.', mode: 'auto', replyDelay: 0 };

/** A question without figures: it needs no evidence, so it is sent. It names the message that it answers. */
const answer = (prompt: string): string[] => {
  const set =
    prompt
      .match(/customer: [^\n]*the set ([a-z]+)/g)
      ?.at(-1)
      ?.split(' ')
      .at(-1) ?? 'none';
  return ['Which colour ', 'would you like ', `for the set ${set}?`];
};

/** From the spawn until a hook was taken. */
export interface Restart {
  acceptMs: number;
  cpuSeconds: number;
}

export class Installation {
  readonly kommo: LocalKommo;
  readonly talks: readonly Lead[];
  readonly api: Api;
  readonly traffic: Traffic;
  /** Of those that took a hook before the next kill. */
  readonly restarts: Restart[] = [];
  kills = 0;
  readonly #place: Place;
  readonly #model: Model;
  readonly #port: number;
  readonly #env: Env;
  #product: Product;

  private constructor(parts: { place: Place; model: Model; kommo: LocalKommo; port: number; env: Env; product: Product; api: Api; talks: readonly Lead[] }) {
    this.#place = parts.place;
    this.#model = parts.model;
    this.kommo = parts.kommo;
    this.#port = parts.port;
    this.#env = parts.env;
    this.#product = parts.product;
    this.api = parts.api;
    this.talks = parts.talks;
    this.traffic = new Traffic(parts.kommo.hookUrl, parts.talks);
  }

  /** Installed, switched to sending by itself, and stopped in order once, so that Node's compile cache is filled. */
  static async open(): Promise<Installation> {
    const place = await makePlace();
    const port = await freePort();
    const model = await startModel({ firstTokenMs: 30, tokenMs: 10, answer });
    const kommo = await LocalKommo.start({ productPort: port, place, model });
    const env = { ...kommo.env, NODE_COMPILE_CACHE: join(place.dataDir, 'compiled') };
    let product = new Product(port, env);
    try {
      await product.ready();
      const api = await kommo.install(product);
      await api.call('PATCH', '/account', { mode: 'auto' });
      await api.call('POST', '/agents', AGENT);
      const talks: Lead[] = [];
      for (let index = 0; index < TALKS; index += 1) talks.push(await kommo.newTalk(`Crash ${index}`, `Do you still have the set first${letters(index)}?`));
      await until('the talks are known', async () => (await api.all('/talks')).length >= TALKS, { ms: START_MS });
      await product.stop();
      product = new Product(port, env);
      return new Installation({ place, model, kommo, port, env, product, api, talks });
    } catch (error) {
      await product.kill();
      await kommo.stop();
      await model.stop();
      await place.remove();
      throw error;
    }
  }

  /** Kills and restarts this many times, or until it is `end` (by `performance.now()`). The last one is left running. */
  async kill(times: number, end: number): Promise<void> {
    let last = 0;
    for (let count = 1; last < LAST_KILLS; count += 1) {
      if (last > 0 || count > times - LAST_KILLS || performance.now() > end) last += 1;
      await this.traffic.allTaken();
      await this.#rest(count % LONG_EVERY === 0);
      if (last === 1) await this.traffic.lastWords();
      else if (last > 1) this.traffic.repeat(AT_ONCE);
      else this.traffic.burst(AT_ONCE);
      await delay(randomInt(KILL_WITHIN_MS));
      await this.#restart();
    }
    await this.traffic.allTaken();
  }

  /** Resolves to ms when every hook was worked through and every reply has ended, or after `ms`. */
  async drain(ms: number): Promise<number> {
    const began = performance.now();
    await this.#product.ready();
    await until('all work is done', () => this.#atRest(), { ms, everyMs: 500 }).catch(() => undefined);
    return performance.now() - began;
  }

  async close(): Promise<void> {
    await this.traffic.close();
    await this.#product.kill();
    await this.kommo.stop();
    await this.#model.stop();
    await this.#place.remove();
  }

  /** Mostly too short for the worker to have begun; when long, it is at work and replies are on their way. */
  async #rest(long: boolean): Promise<void> {
    if (long) await this.#product.ready();
    await delay(randomInt(long ? LONG_MS : SHORT_MS));
  }

  async #restart(): Promise<void> {
    await this.#product.kill();
    this.kills += 1;
    const product = new Product(this.#port, this.#env);
    this.#product = product;
    const before = this.traffic.taken;
    void product
      .until('takes hooks again', () => Promise.resolve(this.traffic.taken > before), START_MS)
      .then(() => this.restarts.push({ acceptMs: product.uptime(), cpuSeconds: product.cpu() }))
      .catch(() => undefined);
  }

  async #atRest(): Promise<boolean> {
    for (const state of ['received', 'processing']) {
      if ((await this.api.call<{ items: unknown[] }>('GET', `/hook-events?state=${state}&limit=1`)).items.length > 0) return false;
    }
    const talks = new Map((await this.api.all<Talk>('/talks')).map(({ id, crmId }) => [crmId, id]));
    const answers = await Promise.all(this.talks.map(({ talkId }) => this.#isAnswered(talks.get(`${talkId}`))));
    return answers.every(Boolean);
  }

  async #isAnswered(talkId: string | undefined): Promise<boolean> {
    if (talkId === undefined) return false;
    const [newest] = (await this.api.call<{ items: Draft[] }>('GET', `/drafts?talkId=${talkId}&limit=1`)).items;
    if (!newest || newest.state === 'streaming' || newest.state === 'sending' || newest.state === 'withheld' || newest.reason === 'interrupted') return false;
    const last = (await this.api.all<Message>(`/talks/${talkId}/messages`)).find(({ direction }) => direction === 'in');
    return newest.inReplyTo === last?.id;
  }
}
