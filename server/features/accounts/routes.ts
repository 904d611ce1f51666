import { z } from 'zod';

import { unauthorized } from '../../errors.ts';
import { route } from '../../http/route.ts';
import { CONSOLE_COOKIE } from './console-sign-in.ts';
import { presentSession } from './present.ts';
import { Account, AccountPatch, Connection, ConnectionTest, ConnectStart, ConsoleCode, ConsoleStart, Me, Member, MembersQuery, Session } from './schema.ts';
import { type Caller } from './sessions.ts';

const known = (caller: Caller | undefined): Caller => {
  if (!caller) throw unauthorized();
  return caller;
};

export const accountRoutes = [
  route({
    method: 'post',
    path: '/session',
    access: 'public',
    tag: 'Sign-in',
    summary: 'Exchange the one-time token of the CRM (header X-Auth-Token) for a session',
    headers: z.object({ 'X-Auth-Token': z.string().meta({ description: 'The one-time token the CRM gives a widget, good for one exchange.' }) }),
    response: Session,
    handle: async ({ cradle, request }) => presentSession(await cradle.sessions.exchange(request.header('x-auth-token'), request.ip)),
  }),
  route({
    method: 'post',
    path: '/session/console/start',
    access: 'public',
    tag: 'Sign-in',
    summary: 'Begin signing in to the console outside the CRM: open the address in a browser',
    body: ConsoleStart,
    response: ConnectStart,
    problems: { 404: 'Not installed in this account' },
    handle: async ({ cradle, body }) => ({ url: await cradle.consoleSignIn.start(body.subdomain) }),
  }),
  route({
    method: 'post',
    path: '/session/console',
    access: 'public',
    tag: 'Sign-in',
    summary: 'Exchange the one-use code of that sign-in for a session',
    body: ConsoleCode,
    response: Session,
    handle: async ({ cradle, body, request }) =>
      presentSession(await cradle.consoleSignIn.trade({ code: body.code, cookie: request.cookie(CONSOLE_COOKIE) }, request.ip)),
  }),
  route({
    method: 'delete',
    path: '/session',
    access: 'member',
    tag: 'Sign-in',
    summary: 'Sign out',
    handle: ({ cradle }) => cradle.sessions.signOut(known(cradle.caller)),
  }),
  route({
    method: 'delete',
    path: '/sessions',
    access: 'member',
    tag: 'Sign-in',
    summary: 'Sign out everywhere',
    handle: ({ cradle }) => {
      const { accountId, memberId } = known(cradle.caller);
      return cradle.sessions.signOutEverywhere(accountId, memberId);
    },
  }),
  route({
    method: 'get',
    path: '/me',
    access: 'member',
    tag: 'Account',
    summary: 'Who is signed in, and where',
    response: Me,
    handle: ({ cradle }) => cradle.accounts.me(known(cradle.caller)),
  }),
  route({
    method: 'patch',
    path: '/account',
    access: 'admin',
    tag: 'Account',
    summary: 'Switch the whole account off, to drafts, or to sending by itself',
    body: AccountPatch,
    response: Account,
    handle: ({ cradle, body }) => cradle.accounts.setMode(body.mode, known(cradle.caller)),
  }),
  route({
    method: 'get',
    path: '/members',
    access: 'member',
    tag: 'Account',
    summary: 'People of the account',
    query: MembersQuery,
    response: z.object({ items: z.array(Member), nextCursor: z.null() }),
    handle: async ({ cradle, query }) => ({ items: await cradle.accounts.members({ inactive: query.inactive === 'true' }), nextCursor: null }),
  }),
  route({
    method: 'get',
    path: '/crm/connection',
    access: 'member',
    tag: 'CRM',
    summary: 'State of the connection to the CRM',
    response: Connection,
    handle: ({ cradle }) => cradle.accounts.connection(),
  }),
  route({
    method: 'post',
    path: '/crm/connect',
    access: 'admin',
    tag: 'CRM',
    summary: 'Begin connecting: open the address in a browser',
    response: ConnectStart,
    handle: async ({ cradle }) => ({ url: await cradle.oauthStates.begin(known(cradle.caller)) }),
  }),
  route({
    method: 'post',
    path: '/crm/test',
    access: 'admin',
    tag: 'CRM',
    summary: 'Call the CRM once and say how it went',
    response: ConnectionTest,
    handle: ({ cradle }) => cradle.accounts.testConnection(),
  }),
];
