export interface RequestMatch {
  /** Any when absent. */
  method?: string;
  /** The path, or an absolute address without its query. */
  path: string;
}

export interface Answer {
  status: number;
  /** A string goes out as it is, anything else as JSON; none is an empty body. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface RecordedRequest {
  method: string;
  /** Path, or absolute address, without the query. */
  path: string;
  query: URLSearchParams;
  headers: Headers;
  /** Parsed where it is JSON. */
  body: unknown;
}

/** A recorded HTTP: says what it was told to, writes down what it was asked, refuses the rest. */
export class FakeHttp {
  readonly requests: RecordedRequest[] = [];
  readonly #rules: { match: RequestMatch; answer: Answer | Error }[] = [];

  /** Rules of one address are used up in turn; the last one stays. An `Error` is thrown as by a broken connection. */
  respond(match: RequestMatch, answer: Answer | Error): this {
    this.#rules.push({ match, answer });
    return this;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const { method, path, search } = addressOf(input, init?.method ?? 'GET');
    const headers = new Headers(init?.headers);
    this.requests.push({ method, path, query: new URLSearchParams(search), headers, body: bodyOf(init?.body) });
    init?.signal?.throwIfAborted();
    const answer = this.#take(method, path);
    if (answer instanceof Error) throw answer;
    return responseOf(answer);
  };

  #take(method: string, path: string): Answer | Error {
    const fits = this.#rules.filter(({ match }) => match.path === path && (match.method ?? method) === method);
    const rule = fits[0];
    if (!rule) throw new Error(`No answer was recorded for ${method} ${path}.`);
    if (fits.length > 1) this.#rules.splice(this.#rules.indexOf(rule), 1);
    return rule.answer;
  }
}

function addressOf(input: string | URL | Request, method: string) {
  const text = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
  const [path = '', search = ''] = text.split('?', 2);
  return { method: method.toUpperCase(), path, search };
}

function bodyOf(body: unknown): unknown {
  if (typeof body !== 'string') return body ?? undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function responseOf({ status, body, headers }: Answer): Response {
  const isText = typeof body === 'string';
  const text = body === undefined || status === 204 ? null : isText ? body : JSON.stringify(body);
  const type = isText ? 'text/html' : status >= 400 ? 'application/problem+json' : 'application/hal+json';
  return new Response(text, { status, headers: { 'content-type': type, ...headers } });
}
