/** The one rule for hosts of CRM accounts (security D7). Pure. */

/** Labels under the CRM's domains that are its own services, not accounts. */
const SERVICES =
  /^(?:www\d*|api(?:-[a-z0-9]+)?|amojo|drive(?:-[a-z0-9]+)?|auth|oauth|id|login|sso|account|accounts|developers?|docs|help|support|status|forum|community|blog|mail|smtp|ftp|cdn|static|assets|files|images?|img|app|apps|admin|billing|pay|payments?|partners?|market(?:place)?|gso|push|ws|socket|widgets?|notifications?)$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export interface AccountHost {
  /** Lower case, no port: `demo.kommo.com`. */
  host: string;
  subdomain: string;
}

/** Exactly one label under one of the domains, lower case, not a service host; else nothing. */
export function accountHost(host: string, domains: readonly string[]): AccountHost | undefined {
  const domain = domains.find((candidate) => host.endsWith(`.${candidate}`));
  if (domain === undefined) return undefined;
  const subdomain = host.slice(0, -domain.length - 1);
  return LABEL.test(subdomain) && !SERVICES.test(subdomain) ? { host, subdomain } : undefined;
}

/** The account a URL is for: https, the default port, no credentials. */
export function accountOf(url: URL, domains: readonly string[]): AccountHost | undefined {
  if (url.protocol !== 'https:' || url.port !== '' || url.username || url.password) return undefined;
  return accountHost(url.hostname, domains);
}
