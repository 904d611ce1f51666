/** Readers of single variables. Each returns the checked value or notes one sentence about what is wrong. */
import ipaddr from 'ipaddr.js';

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** One sentence per variable; never a secret's value. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The configuration cannot be used:', ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.problems = problems;
  }
}

const isLoopbackName = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
export const isLoopbackUrl = (url: string): boolean => isLoopbackName(new URL(url).hostname);

/** `host:port` with the port always written out. */
export const hostPort = (url: string): string => {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
};

const tooSecret = (value: string): string => `a value of ${value.length} characters`;

export class ConfigValues {
  readonly problems: string[] = [];
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** An empty variable counts as absent: that is what `NAME=` in an env file means. */
  text(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }

  fail(name: string, read: string | undefined, expected: string): void {
    this.problems.push(`${name}: read ${read ?? 'nothing'}, expected ${expected}.`);
  }

  failSecret(name: string, value: string | undefined, expected: string): void {
    this.fail(name, value === undefined ? undefined : tooSecret(value), expected);
  }

  port(name: string, fallback: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    if (/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535) return Number(value);
    this.fail(name, JSON.stringify(value), 'a port from 1 to 65535');
    return fallback;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return fallback;
    const found = allowed.find((candidate) => candidate === value);
    if (!found) this.fail(name, JSON.stringify(value), `one of ${allowed.join(', ')}`);
    return found ?? fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    return this.oneOf(name, ['on', 'off'], fallback ? 'on' : 'off') === 'on';
  }

  list(name: string, fallback: readonly string[], valid: (item: string) => boolean, expected: string): readonly string[] {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const items = value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
    const wrong = items.find((item) => !valid(item));
    if (items.length > 0 && wrong === undefined) return [...new Set(items)];
    this.fail(name, JSON.stringify(wrong ?? value), expected);
    return fallback;
  }

  /** No trailing slash, no query, no credentials in the result. */
  url(name: string, options: { fallback?: string; expected: string; valid?: (url: URL) => boolean }): string {
    const value = this.text(name) ?? options.fallback;
    if (value === undefined) {
      this.fail(name, undefined, options.expected);
      return 'https://unset.invalid';
    }
    const url = URL.parse(value);
    const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
    if (plain && (options.valid?.(url) ?? true)) return url.href.replace(/\/+$/, '');
    // An address may carry a password: only a harmless one is repeated.
    this.fail(name, plain ? JSON.stringify(value) : tooSecret(value), options.expected);
    return 'https://unset.invalid';
  }

  key(name: string, value: string | undefined): Buffer | undefined {
    const bytes = value !== undefined && /^[A-Za-z0-9+/_-]{43}=?$/.test(value) ? Buffer.from(value, 'base64') : undefined;
    if (bytes?.length === 32) return bytes;
    this.failSecret(name, value, '32 random bytes in base64 (make one with: openssl rand -base64 32)');
    return undefined;
  }
}

export const isHostPort = (item: string): boolean => {
  const match = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+):(\d{1,5})$/i.exec(item);
  return match !== null && Number(match[2]) >= 1 && Number(match[2]) <= 65_535;
};
export const isDomain = (item: string): boolean => /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/.test(item);
export const isNetwork = (item: string): boolean => (item.includes('/') ? ipaddr.isValidCIDR(item) : ipaddr.isValid(item));
