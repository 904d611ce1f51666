/** The OpenAPI 3.1 document, made from the very table the routes are mounted from. */
import { type z } from 'zod';
import { createDocument, type ZodOpenApiObject, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi';

import { type Config } from '../config.ts';
import { type Route } from './route.ts';
import { Problem } from './shapes.ts';

const COMMON: Record<number, string> = { 400: 'The request is not valid', 429: 'Too many requests', 500: 'A fault on our side' };
const SIGNED_IN: Record<number, string> = { 401: 'Not signed in', 403: 'The role does not allow it', 404: 'There is no such thing in this account' };
const WRITES = ['post', 'put', 'patch', 'delete'];

const IDEMPOTENCY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 200 },
  description: 'Makes a repeated request answer what the first one answered, for a day.',
} as const;

const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: Problem } } });

/** OpenAPI 3.1 knows one schema a body and no events. */
const streamOf = ({ response }: Route): string =>
  `Server-sent events${response ? '. The schema is that of the data of the last one, unless that is `error`' : ''}`;

function responses(route: Route): ZodOpenApiResponsesObject {
  const failures = { ...COMMON, ...(route.access === 'public' ? { 401: SIGNED_IN[401] ?? '' } : SIGNED_IN), ...route.problems };
  const status = String(route.status ?? (route.stream || route.download || route.response ? 200 : 204)) as '200';
  const types = route.stream ? ['text/event-stream'] : route.download;
  const content = types
    ? Object.fromEntries(types.map((type) => [type, { schema: (route.stream && route.response) || { type: 'string' as const } }]))
    : route.response && { 'application/json': { schema: route.response } };
  return {
    [status]: { description: route.stream ? streamOf(route) : 'Done', ...(content ? { content } : {}) },
    ...Object.fromEntries(Object.entries(failures).map(([code, description]) => [code, problem(description)])),
  };
}

function operation(route: Route): ZodOpenApiOperationObject {
  const requestParams = {
    ...(route.params ? { path: route.params as z.ZodObject } : {}),
    ...(route.query ? { query: route.query as z.ZodObject } : {}),
    ...(route.headers ? { header: route.headers } : {}),
  };
  return {
    operationId: `${route.method}${route.path.replace(/[/:-]+(\w)?/g, (_match, letter: string | undefined) => letter?.toUpperCase() ?? '')}`,
    tags: [route.tag],
    summary: route.summary,
    ...(route.access === 'admin' ? { description: 'Administrators only.' } : {}),
    requestParams,
    ...(WRITES.includes(route.method) && route.access !== 'public' && !route.stream ? { parameters: [IDEMPOTENCY] } : {}),
    ...(route.body ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } } : {}),
    security: route.access === 'public' ? [] : [{ session: [] }],
    responses: responses(route),
  };
}

export function openApi(routes: readonly Route[], config: Config): ReturnType<typeof createDocument> {
  const paths: NonNullable<ZodOpenApiObject['paths']> = {};
  for (const route of routes) {
    const path = `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Souffleur',
      version: config.version,
      description: 'Exchange the one-time token of the CRM at POST /session, then send the session as a bearer token.',
    },
    servers: [{ url: config.publicUrl }],
    paths,
    components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
  });
}
