/** The environment, read once, checked whole, frozen. Nothing else in the project reads `process.env`. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { ConfigError, ConfigValues, hostPort, isDomain, isHostPort, isLoopbackUrl, isNetwork } from './config-values.ts';

export { configTable } from './config-table.ts';
export { ConfigError } from './config-values.ts';

export interface Config {
  readonly roles: readonly ('http' | 'worker' | 'clock')[];
  readonly host: string;
  readonly port: number;
  /** Where browsers and Kommo reach us, no trailing slash. */
  readonly publicUrl: string;
  /** Absolute path. Embedded database, sandbox state, generated keys. */
  readonly dataDir: string;
  /** Absent: the embedded database under `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** 32 bytes, wraps every account's data key. */
  readonly masterKey: Buffer;
  /** Data keys still wrapped by it can be opened; they are wrapped anew by the clean-up. */
  readonly previousMasterKey: Buffer | undefined;
  readonly sandbox: { readonly port: number; readonly origin: string; /** False: the local Kommo begins without us. */ readonly prepared: boolean } | undefined;
  readonly kommo: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly redirectUri: string;
    /** Registrable domains an account host may be one label under. */
    readonly domains: readonly string[];
    /**
     * Operator switch for a local Kommo: requests to any account host go to this origin instead, and
     * this origin is added to the allowed CORS origins. Set by the sandbox.
     */
    readonly originOverride: string | undefined;
  };
  readonly llm: {
    readonly baseUrl: string;
    readonly apiKey: string;
    readonly model: string;
    /** Empty: no vectors, search by full text alone. */
    readonly embeddingModel: string;
  };
  /** Exact `host:port` pairs egress may reach although they are private (security D8). Logged loudly at start. */
  readonly egressAllow: readonly string[];
  readonly trustedProxies: readonly string[];
  /** Bearer token for /metrics; absent: open in the sandbox, off otherwise. */
  readonly metricsToken: string | undefined;
  readonly apiDocs: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly version: string;
}

/** The id the local Kommo knows us by. */
const SANDBOX_CLIENT_ID = '6f0e21b7-3c58-4d9a-8e47-1b2c3d4e5f60';
const ROLES = ['http', 'worker', 'clock'] as const;
const MIN_SECRET_BYTES = 32;
const ADDRESS = 'an address like https://sales.example.com';

const OFFLINE_MODEL = 'souffleur-offline-demo';
const OFFLINE_EMBEDDING = 'souffleur-offline-embedding';

/** A secret made once per data folder, readable by this user only. */
function keptSecret(dataDir: string, name: string): string {
  const folder = join(dataDir, 'secrets');
  const file = join(folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}

/** Throws `ConfigError` with one sentence per wrong variable. Writes generated sandbox secrets under `DATA_DIR`. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const read = new ConfigValues(env);
  const port = read.port('PORT', 3000);
  const sandboxPort = read.port('SANDBOX_PORT', 3001);
  const sandboxed = read.flag('SANDBOX', read.text('KOMMO_CLIENT_ID') === undefined);
  const dataDir = resolve(read.text('DATA_DIR') ?? 'data');
  const local = `http://127.0.0.1:${sandboxPort}`;
  if (sandboxed && port === sandboxPort) read.fail('SANDBOX_PORT', String(sandboxPort), 'another port than PORT');

  const publicUrl = read.url('PUBLIC_URL', {
    fallback: `http://localhost:${port}`,
    expected: `${ADDRESS} without a path; http only for this machine`,
    valid: (url) => url.pathname === '/' && (url.protocol === 'https:' || isLoopbackUrl(url.href)),
  });
  const base = {
    roles: read.list('ROLES', ROLES, (item) => (ROLES as readonly string[]).includes(item), 'a list of http, worker and clock') as Config['roles'],
    // The sandbox hands out sign-in tokens to whoever asks: it stays on this machine unless told otherwise.
    host: read.text('HOST') ?? (sandboxed ? '127.0.0.1' : '0.0.0.0'),
    port,
    publicUrl,
    dataDir,
    databaseUrl: databaseUrl(read),
    sandbox: sandboxed ? { port: sandboxPort, origin: `http://localhost:${sandboxPort}`, prepared: !read.flag('SANDBOX_FRESH', false) } : undefined,
    kommo: {
      ...kommoClient(read, sandboxed, dataDir),
      redirectUri: `${publicUrl}/oauth/kommo/callback`,
      originOverride: sandboxed ? local : kommoOrigin(read),
    },
    llm: llm(read, sandboxed ? `${local}/v1` : undefined),
    trustedProxies: read.list('TRUSTED_PROXIES', [], isNetwork, 'addresses or networks like 10.0.0.0/8, separated by commas'),
    metricsToken: metricsToken(read),
    apiDocs: read.flag('API_DOCS', sandboxed),
    logLevel: read.oneOf('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], sandboxed ? 'warn' : 'info'),
    version: (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version,
  };
  const allow = read.list('EGRESS_ALLOW', [], isHostPort, 'pairs like 10.0.0.5:8080, separated by commas');
  const masterKey = readMasterKey(read, sandboxed, dataDir);
  const previous = read.text('MASTER_KEY_PREVIOUS');
  const previousMasterKey = previous === undefined ? undefined : read.key('MASTER_KEY_PREVIOUS', previous);
  if (read.problems.length > 0 || !masterKey) throw new ConfigError(read.problems);

  // What the operator pointed us at on this machine is allowed by that act.
  const own = [...(base.kommo.originOverride ? [base.kommo.originOverride] : []), ...(isOwnChoice(base.llm.baseUrl) ? [base.llm.baseUrl] : [])].map(hostPort);
  return deepFreeze({ ...base, masterKey, previousMasterKey, egressAllow: [...new Set([...allow.map((item) => item.toLowerCase()), ...own])] });
}

const isOwnChoice = (url: string): boolean => url.startsWith('http:') || isLoopbackUrl(url);

function databaseUrl(read: ConfigValues): string | undefined {
  const value = read.text('DATABASE_URL');
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) read.failSecret('DATABASE_URL', value, 'postgres://user:password@host:5432/database');
  return value;
}

function metricsToken(read: ConfigValues): string | undefined {
  const value = read.text('METRICS_TOKEN');
  if (value !== undefined && value.length < 16) read.failSecret('METRICS_TOKEN', value, 'at least 16 characters');
  return value;
}

function kommoClient(read: ConfigValues, sandboxed: boolean, dataDir: string): Pick<Config['kommo'], 'clientId' | 'clientSecret' | 'domains'> {
  const clientId = read.text('KOMMO_CLIENT_ID') ?? (sandboxed ? SANDBOX_CLIENT_ID : undefined);
  if (clientId === undefined || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(clientId)) {
    read.fail('KOMMO_CLIENT_ID', clientId && JSON.stringify(clientId), 'the integration id from Kommo, a UUID (or leave it out and use the sandbox)');
  }
  const clientSecret = read.text('KOMMO_CLIENT_SECRET') ?? (sandboxed ? keptSecret(dataDir, 'client-secret') : undefined);
  if (clientSecret === undefined || Buffer.byteLength(clientSecret) < MIN_SECRET_BYTES) {
    read.failSecret('KOMMO_CLIENT_SECRET', clientSecret, `the integration secret from Kommo, at least ${MIN_SECRET_BYTES} bytes`);
  }
  const domains = read.list('KOMMO_DOMAINS', ['kommo.com'], isDomain, 'domains like kommo.com, separated by commas');
  return { clientId: clientId?.toLowerCase() ?? '', clientSecret: clientSecret ?? '', domains };
}

/** For a local Kommo that somebody else runs; where it points is no secret, but it is never right in production. */
const kommoOrigin = (read: ConfigValues): string | undefined =>
  read.text('KOMMO_ORIGIN') === undefined
    ? undefined
    : read.url('KOMMO_ORIGIN', {
        expected: 'an address of this machine like http://127.0.0.1:3001, without a path',
        valid: (url) => url.pathname === '/' && isLoopbackUrl(url.href),
      });

function llm(read: ConfigValues, offline: string | undefined): Config['llm'] {
  const given = read.text('LLM_BASE_URL');
  if (given === undefined && offline !== undefined) {
    return {
      baseUrl: offline,
      apiKey: read.text('LLM_API_KEY') ?? 'offline',
      model: read.text('LLM_MODEL') ?? OFFLINE_MODEL,
      embeddingModel: read.text('LLM_EMBEDDING_MODEL') ?? OFFLINE_EMBEDDING,
    };
  }
  const baseUrl = read.url('LLM_BASE_URL', { expected: 'an OpenAI-compatible address like https://openrouter.ai/api/v1' });
  const usual = usualModels(baseUrl);
  const model = read.text('LLM_MODEL') ?? usual?.model;
  if (model === undefined) read.fail('LLM_MODEL', undefined, 'the name of a model that LLM_BASE_URL serves');
  const apiKey = read.text('LLM_API_KEY');
  if (apiKey === undefined && !isOwnChoice(baseUrl)) read.fail('LLM_API_KEY', undefined, 'the key for LLM_BASE_URL');
  return { baseUrl, apiKey: apiKey ?? 'none', model: model ?? '', embeddingModel: read.text('LLM_EMBEDDING_MODEL') ?? usual?.embeddingModel ?? '' };
}

/** What a server is asked for when nobody named a model: OpenRouter chooses by itself, a server on this machine may stand before ours. */
function usualModels(baseUrl: string): { model: string; embeddingModel: string } | undefined {
  const host = URL.parse(baseUrl)?.hostname;
  if (host === 'openrouter.ai') return { model: 'openrouter/auto', embeddingModel: '' };
  return host !== undefined && isLoopbackUrl(baseUrl) ? { model: OFFLINE_MODEL, embeddingModel: OFFLINE_EMBEDDING } : undefined;
}

function readMasterKey(read: ConfigValues, sandboxed: boolean, dataDir: string): Buffer | undefined {
  return read.key('MASTER_KEY', read.text('MASTER_KEY') ?? (sandboxed ? keptSecret(dataDir, 'master-key') : undefined));
}

function deepFreeze<T extends object>(value: T): Readonly<T> {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null && !Buffer.isBuffer(member)) deepFreeze(member);
  return Object.freeze(value);
}
