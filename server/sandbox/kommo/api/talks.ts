import { setTimeout as wait } from 'node:timers/promises';

import { closeTalk, messagesOf, sendMessage } from '../ops/talks.ts';
import { type Talk } from '../types.ts';
import { asMap, asText } from './body.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, sendHal } from './context.ts';
import { filterValues, inRange, isOneOf, sendPage } from './lists.ts';
import { emptyData, invalidData, invalidScope, missing, paymentRequired, problemOf, unprocessable } from './problems.ts';
import { messageJson, talkJson } from './render.ts';

/** A provoked failure of `send_message`, with the words the platform has for it. */
const provoked = (status: number, url: string): Error => {
  if (status === 402) return paymentRequired('Over chat API limit');
  if (status === 403) return invalidScope();
  if (status === 404) return missing('POST', url);
  if (status === 422) return unprocessable('Talk is already closed');
  return problemOf(status, '00000000-0000-0000-0000-000000000000');
};

export const addTalkRoutes = (router: ApiRouter, { state, faults, replyAuthor }: ApiDeps): void => {
  const talkOf = (ctx: ApiContext): Talk => {
    const talk = state.data.talks.get(Number(ctx.params['id']));
    if (!talk) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    return talk;
  };

  router.get('/talks', (ctx) => {
    const contacts = isOneOf(ctx, 'contact_id');
    const only = filterValues(ctx, 'only_in_work')?.[0] ?? ctx.state.query['only_in_work'];
    const talks = [...state.data.talks.values()].filter((talk) => contacts(talk.contact_id) && (only !== '1' && only !== 'true' ? true : talk.is_in_work));
    sendPage(
      ctx,
      state,
      'talks',
      talks.toSorted((a, b) => b.updated_at - a.updated_at || b.talk_id - a.talk_id),
      (talk) => talkJson(state, talk),
    );
  });

  router.get('/talks/:id', (ctx) => sendHal(ctx, talkJson(state, talkOf(ctx))));

  router.post('/talks/:id/close', (ctx) => {
    const talk = talkOf(ctx);
    if (!talk.is_in_work) throw unprocessable('Talk is already closed');
    closeTalk(state, talk);
    ctx.status = 202;
    ctx.type = 'text/plain';
    ctx.body = 'Accepted';
  });

  router.get('/talks/:id/messages', (ctx) => {
    const talk = talkOf(ctx);
    if (!ctx.state.scopes.includes('list_external_messages')) throw invalidScope();
    const created = inRange(ctx, 'created_at');
    sendPage(
      ctx,
      state,
      'messages',
      messagesOf(state, talk.talk_id).filter((message) => created(message.created_at)),
      (message) => messageJson(talk, message),
    );
  });

  router.post('/talks/:id/send_message', async (ctx) => {
    const talk = talkOf(ctx);
    if (!ctx.state.scopes.includes('send_external_messages')) throw invalidScope();
    const { text: raw } = asMap(ctx.state.body);
    if (raw === undefined) throw emptyData();
    const text = asText(raw)?.trim() ?? '';
    if (text === '') throw invalidData([{ request_id: '0', errors: [{ code: 'NotBlank', path: 'text', detail: 'This value should not be blank.' }] }]);
    if (!talk.is_in_work) throw unprocessable('Talk is already closed');
    const fault = faults.take('send_message');
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    if (fault?.status !== undefined) throw provoked(fault.status, `${state.baseUrl}${ctx.originalUrl}`);
    const message = sendMessage(state, talk, { text }, replyAuthor === 'bot' ? 'bot' : ctx.state.user);
    if (fault?.drop) {
      ctx.respond = false;
      ctx.req.socket.destroy();
      return;
    }
    sendHal(ctx, { id: message.id }, 202);
  });
};
