/** Which addresses and names the outside world may mean (security D2, D3). Pure. */
import ipaddr from 'ipaddr.js';

const LOCAL_SUFFIXES = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home', 'corp', 'private', 'arpa', 'onion', 'test', 'invalid', 'localdomain'];
const PORTS: readonly string[] = ['', '443', '8443'];
const MAX_URL = 2048;

/**
 * Only public unicast. Wrapped addresses (mapped, 6to4, NAT64, Teredo) are refused as a whole, and of IPv6
 * only 2000::/3 is taken: everything else there is reserved or local.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || ((parsed.toByteArray()[0] ?? 0) & 0xe0) === 0x20;
}

const isAddress = (host: string): boolean => host.startsWith('[') || ipaddr.isValid(host);

function isPublicName(host: string): boolean {
  const labels = host.split('.');
  // A trailing dot gives an empty last label: the same name in another spelling, not needed by anyone.
  if (labels.length < 2 || labels.includes('')) return false;
  return !LOCAL_SUFFIXES.includes(labels.at(-1) ?? '');
}

/** Why the address may not be called, or nothing. `url` is the very object that is used afterwards. */
export function refusal(url: URL): string | undefined {
  if (url.protocol !== 'https:') return 'scheme';
  if (url.href.length > MAX_URL) return 'length';
  if (url.username || url.password) return 'credentials';
  if (!PORTS.includes(url.port)) return 'port';
  const host = url.hostname;
  const allowed = isAddress(host) ? isPublicAddress(host.replace(/^\[|\]$/g, '')) : isPublicName(host);
  return allowed ? undefined : 'host';
}
