/** The product's API as a signed-in admin sees it. */

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Talk {
  id: string;
  crmId: string;
}

export interface Message {
  id: string;
  crmId: string | null;
  direction: 'in' | 'out';
  text: string;
}

export interface Draft {
  id: string;
  talkId: string;
  state: string;
  reason: string | null;
  text: string;
  inReplyTo: string | null;
  trace: { step: string; ms: number }[];
}

export interface ServerEvent {
  event: string;
  data: unknown;
  /** `performance.now()` when its last byte was read. */
  at: number;
}

const PAGE = 200;

export class Api {
  readonly #base: string;
  readonly #token: string;

  private constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  static async signIn(productUrl: string, oneTimeToken: string): Promise<Api> {
    const base = `${productUrl}/api/v1`;
    const response = await fetch(`${base}/session`, { method: 'POST', headers: { 'x-auth-token': oneTimeToken } });
    if (!response.ok) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`);
    const { token } = (await response.json()) as { token: string };
    return new Api(base, token);
  }

  /** @throws for anything but a 2xx. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#send(method, path, body);
    return (await response.json()) as T;
  }

  /** All pages of a list. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page<T> = await this.call(
        'GET',
        `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  /** A streamed answer, event by event. Without a body it is a GET. */
  async *stream(path: string, body?: unknown, signal?: AbortSignal): AsyncGenerator<ServerEvent> {
    const response = await this.#send(body === undefined ? 'GET' : 'POST', path, body, signal);
    if (!response.body) return;
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of response.body) {
      const at = performance.now();
      const frames = (rest + decoder.decode(piece, { stream: true })).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) {
        const match = /^event: (.*)\ndata: (.*)$/s.exec(frame);
        if (match) yield { event: match[1] ?? '', data: JSON.parse(match[2] ?? 'null'), at };
      }
    }
  }

  async #send(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      ...(signal ? { signal } : {}),
      headers: { authorization: `Bearer ${this.#token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response;
  }
}
