import { setTimeout as wait } from 'node:timers/promises';

import { Router } from '@koa/router';

import { asMap, asText, parseBrackets } from '../api/body.ts';
import { problemOf } from '../api/problems.ts';
import { type Faults } from '../faults.ts';
import { type Sessions } from '../install/sessions.ts';
import { type SandboxState } from '../state.ts';
import { type TokenPair } from '../integration.ts';
import { consentPage } from './consent-page.ts';
import { type Integration } from './one-time-token.ts';
import { ACCESS_SECONDS, issueCode, issuePair, refreshPair } from './tokens.ts';

interface OauthDeps {
  state: SandboxState;
  faults: Faults;
  sessions: Sessions;
  integration: Integration;
}

interface RequestState {
  body: unknown;
}

class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, hint: string) {
    super(hint);
    this.status = status;
  }
}

const refusalBody = (refusal: Refusal): Record<string, unknown> => ({
  hint: refusal.message,
  title: 'Bad Request',
  type: 'https://developers.kommo.com/v3/errors/OAuthProblemJson',
  status: refusal.status,
  detail: 'Some parameters are missing or invalid',
});

/** Consent page and token endpoint. The latter is not under `/api/v4` and takes no Authorization header. */
export const createOauthRouter = ({ state, faults, sessions, integration }: OauthDeps): Router<RequestState> => {
  const router = new Router<RequestState>();

  const grant = (body: Record<string, unknown>): TokenPair => {
    if (body['client_id'] !== integration.clientId || body['client_secret'] !== integration.clientSecret)
      throw new Refusal(401, 'Client authentication failed');
    if (body['redirect_uri'] !== integration.redirectUri) throw new Refusal(400, 'Check the `redirect_uri` parameter');
    if (body['grant_type'] === 'refresh_token') {
      const pair = refreshPair(state, integration.clientId, asText(body['refresh_token']) ?? '');
      if (!pair) throw new Refusal(401, 'Token has been revoked');
      return pair;
    }
    if (body['grant_type'] !== 'authorization_code') throw new Refusal(400, 'Check that all required parameters have been provided');
    const code = state.data.codes.get(asText(body['code']) ?? '');
    if (!code) throw new Refusal(400, 'Cannot decrypt the authorization code');
    if (code.used) throw new Refusal(400, 'Authorization code has been revoked');
    if (code.expires_at <= state.now()) throw new Refusal(400, 'Authorization code has expired');
    code.used = true;
    return issuePair(state, integration.clientId, code.user_id, undefined);
  };

  router.post('/oauth2/access_token', async (ctx) => {
    const fault = faults.take('token');
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    if (fault?.status !== undefined) {
      const failure = problemOf(fault.status, '00000000-0000-0000-0000-000000000000');
      ctx.status = failure.status;
      ctx.type = 'application/problem+json';
      ctx.body = JSON.stringify(failure.body);
      return;
    }
    try {
      const pair = grant(asMap(ctx.state.body));
      if (fault?.drop) {
        ctx.respond = false;
        ctx.req.socket.destroy();
        return;
      }
      ctx.type = 'application/json';
      ctx.body = JSON.stringify({
        token_type: 'Bearer',
        expires_in: ACCESS_SECONDS,
        server_time: state.now(),
        access_token: pair.access,
        refresh_token: pair.refresh,
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      ctx.status = error.status;
      ctx.type = 'application/problem+json';
      ctx.body = JSON.stringify(refusalBody(error));
    }
  });

  /** Consent; the localized addresses lead to the same page. */
  for (const path of ['/oauth', '/es/oauth', '/br/oauth', '/id/oauth']) {
    router.get(path, (ctx) => {
      const query = parseBrackets(ctx.querystring);
      const user = sessions.userOf(ctx);
      ctx.type = 'text/html';
      if (query['client_id'] !== integration.clientId) {
        ctx.status = 404;
        ctx.body = consentPage({ kind: 'unknown' });
        return;
      }
      const installed = state.data.widget.status !== 'install';
      ctx.body = consentPage(
        user.is_admin || installed ? { kind: 'ask', user, account: state.data.account, state: asText(query['state']) ?? '' } : { kind: 'forbidden' },
      );
    });
  }

  router.post('/oauth', (ctx) => {
    const form = asMap(ctx.state.body);
    const user = sessions.userOf(ctx);
    const target = new URL(integration.redirectUri);
    const given = asText(form['state']) ?? '';
    if (form['decision'] !== 'allow') {
      target.search = new URLSearchParams({ error: 'access_denied', client_id: integration.clientId, ...(given === '' ? {} : { state: given }) }).toString();
      ctx.redirect(target.href);
      return;
    }
    if (!user.is_admin && state.data.widget.status === 'install') {
      ctx.status = 403;
      ctx.type = 'text/html';
      ctx.body = consentPage({ kind: 'forbidden' });
      return;
    }
    if (state.data.widget.status === 'install') state.data.widget.status = 'installed';
    const code = issueCode(state, user.id);
    target.search = new URLSearchParams({
      code,
      ...(given === '' ? {} : { state: given }),
      referer: state.host,
      client_id: integration.clientId,
      platform: '2',
    }).toString();
    state.announce({ kind: 'widget', action: 'authorized' });
    ctx.redirect(target.href);
  });

  return router;
};
