/**
 * How a feature declares a route without knowing Koa. The same declaration is mounted, checked,
 * documented (OpenAPI) and walked by the permission test.
 */
import { type z } from 'zod';

import { type ScopedCradle } from '../container.ts';

/** `public`: no sign-in (health, session exchange). `member`: any member. `admin`: admins only. */
export type Access = 'public' | 'member' | 'admin';

/** One server-sent event. */
export interface ServerEvent {
  event: string;
  data: unknown;
}

/** A file to save, written out piece by piece as the client takes it. */
export interface Download {
  /** With its charset. */
  type: string;
  /** Letters, digits, dots and dashes. */
  name: string;
  pieces: AsyncIterable<string>;
}

export interface RequestInfo {
  id: string;
  ip: string;
  /** Lower-case names; only what a handler asks for. */
  header(name: string): string | undefined;
  /** Only for what binds a one-use code to its browser: no session is ever a cookie (security A4). */
  cookie(name: string): string | undefined;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
}

export interface RouteInput<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  /** The request's own scope: services already bound to the caller's account (not so for `public`). */
  cradle: ScopedCradle;
  request: RequestInfo;
}

type Out<T> = T extends z.ZodType ? z.output<T> : undefined;

export interface Route<
  P extends z.ZodType | undefined = z.ZodType | undefined,
  Q extends z.ZodType | undefined = z.ZodType | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Under `/api/v1`, e.g. `/talks/:id`. */
  path: string;
  access: Access;
  /** First line of the OpenAPI operation. */
  summary: string;
  tag: string;
  params?: P;
  query?: Q;
  body?: B;
  /** Headers a caller must or may send, for the document only: a handler reads them by `request.header`. */
  headers?: z.ZodObject;
  /** Shape of the answer; absent = 204. Of a stream: the data of its last event. */
  response?: z.ZodType;
  /** Defaults to 200, or 204 without `response`. */
  status?: number;
  /** Extra documented failures besides 400, 401, 403, 404, 429, 500. */
  problems?: Record<number, string>;
  /** Answers with server-sent events: `handle` returns an async iterable of `ServerEvent`. */
  stream?: boolean;
  /** Answers with a file: `handle` returns a `Download`. What types it may have. */
  download?: readonly string[];
  handle(input: RouteInput<Out<P>, Out<Q>, Out<B>>): Promise<unknown> | AsyncIterable<ServerEvent>;
}

/** Identity, for inference. */
export const route = <P extends z.ZodType | undefined = undefined, Q extends z.ZodType | undefined = undefined, B extends z.ZodType | undefined = undefined>(
  definition: Route<P, Q, B>,
): Route => definition as unknown as Route;
