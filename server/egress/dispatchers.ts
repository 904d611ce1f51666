/** The two transports: one that vets every address it connects to, one for what the operator allowed. */
import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';

import { Agent, buildConnector } from 'undici';

import { isPublicAddress } from './address.ts';

/** `dns.lookup` asked for all answers; tests put a stub here. */
export type Lookup = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, answers: LookupAddress[]) => void,
) => void;

const CONNECT_MS = 3000;
const OPTIONS = { maxHeaderSize: 16 * 1024, headersTimeout: 0, bodyTimeout: 0, pipelining: 1 } as const;

const blocked = (address: string): Error => Object.assign(new Error(`address ${address} is not public`), { code: 'EBLOCKED' });

export const openDispatcher = (): Agent => new Agent({ ...OPTIONS, connect: { timeout: CONNECT_MS } });

/**
 * Every answer of every lookup must be public, at every new connection; the connection goes to an address
 * from that very answer. `certificates` adds trusted authorities (for tests).
 */
export function guardedDispatcher(lookup: Lookup = systemLookup as Lookup, certificates?: string): Agent {
  const vetted = (host: string, options: LookupOptions, done: (error: Error | null, address?: string | LookupAddress[], family?: number) => void): void =>
    lookup(host, { ...options, all: true }, (error, answers) => {
      if (error) return done(error);
      const bad = answers.find((answer) => !isPublicAddress(answer.address));
      const first = answers[0];
      if (bad || !first) return done(blocked(bad?.address ?? 'none'));
      if (options.all) done(null, answers);
      else done(null, first.address, first.family);
    });
  const connect = buildConnector({ timeout: CONNECT_MS, ca: certificates, lookup: vetted } as buildConnector.BuildOptions);
  return new Agent({
    ...OPTIONS,
    connect: (options, done) => {
      const host = options.hostname.replace(/^\[|\]$/g, '');
      // A literal address is never looked up, so it is checked here.
      if (/^[\d.]+$|:/.test(host) && !isPublicAddress(host)) return done(blocked(host), null);
      connect(options, done);
    },
  });
}
