/** For tests: the services of this feature over a real database and a loopback server that plays Kommo. */
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type Logger, pino } from 'pino';

import { type Config } from '../../config.ts';
import { newId } from '../../db/base.ts';
import { type Live } from '../../db/live.ts';
import { type TestDatabase } from '../../db/testing.ts';
import { CrmDoor } from '../../egress/crm-door.ts';
import { Egress } from '../../egress/egress.ts';
import { Governor } from '../../egress/governor.ts';
import { ActivityService } from '../activity/service.ts';
import { Notify } from '../notifications/notify.ts';
import { Audit } from './audit.ts';
import { ConnectionTokens } from './connection-tokens.ts';
import { Connections } from './connections.ts';
import { ConsoleSignIn } from './console-sign-in.ts';
import { Directory } from './directory.ts';
import { Account, Connection, Member } from './entities.ts';
import { Install } from './install.ts';
import { OauthClient } from './oauth-client.ts';
import { OauthStates } from './oauth-states.ts';
import { Origins } from './origins.ts';
import { Secret } from './secret.ts';
import { Accounts } from './service.ts';
import { Sessions } from './sessions.ts';
import { Uninstall } from './uninstall.ts';
import { Vault } from './vault.ts';

export const CLIENT_ID = '6f0e21b7-3c58-4d9a-8e47-1b2c3d4e5f60';
export const CLIENT_SECRET = 'a-client-secret-of-more-than-32-bytes';
export const CRM_ID = '31415926';
export const ADMIN = '10431207';
export const REP = '10431299';

const b64 = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export interface Forgery {
  header?: object;
  secret?: string;
  claims?: object;
}

/** As Kommo signs it; `claims` are laid over the good ones, undefined ones are left out. */
export function oneTimeToken(now: Date, { header = { typ: 'JWT', alg: 'HS256' }, secret = CLIENT_SECRET, claims = {} }: Forgery = {}): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const good = {
    iss: 'https://demo.kommo.com',
    aud: 'http://localhost',
    jti: randomUUID(),
    iat: seconds,
    nbf: seconds,
    exp: seconds + 1800,
    account_id: Number(CRM_ID),
    user_id: Number(ADMIN),
    subdomain: 'demo',
    client_uuid: CLIENT_ID,
  };
  const input = `${b64(header)}.${b64({ ...good, ...claims })}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** What the fake answers next to a refresh, then it is well again. */
type Trouble = 'lost' | 'refuse' | 'broken';

/** Kommo's token endpoint with rotation, the account and its users, on a loopback port. */
export class FakeKommo {
  readonly calls: { path: string; host: string; authorization: string }[] = [];
  readonly codes = new Set<string>();
  refreshToken = 'refresh-0';
  accessToken = '';
  /** Access tokens that are taken. */
  readonly accepted = new Set<string>();
  tokenCalls = 0;
  trouble: Trouble[] = [];
  user = ADMIN;
  admins = new Set([ADMIN]);
  /** Switched off in the CRM. */
  inactive = new Set<string>();
  /** Gone from the account. */
  left = new Set<string>();
  subdomain = 'demo';
  crmId = CRM_ID;
  unauthorized = false;
  /** ms before the token endpoint answers. */
  delay = 0;
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  issue(): { access_token: string; refresh_token: string; expires_in: number; token_type: string } {
    this.accessToken = `${b64({ alg: 'RS256' })}.${b64({ account_id: Number(this.crmId), sub: this.user, scopes: ['crm'], jti: randomUUID() })}.sig`;
    this.accepted.add(this.accessToken);
    this.refreshToken = `refresh-${randomUUID()}`;
    return { token_type: 'Bearer', expires_in: 86_400, access_token: this.accessToken, refresh_token: this.refreshToken };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    this.calls.push({ path, host: String(request.headers['x-forwarded-host']), authorization: request.headers.authorization ?? '' });
    const json = (status: number, body: unknown): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (path === '/oauth2/access_token') return this.#token(request, response, json);
    if (this.unauthorized || !this.accepted.has(request.headers.authorization?.slice('Bearer '.length) ?? ''))
      return json(401, { title: 'Unauthorized', status: 401 });
    if (path === '/api/v4/account') return json(200, { id: Number(this.crmId), name: 'Lighthouse', subdomain: this.subdomain });
    if (path.startsWith('/api/v4/users/')) return this.#user(path.slice('/api/v4/users/'.length), request.headers.authorization ?? '', json);
    if (path === '/api/v4/webhooks') return json(401, { title: 'Unauthorized', status: 401 });
    return json(200, { path });
  }

  /** Only an administrator's token may ask. */
  #user(id: string, authorization: string, json: (status: number, body: unknown) => void): void {
    const { sub } = JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
    if (!this.admins.has(sub)) return json(403, {});
    if (this.left.has(id)) return json(404, {});
    json(200, { id: Number(id), name: `User ${id}`, rights: { is_admin: this.admins.has(id), is_active: !this.inactive.has(id) } });
  }

  async #token(request: IncomingMessage, response: ServerResponse, json: (status: number, body: unknown) => void): Promise<void> {
    this.tokenCalls++;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
    await new Promise((resolve) => setTimeout(resolve, this.delay));
    const good = body.client_secret === CLIENT_SECRET && body.client_id === CLIENT_ID && body.redirect_uri === 'http://localhost:3000/oauth/kommo/callback';
    const trouble = this.trouble.shift();
    if (trouble === 'lost') return void response.destroy();
    if (trouble === 'broken') return json(503, {});
    const granted = body.grant_type === 'authorization_code' ? this.codes.delete(body.code ?? '') : body.refresh_token === this.refreshToken;
    if (!good || !granted || trouble === 'refuse') return json(401, { hint: 'Token has been revoked', status: 401 });
    json(200, this.issue());
  }
}

export class World {
  readonly clock = {
    time: new Date('2026-11-20T10:00:00Z'),
    now: () => new Date(this.clock.time),
    forward: (ms: number) => void (this.clock.time = new Date(this.clock.time.getTime() + ms)),
  };
  readonly sent: { name: string; data: unknown }[] = [];
  readonly log = pino({ level: 'silent' });
  readonly queue = { send: async (name: string, data: unknown) => void this.sent.push({ name, data }) };
  readonly db: TestDatabase;
  readonly kommo: FakeKommo;
  readonly config: Config;
  readonly egress: Egress;
  readonly accountId = newId();

  constructor(db: TestDatabase, kommo: FakeKommo, origin: string) {
    this.db = db;
    this.kommo = kommo;
    this.config = {
      roles: ['http'],
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      dataDir: '/nowhere',
      databaseUrl: undefined,
      masterKey: Buffer.alloc(32, 7),
      previousMasterKey: undefined,
      sandbox: { port: 3001, origin: 'http://localhost:3001', prepared: true },
      kommo: {
        clientId: CLIENT_ID,
        clientSecret: CLIENT_SECRET,
        redirectUri: 'http://localhost:3000/oauth/kommo/callback',
        domains: ['kommo.com'],
        originOverride: origin,
      },
      llm: { baseUrl: `${origin}/v1`, apiKey: 'none', model: 'm', embeddingModel: '' },
      egressAllow: [],
      trustedProxies: [],
      metricsToken: undefined,
      apiDocs: true,
      logLevel: 'silent',
      version: '0.0.0',
    };
    this.egress = new Egress({ config: this.config, log: this.log });
  }

  /** Everything that is logged, as it would be written. */
  recordingLog(lines: string[]): Logger {
    return pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  }

  /** Another call is another process: nothing but the database is shared. */
  services() {
    const base = { config: this.config, tenancy: this.db.tenancy, clock: this.clock, egress: this.egress, queue: this.queue, log: this.log };
    const crmDoor = new CrmDoor({ egress: this.egress, governor: new Governor({ ...base, oneTrip: this.db.oneTrip }) });
    const audit = new Audit(base);
    const directory = new Directory(base);
    const vault = new Vault(base);
    const sessions = new Sessions({ ...base, audit, directory });
    const oauth = new OauthClient({ ...base, crmDoor });
    const oauthStates = new OauthStates(base);
    const live = { publish: async (): Promise<void> => undefined } as unknown as Live;
    const activityOf = (accountId: string): ActivityService => new ActivityService({ accountId, caller: undefined, clock: this.clock, live });
    const notifyOf = (accountId: string): Notify => new Notify({ accountId, clock: this.clock, live });
    const connectionTokens = new ConnectionTokens({ ...base, vault, oauth, audit, notifyOf });
    const consoleSignIn = new ConsoleSignIn({ ...base, crmDoor, audit, directory, oauth, oauthStates, sessions, connectionTokens });
    const install = new Install({ ...base, vault, audit, directory, oauth, oauthStates, consoleSignIn, activityOf });
    const uninstall = new Uninstall({ ...base, audit, directory, sessions, activityOf });
    const connections = (accountId = this.accountId): Connections => new Connections({ accountId, connectionTokens, crmDoor });
    const accounts = (accountId = this.accountId): Accounts =>
      new Accounts({
        em: this.db.tenancy.forAccount(accountId),
        accountId,
        clock: this.clock,
        audit,
        connections: connections(accountId),
        activity: activityOf(accountId),
      });
    return {
      ...base,
      crmDoor,
      audit,
      directory,
      vault,
      sessions,
      oauth,
      oauthStates,
      connectionTokens,
      consoleSignIn,
      install,
      uninstall,
      origins: new Origins({ ...base, directory }),
      connections,
      accounts,
    };
  }

  /** An account with its admin and rep; connected with what the fake would accept. `hoursLeft` of the access token. */
  async account({
    id = this.accountId,
    crmId = CRM_ID,
    subdomain = 'demo',
    hoursLeft = 24,
  }: { id?: string; crmId?: string; subdomain?: string; hoursLeft?: number } = {}): Promise<void> {
    const { vault, connectionTokens } = this.services();
    const em = this.db.tenancy.forAccount(id);
    const now = this.clock.now();
    await em.insert(Account, {
      id,
      crm: 'kommo',
      crmId,
      subdomain,
      host: `${subdomain}.kommo.com`,
      name: subdomain,
      mode: 'draft',
      language: 'en',
      currency: 'USD',
      timezone: 'UTC',
      dataKey: vault.newDataKey(id),
      installedAt: now,
      createdAt: now,
      updatedAt: now,
    });
    for (const [crmUserId, role] of [
      [ADMIN, 'admin'],
      [REP, 'rep'],
    ] as const) {
      await em.insert(Member, { id: newId(), accountId: id, crmUserId, name: role, role, language: 'en', active: true, createdAt: now, updatedAt: now });
    }
    const row = newId();
    const pair = this.kommo.issue();
    const sealed = await connectionTokens.seal(id, row, {
      access: new Secret(pair.access_token),
      refresh: new Secret(pair.refresh_token),
      expiresIn: pair.expires_in,
    });
    await em.insert(Connection, {
      id: row,
      accountId: id,
      state: 'connected',
      ...sealed,
      expiresAt: new Date(now.getTime() + hoursLeft * 3_600_000),
      scopes: ['crm'],
      crmUserId: ADMIN,
      generation: 1,
      refreshedAt: now,
      createdAt: now,
      updatedAt: now,
    });
  }

  token(forgery: Forgery = {}): string {
    return oneTimeToken(this.clock.now(), forgery);
  }

  connection(accountId = this.accountId): Promise<Connection> {
    return this.db.tenancy.forAccount(accountId).findOneOrFail(Connection, { accountId });
  }
}
