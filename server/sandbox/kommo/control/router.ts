import { PassThrough } from 'node:stream';

import { Router } from '@koa/router';

import { asInt, asMap, asText } from '../api/body.ts';
import { type RateLimit } from '../api/rate-limit.ts';
import { type Fault, FAULT_TARGETS, type Faults } from '../faults.ts';
import { type Marketplace } from '../install/marketplace.ts';
import { type Sessions } from '../install/sessions.ts';
import { type Integration, isTokenVariant, signOneTimeToken, TOKEN_VARIANTS } from '../oauth/one-time-token.ts';
import { openTalk } from '../ops/talks.ts';
import { type SandboxState } from '../state.ts';
import { type Lead } from '../types.ts';
import { ACTS, BadAct, type Body } from './acts.ts';

interface ControlDeps {
  state: SandboxState;
  faults: Faults;
  limit: RateLimit;
  sessions: Sessions;
  integration: Integration;
  marketplace: Marketplace;
  productUrl: string;
}

interface RequestState {
  body: unknown;
}

const SYSTEM_KINDS = ['install', 'uninstall', 'fault', 'reset'] as const;
const KEEP_ALIVE_MS = 15_000;

const readFault = (body: Body): Fault => {
  const on = FAULT_TARGETS.find((target) => target === body['on']);
  if (!on) throw new BadAct(`on must be one of ${FAULT_TARGETS.join(', ')}`);
  return {
    on,
    count: asInt(body['count']) ?? 1,
    status: asInt(body['status']),
    delayMs: asInt(body['delayMs']),
    drop: body['drop'] === true,
    duplicate: body['duplicate'] === true,
    shuffle: body['shuffle'] === true,
    path: asText(body['path']),
  };
};

/** Everything a script, a test or the page does to the sandbox itself; nothing here exists on the platform. */
export const createControlRouter = (deps: ControlDeps): Router<RequestState> => {
  const { state, faults, limit, sessions, integration, marketplace, productUrl } = deps;
  const router = new Router<RequestState>({ prefix: '/_sandbox' });

  const describe = (lead: Lead): Body => {
    const contact = state.data.contacts.get(lead.contact_ids[0] ?? 0);
    const talks = [...state.data.talks.values()].filter(({ entity_id }) => entity_id === lead.id);
    const talk = talks.findLast(({ is_in_work }) => is_in_work) ?? (contact && openTalk(state, contact.id)) ?? talks.at(-1);
    return {
      id: lead.id,
      name: lead.name,
      language: lead.language,
      contactId: contact?.id,
      contactName: contact?.name,
      ...(talk?.entity_id === lead.id ? { talkId: talk.talk_id } : {}),
      pipelineId: lead.pipeline_id,
      statusId: lead.status_id,
      responsibleUserId: lead.responsible_user_id,
    };
  };

  const system = async (kind: (typeof SYSTEM_KINDS)[number], body: Body): Promise<Body> => {
    if (kind === 'install') return marketplace.install(sessions.named(asText(body['user']) ?? 'admin')?.id ?? sessions.admin().id);
    if (kind === 'uninstall') return marketplace.uninstall();
    if (kind === 'fault') {
      faults.add(readFault(body));
      return { ok: true };
    }
    faults.clear();
    limit.reset();
    state.reset();
    return { ok: true };
  };

  const act = async (body: Body): Promise<Body> => {
    const kind = asText(body['kind']) ?? '';
    const named = SYSTEM_KINDS.find((candidate) => candidate === kind);
    if (named) return system(named, body);
    const work = Object.hasOwn(ACTS, kind) ? ACTS[kind as keyof typeof ACTS] : undefined;
    if (!work) throw new BadAct(`kind must be one of ${[...Object.keys(ACTS), ...SYSTEM_KINDS].join(', ')}`);
    return work(state, body);
  };

  router.use((ctx, next) => {
    const origin = ctx.get('origin');
    if (ctx.method !== 'POST' || origin === '' || URL.parse(origin)?.host === ctx.get('host')) return next();
    // Any page a person has open can post here; only ours may.
    ctx.status = 403;
    ctx.body = { error: 'This page may not control the sandbox.' };
    return undefined;
  });

  router.get('/', (ctx) => {
    const rep = sessions.named('rep') ?? sessions.admin();
    const { id, subdomain } = state.data.account;
    ctx.body = {
      productUrl,
      hookUrl:
        [...state.data.webhooks.values()].find(({ destination }) => destination.startsWith(productUrl))?.destination ??
        [...state.data.webhooks.values()][0]?.destination ??
        null,
      account: { id, subdomain },
      clientUuid: integration.clientId,
      tokens: { admin: signOneTimeToken(state, integration, sessions.admin()), rep: signOneTimeToken(state, integration, rep) },
      leads: [...state.data.leads.values()].filter(({ is_deleted }) => !is_deleted).map(describe),
    };
  });

  router.get('/ledger', (ctx) => {
    const since = Date.parse(asText(ctx.query['since']) ?? '');
    ctx.body = state.data.ledger.filter(({ at }) => Number.isNaN(since) || Date.parse(at) >= since);
  });

  /** Bodies that wait for another attempt, for tests of what happens when the product is away. */
  router.get('/deliveries', (ctx) => {
    ctx.body = [...state.data.deliveries.values()].map(({ id, attempts, due_at }) => ({ id, attempts, dueAt: new Date(due_at).toISOString() }));
  });

  router.get('/login', (ctx) => {
    const user = sessions.signIn(ctx, asText(ctx.query['user']) ?? 'admin');
    if (!user) {
      ctx.status = 404;
      ctx.body = { error: 'There is no such user. Use admin, rep or a user id.' };
      return;
    }
    const to = asText(ctx.query['to']) ?? '';
    // A path of this origin only; `//host` and `/\host` lead elsewhere.
    if (/^\/(?![/\\])/.test(to)) ctx.redirect(to);
    else ctx.body = { id: user.id, name: user.name, isAdmin: user.is_admin };
  });

  router.post('/token', (ctx) => {
    const { user: name, variant = 'good' } = asMap(ctx.state.body);
    const user = sessions.named(typeof name === 'number' ? String(name) : (asText(name) ?? 'admin'));
    if (!user || !isTokenVariant(variant)) {
      ctx.status = 400;
      ctx.body = { error: `user must be admin, rep or an id; variant one of ${Object.keys(TOKEN_VARIANTS).join(', ')}` };
      return;
    }
    ctx.body = { token: signOneTimeToken(state, integration, user, TOKEN_VARIANTS[variant](state.now())) };
  });

  router.post('/act', async (ctx) => {
    try {
      ctx.body = await act(asMap(ctx.state.body));
    } catch (error) {
      if (!(error instanceof BadAct)) throw error;
      ctx.status = 400;
      ctx.body = { error: error.message };
    }
  });

  /** Server-sent events: one line for each change, for pages that show the account live. */
  router.get('/live', (ctx) => {
    const stream = new PassThrough();
    const stop = state.subscribe((change) => stream.write(`data: ${JSON.stringify(change)}\n\n`));
    const beat = setInterval(() => stream.write(': alive\n\n'), KEEP_ALIVE_MS);
    beat.unref();
    stream.once('close', () => {
      clearInterval(beat);
      stop();
    });
    stream.write(': alive\n\n');
    ctx.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    ctx.body = stream;
  });

  return router;
};
