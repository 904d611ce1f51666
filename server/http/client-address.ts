/** Who is calling: forwarded addresses are believed only from proxies the operator named (security C6). */
import { type IncomingMessage } from 'node:http';

import ipaddr from 'ipaddr.js';

type Parsed = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Parsed, number];

const parse = (text: string): Parsed | undefined => (ipaddr.isValid(text) ? ipaddr.process(text) : undefined);

const networkOf = (text: string): Network => {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
};

export function clientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trusted = trustedProxies.map(networkOf);
  const isTrusted = (address: Parsed): boolean => trusted.some(([net, bits]) => net.kind() === address.kind() && address.match(net as never, bits));
  return (request) => {
    const socket = parse(request.socket.remoteAddress ?? '');
    if (!socket) return '0.0.0.0';
    if (trusted.length === 0 || !isTrusted(socket)) return socket.toString();
    // From our side outwards: the first one we do not know is the client; what stands before it is its claim.
    const hops = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((hop) => parse(hop.trim()));
    let client = socket;
    for (const hop of hops.reverse()) {
      if (!hop) break;
      client = hop;
      if (!isTrusted(hop)) break;
    }
    return client.toString();
  };
}

/** What a limit counts by: one person easily has a whole /64 of IPv6. */
export function limitKey(address: string): string {
  const parsed = ipaddr.parse(address);
  return parsed.kind() === 'ipv4' ? address : (parsed as ipaddr.IPv6).parts.slice(0, 4).join(':');
}
