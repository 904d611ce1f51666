/** For tests: the services of this feature over a real database and a loopback server that plays Kommo. */
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
import { CLIENT_ID, CLIENT_SECRET, CRM_ID, ADMIN, REP, type Forgery, oneTimeToken, type FakeKommo } from './fake-kommo.testing.ts';

export class World {
  readonly clock = {
    time: new Date('2026-11-20T10:00:00Z'),
    now: () => new Date(this.clock.time),
    forward: (ms: number) => void (this.clock.time = new Date(this.clock.time.getTime() + ms)),
  };
  readonly sent: { name: string; data: unknown }[] = [];
  readonly log = pino({ level: 'silent' });
  readonly cancelled: string[] = [];
  readonly queue = {
    send: async (name: string, data: unknown) => void this.sent.push({ name, data }),
    cancelAll: async (accountId: string) => void this.cancelled.push(accountId),
  };
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
