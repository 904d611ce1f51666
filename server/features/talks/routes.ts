import { route } from '../../http/route.ts';
import { IdParams, ListQuery, page } from '../../http/shapes.ts';
import { PauseBody, Talk, TalkMessage, TalkPatch, TalkQuery } from './schema.ts';

const tag = 'Talks';

export const talkRoutes = [
  route({
    method: 'get',
    path: '/talks',
    access: 'member',
    tag,
    summary: 'List talks, newest first',
    query: TalkQuery,
    response: page(Talk),
    handle: ({ cradle, query }) => cradle.talks.list(query),
  }),
  route({
    method: 'get',
    path: '/talks/:id',
    access: 'member',
    tag,
    summary: 'Read a talk',
    params: IdParams,
    response: Talk,
    handle: ({ cradle, params }) => cradle.talks.get(params.id),
  }),
  route({
    method: 'patch',
    path: '/talks/:id',
    access: 'member',
    tag,
    summary: 'Switch the agent in a talk',
    params: IdParams,
    body: TalkPatch,
    response: Talk,
    problems: { 409: 'Somebody else changed it meanwhile' },
    handle: ({ cradle, params, body }) => cradle.talks.setMode(params.id, body.mode, body.version),
  }),
  route({
    method: 'get',
    path: '/talks/:id/messages',
    access: 'member',
    tag,
    summary: 'List the messages of a talk, newest first',
    params: IdParams,
    query: ListQuery,
    response: page(TalkMessage),
    handle: ({ cradle, params, query }) => cradle.talks.messages(params.id, query),
  }),
  route({
    method: 'post',
    path: '/talks/:id/pause',
    access: 'member',
    tag,
    summary: 'Pause the agent in a talk',
    params: IdParams,
    body: PauseBody,
    response: Talk,
    handle: ({ cradle, params, body }) => cradle.talks.pause(params.id, body.minutes),
  }),
  route({
    method: 'post',
    path: '/talks/:id/resume',
    access: 'member',
    tag,
    summary: 'Let the agent go on in a talk',
    params: IdParams,
    response: Talk,
    handle: ({ cradle, params }) => cradle.talks.resume(params.id),
  }),
];
