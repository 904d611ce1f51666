/** For tests: a loopback server that plays the CRM and notes when each request arrives, and doors to it. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { pino } from 'pino';

import { type Config } from '../config.ts';
import { OneTrip } from '../db/one-trip.ts';
import { CrmDoor } from './crm-door.ts';
import { Egress } from './egress.ts';
import { Governor } from './governor.ts';
import { type Priority } from './use.ts';

export interface CrmAnswer {
  status: number;
  body?: string;
  headers?: Record<string, string>;
}

export class CountingCrm {
  /** In order of arrival; `at` in milliseconds of a steady clock. */
  readonly arrivals: { path: string; at: number }[] = [];
  /** Given first, then 200 for everything. */
  readonly answers: CrmAnswer[] = [];
  /** Milliseconds an answer takes. */
  latency = (): number => 0;
  origin = '';
  readonly #server: Server = createServer((request, response) => {
    this.arrivals.push({ path: request.url ?? '', at: performance.now() });
    const { status, body = '{}', headers = {} } = this.answers.shift() ?? { status: 200 };
    const answer = (): void => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    this.#after(request, answer);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The largest number of requests in any window of a second. */
  busiest(): number {
    const times = this.arrivals.map(({ at }) => at).toSorted((a, b) => a - b);
    return Math.max(0, ...times.map((start) => times.filter((at) => at >= start && at < start + 1000).length));
  }

  #after(request: IncomingMessage, answer: () => void): void {
    const ms = this.latency();
    if (ms > 0) setTimeout(answer, ms);
    else request.on('end', answer).resume();
  }
}

/** As in a process of its own: its own connections to the database, nothing in common with others. */
export class OtherProcess {
  readonly governor: Governor;
  readonly door: CrmDoor;
  /** Transactions so far. */
  trips = 0;
  /** So many of the next ones fail. */
  broken = 0;
  readonly #oneTrip: OneTrip;
  readonly #egress: Egress;

  constructor(url: string, crm: CountingCrm, { patience, now = () => new Date() }: { patience?: Partial<Record<Priority, number>>; now?: () => Date } = {}) {
    const log = pino({ level: 'silent' });
    this.#oneTrip = new OneTrip({ url, poolSize: 2, onError: () => undefined });
    const counted = {
      transaction: <Rows extends unknown[][]>(...of: Parameters<OneTrip['transaction']>): Promise<Rows> => {
        this.trips++;
        if (this.broken-- > 0) return Promise.reject(new Error('the database is away'));
        this.broken = 0;
        return this.#oneTrip.transaction<Rows>(...of);
      },
    } as Pick<OneTrip, 'transaction'>;
    this.governor = new Governor({ oneTrip: counted, clock: { now }, log }, patience ? { patience } : {});
    this.#egress = new Egress({ config: { egressAllow: [], kommo: { domains: ['kommo.com'], originOverride: crm.origin } } as unknown as Config, log });
    this.door = new CrmDoor({ egress: this.#egress, governor: this.governor });
  }

  async close(): Promise<void> {
    await this.governor.close();
    await Promise.all([this.#oneTrip.close(), this.#egress.close()]);
  }
}
