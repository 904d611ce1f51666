/** The whole product in a process of its own, with its sandbox, as a newcomer starts it. For tests that walk through the front door. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import pg from 'pg';

import { template } from '../db/testing-template.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const START_MS = 60_000;

type Env = (ports: { product: number; sandbox: number }) => Record<string, string>;

export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests look into many shapes; each expectation names what it needs
  body: any;
}

export interface SandboxLead {
  id: number;
  language: string;
  contactId: number;
  talkId?: number;
}

/** Asks again until `look` gives something; a condition of the outside world, not a sleep. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined | false | null>, ms = 15_000): Promise<T> {
  const until = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > until) throw new Error(`${what} did not happen within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function unpack(archive: string, folder: string): void {
  mkdirSync(folder);
  execFileSync('tar', ['-xf', archive, '-C', folder], { stdio: 'ignore' });
}

/** With DATABASE_URL a database of its own on that server; without, the embedded one: already made and migrated, unless `fresh`. */
async function ownDatabase(dataDir: string, fresh: boolean): Promise<{ env: Record<string, string>; drop: () => Promise<void> }> {
  const server = process.env['DATABASE_URL'];
  if (!server) {
    if (!fresh) unpack(await template(), join(dataDir, 'database'));
    return { env: {}, drop: async () => undefined };
  }
  const name = `souffleur_walk_${randomBytes(6).toString('hex')}`;
  const administer = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await administer(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { env: { DATABASE_URL: url.href }, drop: () => administer(`drop database if exists ${name} with (force)`) };
}

export class TestProduct {
  readonly url: string;
  readonly sandbox: string;
  readonly #child: ChildProcess;
  readonly #cleanUp: () => Promise<void>;
  #token = '';
  hookUrl = '';
  leads: SandboxLead[] = [];

  private constructor(child: ChildProcess, ports: { product: number; sandbox: number }, cleanUp: () => Promise<void>) {
    this.#child = child;
    this.url = `http://localhost:${ports.product}`;
    this.sandbox = `http://localhost:${ports.sandbox}`;
    this.#cleanUp = cleanUp;
  }

  /** As `start`, and makes its database itself, which takes seconds. */
  static startFromNothing(env: Env): Promise<TestProduct> {
    return TestProduct.start(env, { fresh: true });
  }

  /** Starts, installs and signs in as the admin; with `SANDBOX_FRESH` only starts. `env` is added to the environment, `main` may be that of a copy. */
  static async start(env: Env = () => ({}), { main = MAIN, fresh = false } = {}): Promise<TestProduct> {
    const ports = { product: await freePort(), sandbox: await freePort() };
    const dataDir = mkdtempSync(join(tmpdir(), 'souffleur-'));
    const database = await ownDatabase(dataDir, fresh);
    const { DATABASE_URL: _, ...inherited } = process.env;
    const child = spawn(process.execPath, [main], {
      env: {
        ...inherited,
        LOG_LEVEL: 'error',
        DATA_DIR: dataDir,
        PORT: String(ports.product),
        SANDBOX_PORT: String(ports.sandbox),
        ...database.env,
        ...env(ports),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (output = (output + piece.toString('utf8')).slice(-8000)));
    const product = new TestProduct(child, ports, async () => {
      rmSync(dataDir, { recursive: true, force: true });
      await database.drop();
    });
    await eventually(
      'the start',
      async () => {
        if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}: ${output}`);
        return output.includes('write as the customer') || output.includes('does not know it yet');
      },
      START_MS,
    );
    if (!output.includes('does not know it yet')) await product.signIn();
    return product;
  }

  async signIn(as: 'admin' | 'rep' = 'admin'): Promise<string> {
    const state = (await (await fetch(`${this.sandbox}/_sandbox`)).json()) as { hookUrl: string; leads: SandboxLead[]; tokens: Record<string, string> };
    this.hookUrl = state.hookUrl;
    this.leads = state.leads;
    const answer = await fetch(`${this.url}/api/v1/session`, { method: 'POST', headers: { 'x-auth-token': state.tokens[as] ?? '' } });
    const { token } = (await answer.json()) as { token: string };
    if (as === 'admin') this.#token = token;
    return token;
  }

  async api(method: string, path: string, body?: unknown, token = this.#token): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  /** Plays the outside world: a customer writes, a rep answers by hand, Kommo has a fault. */
  async act(act: Record<string, unknown>): Promise<Record<string, never> & { messageId: string; talkId: number }> {
    const response = await fetch(`${this.sandbox}/_sandbox/act`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(act),
    });
    if (!response.ok) throw new Error(`act ${String(act['kind'])} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, never> & { messageId: string; talkId: number };
  }

  /** Texts Kommo was asked to send into a talk, in order. */
  async sent(talkCrmId: number): Promise<string[]> {
    const ledger = (await (await fetch(`${this.sandbox}/_sandbox/ledger`)).json()) as {
      method: string;
      path: string;
      body: { text: string };
      status: number;
    }[];
    return ledger
      .filter((entry) => entry.method === 'POST' && entry.path.startsWith(`/api/v4/talks/${talkCrmId}/send_message`) && entry.status === 202)
      .map((entry) => entry.body.text);
  }

  async hook(body: string | Uint8Array<ArrayBuffer>, url = this.hookUrl, headers: Record<string, string> = {}): Promise<number> {
    return (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body })).status;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
    await this.#cleanUp();
  }
}
