/** Kommo for the tests of accounts: its one-time tokens and its token endpoint. */
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

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
