/** A local Kommo in this process, so that it outlives the product, and the way in: installation, sign-in, API. */
import { randomBytes, randomUUID } from 'node:crypto';

import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { type LedgerEntry } from '../../sandbox/kommo/integration.ts';
import { Api } from './api.ts';
import { type Place } from './place.ts';
import { type Env, type Product } from './product.ts';
import { until } from './wait.ts';

const INSTALL_MS = 30_000;
/** The platform repeats a hook after five minutes; here after a second. */
const TIME_SCALE = 300;

interface Model {
  /** With `/v1`. */
  baseUrl: string;
}

export interface Lead {
  leadId: number;
  contactId: number;
  /** The platform's number of the talk. */
  talkId: number;
}

interface Description {
  hookUrl: string | null;
  tokens: { admin: string };
}

export class LocalKommo {
  readonly #sandbox: Sandbox;
  readonly #origin: string;
  /** What the product needs to know of us, of the model, and of where its data are. */
  readonly env: Env;
  hookUrl = '';

  private constructor(sandbox: Sandbox, env: Env) {
    this.#sandbox = sandbox;
    this.#origin = sandbox.origin.replace('localhost', '127.0.0.1');
    this.env = { ...env, KOMMO_ORIGIN: this.#origin };
  }

  static async start({ productPort, place, model }: { productPort: number; place: Place; model: Model }): Promise<LocalKommo> {
    const productUrl = `http://127.0.0.1:${productPort}`;
    const client = { clientId: randomUUID(), clientSecret: randomBytes(32).toString('base64') };
    const sandbox = await startSandbox({
      port: 0,
      productUrl,
      ...client,
      redirectUri: `${productUrl}/oauth/kommo/callback`,
      disconnectUrl: `${productUrl}/oauth/kommo/disabled`,
      widgetArchive: () => Promise.resolve(undefined),
      timeScale: TIME_SCALE,
    });
    return new LocalKommo(sandbox, {
      DATA_DIR: place.dataDir,
      ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
      SANDBOX: 'off',
      PUBLIC_URL: productUrl,
      KOMMO_CLIENT_ID: client.clientId,
      KOMMO_CLIENT_SECRET: client.clientSecret,
      MASTER_KEY: randomBytes(32).toString('base64'),
      METRICS_TOKEN: randomBytes(16).toString('hex'),
      LLM_BASE_URL: model.baseUrl,
      LLM_MODEL: 'bench',
      LLM_EMBEDDING_MODEL: 'bench-embedding',
    });
  }

  /** Installs into a product that is ready and signs in as the admin. Resolves when the product listens to hooks. */
  async install(product: Product): Promise<Api> {
    await this.act({ kind: 'install' });
    await until('the product subscribes to hooks', async () => (await this.#describe()).hookUrl !== null, { ms: INSTALL_MS });
    const { hookUrl, tokens } = await this.#describe();
    this.hookUrl = hookUrl ?? '';
    return Api.signIn(product.url, tokens.admin);
  }

  /** A new lead whose customer wrote `text`: a talk of its own. */
  async newTalk(name: string, text: string): Promise<Lead> {
    return (await this.act({ kind: 'lead', name, text, origin: 'telegram' })) as unknown as Lead;
  }

  async act(body: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#origin}/_sandbox/act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${String(body['kind'])}: ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  }

  /** Every request the product made, oldest first. */
  get ledger(): readonly LedgerEntry[] {
    return this.#sandbox.state.data.ledger;
  }

  async stop(): Promise<void> {
    await this.#sandbox.stop();
  }

  async #describe(): Promise<Description> {
    return (await (await fetch(`${this.#origin}/_sandbox`)).json()) as Description;
  }
}
