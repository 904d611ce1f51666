/**
 * The one door out (security D1-D8). Everything that leaves this product goes through `Egress.fetch`:
 * the address is vetted, redirects are results, time and size are bounded, and every failure reads the same.
 */
import { type Logger } from 'pino';
import { type Agent, fetch as send } from 'undici';

import { type Config } from '../config.ts';
import { accountOf } from './account-host.ts';
import { refusal } from './address.ts';
import { BodyTooLarge, capped } from './body.ts';
import { guardedDispatcher, type Lookup, openDispatcher } from './dispatchers.ts';
import { EgressError } from './errors.ts';
import { outgoingHeaders } from './headers.ts';
import { Limiter } from './limiter.ts';
import { PER_SECOND } from './slots.ts';

export { EgressError } from './errors.ts';

export interface EgressInit extends RequestInit {
  /** Exact host names this caller may reach; all others are refused. Absent: any public one. */
  allowHosts?: readonly string[];
  /** Milliseconds for everything after the request started, body included. Default 10,000. */
  deadlineMs?: number;
  /** Largest body after inflating. Default 64 KiB. */
  maxBytes?: number;
  /** The caller already waited for its turn (`CrmDoor`). Without, hosts of CRM accounts are limited in this process only. */
  governed?: boolean;
}

const DEADLINE_MS = 10_000;
const MAX_BYTES = 64 * 1024;
/** Account hosts remembered at once; idle ones are forgotten first. */
const MAX_LIMITERS = 5000;
const BODYLESS = new Set([101, 204, 205, 304]);
/** These happen before the first byte of a request has left. */
const BEFORE_SENDING = new Set([
  'EBLOCKED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

interface Target {
  url: URL;
  dispatcher: Agent;
  extra: [string, string][];
  /** Set for hosts of CRM accounts. */
  account: string | undefined;
}

export class Egress {
  readonly #config: Config;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #guarded: Agent;
  readonly #open = openDispatcher();
  readonly #allowed: ReadonlySet<string>;
  readonly #limiters = new Map<string, Limiter>();

  constructor({ config, log }: { config: Config; log: Pick<Logger, 'warn'> }, options: { lookup?: Lookup; certificates?: string } = {}) {
    this.#config = config;
    this.#log = log;
    this.#guarded = guardedDispatcher(options.lookup, options.certificates);
    this.#allowed = new Set(config.egressAllow);
    // The sandbox's own address is no news; any other one should be.
    if (this.#allowed.size > (config.sandbox ? 1 : 0)) log.warn({ allowed: config.egressAllow }, 'these addresses may be reached although they are not public');
  }

  /**
   * Like `fetch`, except that a redirect is the answer. Throws `EgressError` for whatever goes wrong; its
   * `sent` says whether the request may have arrived. A caller's own abort is thrown as it is.
   */
  async fetch(address: string | URL, init: EgressInit = {}): Promise<Response> {
    const target = this.#vet(address, init);
    const { allowHosts: _hosts, deadlineMs = DEADLINE_MS, maxBytes = MAX_BYTES, governed = false, signal, headers: _headers, ...rest } = init;
    const headers = [...this.#headers(target.url, init), ...target.extra];
    if (target.account !== undefined && !governed) await this.#limiter(target.account).take(signal ?? undefined);

    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new Error(`no whole answer in ${deadlineMs} ms`)), deadlineMs);
    timer.unref();
    const both = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
    const fail = (error: unknown): Error => {
      clearTimeout(timer);
      return signal?.aborted ? (signal.reason as Error) : this.#failure(target.url, error);
    };
    try {
      const options = { ...rest, headers, signal: both, redirect: 'manual', dispatcher: target.dispatcher, ...(rest.body ? { duplex: 'half' } : {}) };
      const answer = await send(target.url, options as Parameters<typeof send>[1]);
      const meta = { status: answer.status, statusText: answer.statusText, headers: [...answer.headers] as [string, string][] };
      if (!answer.body || BODYLESS.has(answer.status)) {
        clearTimeout(timer);
        return new Response(null, meta);
      }
      const body = capped(answer.body, maxBytes, (error) => {
        clearTimeout(timer);
        return error === undefined ? undefined : fail(error);
      });
      return new Response(body, meta);
    } catch (error) {
      throw fail(error);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#guarded.destroy(), this.#open.destroy()]);
  }

  #vet(address: string | URL, init: EgressInit): Target {
    const url = URL.parse(String(address));
    if (!url) throw this.#failure(undefined, new Error('not a URL'), false);
    if (init.allowHosts && !init.allowHosts.includes(url.hostname)) throw this.#failure(url, new Error('host is not on the list of this caller'), false);
    const account = accountOf(url, this.#config.kommo.domains)?.host;
    const override = this.#config.kommo.originOverride;
    if (account !== undefined && override !== undefined) {
      const local = new URL(url.pathname + url.search, override);
      return { url: local, dispatcher: this.#open, extra: [['x-forwarded-host', account]], account };
    }
    if (this.#isAllowed(url)) return { url, dispatcher: this.#open, extra: [], account };
    const reason = refusal(url);
    if (reason) throw this.#failure(url, new Error(`refused: ${reason}`), false);
    return { url, dispatcher: this.#guarded, extra: [], account };
  }

  #isAllowed(url: URL): boolean {
    if (!/^https?:$/.test(url.protocol) || url.username || url.password) return false;
    return this.#allowed.has(`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`);
  }

  #headers(url: URL, init: EgressInit): [string, string][] {
    try {
      return outgoingHeaders(init.headers);
    } catch (error) {
      throw this.#failure(url, error, false);
    }
  }

  #limiter(account: string): Limiter {
    const known = this.#limiters.get(account);
    if (known) return known;
    if (this.#limiters.size >= MAX_LIMITERS) for (const [host, limiter] of this.#limiters) if (limiter.idle) this.#limiters.delete(host);
    const made = new Limiter(PER_SECOND);
    this.#limiters.set(account, made);
    return made;
  }

  /** The operator's log gets the host and the cause; the path may hold a secret and the caller learns nothing. */
  #failure(url: URL | undefined, error: unknown, sent?: boolean): EgressError {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = String((cause as NodeJS.ErrnoException).code ?? '');
    this.#log.warn({ host: url?.host, code, reason: cause instanceof Error ? cause.message : String(cause) }, 'outgoing request failed');
    return new EgressError(sent ?? !BEFORE_SENDING.has(code), { tooLarge: cause instanceof BodyTooLarge });
  }
}
