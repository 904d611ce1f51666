import { route } from '../../http/route.ts';
import { IdParams, page } from '../../http/shapes.ts';
import { DismissBody, Draft, DraftQuery, DraftRequest, SendBody, Why } from './schema.ts';

const tag = 'Drafts';

export const replyRoutes = [
  route({
    method: 'post',
    path: '/talks/:id/drafts',
    access: 'member',
    tag,
    summary: 'Write a draft now; streams `draft`, `delta` and the finished `draft`',
    params: IdParams,
    body: DraftRequest,
    response: Draft,
    stream: true,
    problems: { 409: 'The agent may not write here: the code names the gate' },
    handle: ({ cradle, params, body, request }) => cradle.replies.suggest(params.id, body.wish, request.signal),
  }),
  route({ method: 'get', path: '/talks/:id/why', access: 'member', tag, summary: 'Why it did or did not reply', params: IdParams, response: Why, handle: ({ cradle, params }) => cradle.replies.why(params.id) }),
  route({ method: 'get', path: '/drafts', access: 'member', tag, summary: 'List drafts, newest first', query: DraftQuery, response: page(Draft), handle: ({ cradle, query }) => cradle.replies.list(query) }),
  route({ method: 'get', path: '/drafts/:id', access: 'member', tag, summary: 'Read a draft with its evidence and trace', params: IdParams, response: Draft, handle: ({ cradle, params }) => cradle.replies.get(params.id) }),
  route({
    method: 'post',
    path: '/drafts/:id/send',
    access: 'member',
    tag,
    summary: 'Send a draft, as it is or edited',
    params: IdParams,
    body: SendBody,
    response: Draft,
    status: 202,
    problems: { 409: 'Sent or closed already, or a gate stops it: the code names it' },
    handle: ({ cradle, params, body }) => cradle.replies.send(params.id, body),
  }),
  route({ method: 'post', path: '/drafts/:id/dismiss', access: 'member', tag, summary: 'Put a draft aside', params: IdParams, body: DismissBody, response: Draft, problems: { 409: 'It has been sent' }, handle: ({ cradle, params, body }) => cradle.replies.dismiss(params.id, body.reason) }),
];
