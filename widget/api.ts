/**
 * The only file that calls our server. The session lives in memory for as long as the card is open and is
 * never stored; the CRM's one-time token is exchanged once, and again only after a 401.
 */
import { ApiError, asApiError } from './api/errors.ts';
import { readEvents } from './api/sse.ts';
import { backOff, wait } from './api/wait.ts';
import { readLive, readProblem, readSession, type LiveMessage, type Session } from './state/shapes.ts';

export { ApiError } from './api/errors.ts';

/** Milliseconds without an answer after which a call counts as failed. */
const DEADLINE = 20_000;
/** Milliseconds without a byte (the server sends comments meanwhile) after which the live line counts as dead. */
const SILENCE = 60_000;
const TRIES = 3;
const WORTH_ANOTHER_TRY = new Set([429, 502, 503, 504]);

export interface ApiOptions {
  baseUrl: string;
  /** Trades the CRM's one-time token for our session at `url`; the parsed answer. Rejects with `ApiError`. */
  exchange(url: string): Promise<unknown>;
  /** Of the page: the server's words come in it. Absent: the member's own. */
  language?: string;
  fetch?: typeof fetch;
  /** Milliseconds of the first wait between tries. */
  firstWait?: number;
}

export interface Live<M = LiveMessage> {
  message(message: M): void;
  /** `true` each time the line is open (read again what may have been missed), `false` when it broke. */
  connected(open: boolean): void;
  /** The line will not be tried again: the session is gone for good. */
  lost(error: ApiError): void;
}

export interface Api {
  session(): Promise<Session>;
  get(path: string): Promise<unknown>;
  /** Writes carry an `Idempotency-Key`, so a try whose answer was lost is repeated safely. */
  write(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** A file, whole. */
  download(path: string): Promise<Blob>;
  /** Posts without a session: before signing in. */
  open(path: string, body: unknown): Promise<unknown>;
  /** Posts and hands over each server-sent event with its parsed data. */
  stream(path: string, body: unknown, onEvent: (event: string, data: unknown) => void): Promise<void>;
  /** Keeps a live line open until the returned function is called. `read`: what is heard; the card's messages unless told. */
  live(listener: Live): () => void;
  live<M>(listener: Live<M>, read: (value: unknown) => M | undefined): () => void;
  /** Ends the session here and at the server. */
  signOut(): Promise<void>;
  /** Aborts reads and streams; a write under way is let through, so that a last click is not lost. */
  close(): void;
}

const json = (source: string): unknown => {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    throw new ApiError({ code: 'bad_answer', detail: 'The server sent something that is not JSON.' });
  }
};

const problemOf = async (response: Response): Promise<ApiError> => {
  const body: unknown = await response.json().catch(() => ({}));
  return new ApiError(readProblem(body, response.status));
};

export const createApi = ({ baseUrl, exchange, language, fetch: call = (input, init) => fetch(input, init), firstWait = 400 }: ApiOptions): Api => {
  const closed = new AbortController();
  let session: Promise<Session> | undefined;

  const signIn = (): Promise<Session> => {
    session ??= exchange(`${baseUrl}/api/v1/session`)
      .then(readSession)
      .catch((error: unknown) => {
        session = undefined;
        throw asApiError(error);
      });
    return session;
  };

  /** One request; a 401 drops the session and is tried once more with a new one. */
  const send = async (path: string, init: RequestInit, signal: AbortSignal, again = true): Promise<Response> => {
    const mine = signIn();
    const { token, member } = await mine;
    const headers: Record<string, string> = { ...(init.headers as Record<string, string> | undefined), Authorization: `Bearer ${token}` };
    const words = language ?? member.language;
    if (words) headers['Accept-Language'] = words;
    const response = await call(`${baseUrl}/api/v1${path}`, {
      ...init,
      headers,
      signal,
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    if (response.ok) return response;
    if (response.status !== 401 || !again) throw await problemOf(response);
    if (session === mine) session = undefined;
    return send(path, init, signal, false);
  };

  const tryOften = async (path: string, init: RequestInit): Promise<unknown> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const deadline = AbortSignal.timeout(DEADLINE);
        const response = await send(path, init, init.method ? deadline : AbortSignal.any([closed.signal, deadline]));
        if (response.status === 204) return undefined;
        return json(await response.text());
      } catch (thrown) {
        const error = asApiError(thrown);
        const repeat = error.code === 'offline' || WORTH_ANOTHER_TRY.has(error.status);
        if (closed.signal.aborted || !repeat || attempt + 1 >= TRIES) throw error;
        await wait(backOff(attempt, firstWait, 5000), closed.signal);
      }
    }
  };

  const posting = (body: unknown): RequestInit => ({
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
  });

  const stream: Api['stream'] = async (path, body, onEvent) => {
    try {
      const init = posting(body);
      const response = await send(path, { ...init, headers: { ...(init.headers as Record<string, string>), Accept: 'text/event-stream' } }, closed.signal);
      if (!response.body) throw new ApiError({ code: 'bad_answer' });
      for await (const event of readEvents(response.body)) onEvent(event.event, json(event.data));
    } catch (error) {
      throw asApiError(error);
    }
  };

  /** Holds the line once, until it breaks. */
  const hold = async <M>(listener: Live<M>, read: (value: unknown) => M | undefined, stop: AbortSignal, onOpen: () => void): Promise<void> => {
    const silent = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENCE);
    };
    try {
      heard();
      const response = await send('/live', { headers: { Accept: 'text/event-stream' } }, AbortSignal.any([stop, silent.signal]));
      if (!response.body) throw new ApiError({ code: 'bad_answer' });
      onOpen();
      for await (const event of readEvents(response.body, heard)) {
        const message = read(json(event.data));
        if (message) listener.message(message);
      }
    } finally {
      clearTimeout(timer);
    }
  };

  const live = <M>(listener: Live<M>, read: (value: unknown) => M | undefined): (() => void) => {
    const stopped = new AbortController();
    const stop = AbortSignal.any([closed.signal, stopped.signal]);
    const run = async (): Promise<void> => {
      for (let attempt = 0; !stop.aborted; attempt += 1) {
        await hold(listener, read, stop, () => {
          attempt = 0;
          listener.connected(true);
        }).catch((thrown: unknown) => {
          const error = asApiError(thrown);
          if (stop.aborted || (error.status !== 401 && error.status !== 403 && error.code !== 'sign_in')) return;
          stopped.abort();
          listener.lost(error);
        });
        if (stop.aborted) return;
        listener.connected(false);
        await wait(backOff(attempt, firstWait * 2, 30_000), stop).catch(() => {});
      }
    };
    void run();
    return () => stopped.abort();
  };

  return {
    session: signIn,
    get: (path) => tryOften(path, {}),
    write: (method, path, body) => tryOften(path, { ...posting(body), method, keepalive: true }),
    async download(path) {
      try {
        const response = await send(path, {}, closed.signal);
        return await response.blob();
      } catch (error) {
        throw asApiError(error);
      }
    },
    async open(path, body) {
      const response = await call(`${baseUrl}/api/v1${path}`, {
        ...posting(body),
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.timeout(DEADLINE),
      }).catch((error: unknown) => Promise.reject(asApiError(error)));
      if (!response.ok) throw await problemOf(response);
      return json(await response.text());
    },
    stream,
    live: <M = LiveMessage>(listener: Live<M>, read: (value: unknown) => M | undefined = readLive as (value: unknown) => M | undefined) => live(listener, read),
    async signOut() {
      if (session) await tryOften('/session', { method: 'DELETE' }).catch(() => {});
      session = undefined;
    },
    close: () => closed.abort(),
  };
};
