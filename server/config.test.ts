import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { ConfigError, configTable, readConfig } from './config.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'config-'));
const KEY = Buffer.alloc(32, 7).toString('base64');
const SECRET = 's'.repeat(40);
const production = (extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  DATA_DIR: folder(),
  PUBLIC_URL: 'https://sales.example.com/',
  MASTER_KEY: KEY,
  KOMMO_CLIENT_ID: '00000000-0000-4000-8000-000000000001',
  KOMMO_CLIENT_SECRET: SECRET,
  LLM_BASE_URL: 'https://openrouter.ai/api/v1/',
  LLM_API_KEY: 'key',
  LLM_MODEL: 'some/model',
  ...extra,
});

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('without settings', () => {
  it('runs the sandbox with secrets kept in private files', () => {
    const dir = folder();
    const first = readConfig({ DATA_DIR: dir });
    const second = readConfig({ DATA_DIR: dir });

    expect(first.sandbox).toEqual({ port: 3001, origin: 'http://localhost:3001', prepared: true });
    expect(readConfig({ DATA_DIR: dir, SANDBOX_FRESH: 'on' }).sandbox).toMatchObject({ prepared: false });
    expect(first.kommo.originOverride).toBe('http://127.0.0.1:3001');
    expect(first.kommo.redirectUri).toBe('http://localhost:3000/oauth/kommo/callback');
    expect(first.llm).toMatchObject({ baseUrl: 'http://127.0.0.1:3001/v1', model: 'souffleur-offline-demo' });
    expect(first.egressAllow).toEqual(['127.0.0.1:3001']);
    expect(second.masterKey.equals(first.masterKey)).toBe(true);
    expect(second.kommo.clientSecret).toBe(first.kommo.clientSecret);
    expect(Buffer.byteLength(first.kommo.clientSecret)).toBeGreaterThanOrEqual(32);
    expect(readConfig({ DATA_DIR: folder() }).kommo.clientSecret).not.toBe(first.kommo.clientSecret);
    for (const name of ['client-secret', 'master-key']) expect(statSync(join(dir, 'secrets', name)).mode & 0o777).toBe(0o600);
  });

  it('is frozen to the bottom', () => {
    const config = readConfig({ DATA_DIR: folder() });
    expect(() => Object.assign(config.kommo, { clientSecret: 'other' })).toThrow(TypeError);
    expect(() => (config.egressAllow as string[]).push('10.0.0.1:80')).toThrow(TypeError);
  });
});

describe('in production', () => {
  it('reads everything given', () => {
    const config = readConfig(production({ ROLES: 'http, worker', TRUSTED_PROXIES: '10.0.0.0/8,::1', PORT: '8080', EGRESS_ALLOW: '10.0.0.5:8080' }));
    expect(config).toMatchObject({
      sandbox: undefined,
      publicUrl: 'https://sales.example.com',
      port: 8080,
      roles: ['http', 'worker'],
      trustedProxies: ['10.0.0.0/8', '::1'],
      egressAllow: ['10.0.0.5:8080'],
      apiDocs: false,
      llm: { baseUrl: 'https://openrouter.ai/api/v1', embeddingModel: '' },
    });
    expect(config.kommo.originOverride).toBeUndefined();
  });

  it('allows a model on this machine because the operator named it', () => {
    expect(readConfig(production({ LLM_BASE_URL: 'http://localhost:11434/v1', LLM_API_KEY: '' })).egressAllow).toEqual(['localhost:11434']);
  });

  it('can be forced into the sandbox and out of it', () => {
    expect(readConfig(production({ SANDBOX: 'on' })).sandbox).toBeDefined();
    expect(problemsOf({ DATA_DIR: folder(), SANDBOX: 'off' }).map((problem) => problem.split(':')[0])).toEqual(
      expect.arrayContaining(['KOMMO_CLIENT_ID', 'KOMMO_CLIENT_SECRET', 'MASTER_KEY', 'LLM_BASE_URL', 'LLM_MODEL']),
    );
  });
});

describe('a wrong variable stops the start with a sentence', () => {
  it.each([
    ['PORT', '0'],
    ['PORT', '70000'],
    ['PORT', '12a'],
    ['SANDBOX_PORT', '-1'],
    ['PUBLIC_URL', 'http://sales.example.com'],
    ['PUBLIC_URL', 'sales.example.com'],
    ['PUBLIC_URL', 'https://sales.example.com/app'],
    ['DATABASE_URL', 'mysql://root@localhost/x'],
    ['ROLES', 'http,cron'],
    ['ROLES', ','],
    ['MASTER_KEY', 'c2hvcnQ='],
    ['MASTER_KEY_PREVIOUS', 'c2hvcnQ='],
    ['SANDBOX', 'maybe'],
    ['KOMMO_CLIENT_ID', 'not-a-uuid'],
    ['KOMMO_CLIENT_SECRET', 'short'],
    ['KOMMO_DOMAINS', 'https://kommo.com'],
    ['KOMMO_DOMAINS', 'com'],
    ['LLM_BASE_URL', 'ftp://models.example.com'],
    ['LLM_BASE_URL', 'https://user:pass@models.example.com'],
    ['EGRESS_ALLOW', '10.0.0.5'],
    ['EGRESS_ALLOW', '10.0.0.5:99999'],
    ['TRUSTED_PROXIES', 'proxy.local'],
    ['METRICS_TOKEN', 'short'],
    ['API_DOCS', 'yes'],
    ['LOG_LEVEL', 'verbose'],
  ])('%s=%s', (name, value) => {
    const problems = problemsOf(production({ [name]: value }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: read .+, expected .+\\.$`));
  });

  it('never repeats a secret', () => {
    const canaries = {
      MASTER_KEY: 'canary-master',
      KOMMO_CLIENT_SECRET: 'canary-client',
      METRICS_TOKEN: 'canary-metric',
      DATABASE_URL: 'mysql://u:canary-database@h/d',
      LLM_BASE_URL: 'https://u:canary-llm@h/v1',
    };
    const text = problemsOf(production(canaries)).join('\n');
    expect(text).toContain('MASTER_KEY: read a value of 13 characters');
    expect(text).not.toContain('canary');
    expect(problemsOf(production(canaries))).toHaveLength(5);
  });
});

it('documents every variable that it reads', () => {
  const names = new Set<string>();
  const env = production({ SANDBOX: 'on', LLM_BASE_URL: '', LLM_MODEL: '' });
  const spy = (source: NodeJS.ProcessEnv): NodeJS.ProcessEnv => new Proxy(source, { get: (target, name) => (names.add(String(name)), target[String(name)]) });
  readConfig(spy(env));
  readConfig(spy(production()));
  expect([...names].sort()).toEqual(configTable.map((row) => row.name).sort());
});
