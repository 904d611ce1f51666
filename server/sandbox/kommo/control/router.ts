import { PassThrough } from 'node:stream';

import { Router } from '@koa/router';

import { asMap, asText } from '../api/body.ts';
import { type LedgerEntry } from '../integration.ts';
import { rateOf } from '../ledger.ts';
import { type Integration, isTokenVariant, signOneTimeToken, TOKEN_VARIANTS } from '../oauth/one-time-token.ts';
import { openTalk } from '../ops/talks.ts';
import { type Lead } from '../types.ts';
import { ACTS } from './acts.ts';
import { BadAct, type Body } from './asking.ts';
import { createSystemActs, type SystemDeps } from './system-acts.ts';

interface ControlDeps extends SystemDeps {
  integration: Integration;
  productUrl: string;
}

interface RequestState {
  body: unknown;
}

const KEEP_ALIVE_MS = 15_000;
/** A large account is not told of whole. */
const LEADS_TOLD = 500;

/** Everything a script, a test or the page does to the sandbox itself; nothing here exists on the platform. */
export const createControlRouter = (deps: ControlDeps): Router<RequestState> => {
  const { state, sessions, integration, sender, productUrl } = deps;
  const system = createSystemActs(deps);
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

  const act = async (body: Body): Promise<unknown> => {
    const kind = asText(body['kind']) ?? '';
    if (Object.hasOwn(system, kind)) return system[kind as keyof typeof system](body);
    const work = Object.hasOwn(ACTS, kind) ? ACTS[kind as keyof typeof ACTS] : undefined;
    if (!work) throw new BadAct(`kind must be one of ${[...Object.keys(ACTS), ...Object.keys(system)].join(', ')}`);
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
      leads: [...state.data.leads.values()]
        .filter(({ is_deleted }) => !is_deleted)
        .slice(0, LEADS_TOLD)
        .map(describe),
    };
  });

  const ledgerSince = (asked: unknown): LedgerEntry[] => {
    const since = Date.parse(asText(asked) ?? '');
    return state.data.ledger.filter(({ at }) => Number.isNaN(since) || Date.parse(at) >= since);
  };

  router.get('/ledger', (ctx) => {
    ctx.body = ledgerSince(ctx.query['since']);
  });

  /** Whether the product keeps to seven requests a second; `since` as above. */
  router.get('/rate', (ctx) => {
    ctx.body = rateOf(ledgerSince(ctx.query['since']));
  });

  /** Bodies that wait for another attempt, for tests of what happens when the product is away. */
  router.get('/deliveries', (ctx) => {
    ctx.body = [...state.data.deliveries.values()].map(({ id, attempts, due_at }) => ({ id, attempts, dueAt: new Date(due_at).toISOString() }));
  });

  /** What became of the hooks: sent, taken, given up, and the bodies a fault has dropped. */
  router.get('/hooks', (ctx) => {
    ctx.body = { ...sender.tally, waiting: state.data.deliveries.size, timeScale: sender.timeScale };
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
