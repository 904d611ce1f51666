/**
 * Makes the sandbox usable at first start the way a customer would: installs the integration, signs in
 * with a one-time token, and writes the knowledge and the agent through the public API.
 */
import { setTimeout as delay } from 'node:timers/promises';

import { seedArticles } from './knowledge/index.ts';

interface BootstrapOptions {
  /** Where the product listens, on this machine. */
  productUrl: string;
  sandboxOrigin: string;
  signal: AbortSignal;
}

/** Longest wait for the product to have read the account after the installation, ms. */
const INSTALL_MS = 20_000;

const AGENT = {
  name: 'Luma',
  instructions:
    'You help the customers of Lighthouse (Маяк), a shop for home coffee equipment. Be warm and brief. Answer from the passages. End with one short question that moves the talk forward.',
  mode: 'draft',
  replyDelay: 0,
  humanPause: 30,
};

export async function bootstrap({ productUrl, sandboxOrigin, signal }: BootstrapOptions): Promise<void> {
  const token = await signIn(productUrl, sandboxOrigin, signal);
  const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${productUrl}/api/v1${path}`, {
      method,
      signal,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const agents = await call('GET', '/agents');
  if (itemsOf(agents).length === 0) await call('POST', '/agents', AGENT);
  const categories = new Map(itemsOf(await call('GET', '/knowledge/categories?limit=200')).map((item) => [item['name'], item['id']]));
  const categoryId = async (name: string): Promise<unknown> => {
    if (!categories.has(name)) categories.set(name, (await call('POST', '/knowledge/categories', { name }))['id']);
    return categories.get(name);
  };
  const known = new Set(itemsOf(await call('GET', '/knowledge/articles?limit=200')).map((item) => item['title']));
  for (const { title, language, category, body } of await seedArticles()) {
    if (!known.has(title)) await call('POST', '/knowledge/articles', { title, language, body, categoryId: await categoryId(category) });
  }
}

const itemsOf = (page: Record<string, unknown>): Record<string, unknown>[] =>
  Array.isArray(page['items']) ? (page['items'] as Record<string, unknown>[]) : [];

async function signIn(productUrl: string, sandboxOrigin: string, signal: AbortSignal): Promise<string> {
  const first = await exchange(productUrl, sandboxOrigin, signal);
  if (first) return first;
  await fetch(`${sandboxOrigin}/_sandbox/act`, {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'install' }),
  });
  for (const until = Date.now() + INSTALL_MS; Date.now() < until; await delay(100, undefined, { signal })) {
    const token = await exchange(productUrl, sandboxOrigin, signal);
    if (token) return token;
  }
  throw new Error('The sandbox account could not be connected: the server log says why.');
}

/** A session of the admin, once the product knows the account and listens to its hooks. */
async function exchange(productUrl: string, sandboxOrigin: string, signal: AbortSignal): Promise<string | undefined> {
  const sandbox = (await (await fetch(`${sandboxOrigin}/_sandbox`, { signal })).json()) as { hookUrl?: string | null; tokens: { admin: string } };
  if (!sandbox.hookUrl) return undefined;
  const response = await fetch(`${productUrl}/api/v1/session`, { method: 'POST', signal, headers: { 'x-auth-token': sandbox.tokens.admin } });
  if (!response.ok) return undefined;
  return ((await response.json()) as { token: string }).token;
}
