/**
 * Places of the console, kept in the address's fragment: Kommo routes by path, so its own navigation never sees them.
 * Back, forward and links that were sent to somebody work; a form with unsaved changes is asked first.
 */
import { signal, type ReadonlySignal } from '@preact/signals';

export interface Place {
  /** Without leading slash, e.g. `hooks/018f…`. */
  path: string;
  query: Readonly<Record<string, string>>;
}

export interface Router {
  readonly place: ReadonlySignal<Place>;
  /** Where somebody wants to go although a form has unsaved changes; `undefined` when nobody waits. */
  readonly waiting: ReadonlySignal<Place | undefined>;
  go(path: string, query?: Query): void;
  /** Changes filters without a new entry of the history; `undefined` and '' take one out. */
  setQuery(changes: Query): void;
  /** For `href` of links. */
  href(path: string, query?: Query): string;
  /** Asked before leaving, with where to if it is within the console; returns what takes the question away. */
  guard(isDirty: (next?: Place) => boolean): () => void;
  /** The answer to `waiting`. */
  leave(): void;
  stay(): void;
  close(): void;
}

export type Query = Readonly<Record<string, string | undefined>>;

const PREFIX = '#souffleur/';

export const placeOf = (hash: string): Place => {
  const [path = '', search = ''] = (hash.startsWith(PREFIX) ? hash.slice(PREFIX.length) : '').split('?');
  const clean = path.replace(/[^\w\-./~:]/g, '').replace(/^\/+|\/+$/g, '');
  return { path: clean, query: Object.fromEntries(new URLSearchParams(search)) };
};

export const hashOf = (path: string, query: Query = {}): string => {
  const search = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))).toString();
  return `${PREFIX}${path}${search && `?${search}`}`;
};

export const createRouter = (page: Window = window): Router => {
  const place = signal<Place>(placeOf(page.location.hash));
  const waiting = signal<Place | undefined>();
  const guards = new Set<(next?: Place) => boolean>();
  let shown = hashOf(place.value.path, place.value.query);
  const gone = new AbortController();

  const isDirty = (next?: Place): boolean => [...guards].some((dirty) => dirty(next));

  const show = (next: Place): void => {
    shown = hashOf(next.path, next.query);
    place.value = next;
  };

  const move = (next: Place): void => {
    const hash = hashOf(next.path, next.query);
    if (hash === shown) return;
    if (isDirty(next)) {
      waiting.value = next;
      return;
    }
    page.history.pushState(null, '', hash);
    show(next);
  };

  // Both are told of back and forward; of an address typed by hand only the second.
  const arrived = (): void => {
    const next = placeOf(page.location.hash);
    if (hashOf(next.path, next.query) === shown) return;
    if (!isDirty(next)) return show(next);
    page.history.pushState(null, '', shown);
    waiting.value = next;
  };
  page.addEventListener('popstate', arrived, { signal: gone.signal });
  page.addEventListener('hashchange', arrived, { signal: gone.signal });
  page.addEventListener('beforeunload', (event) => isDirty() && event.preventDefault(), { signal: gone.signal });

  return {
    place,
    waiting,
    go: (path, query = {}) => move(placeOf(hashOf(path, query))),
    setQuery(changes) {
      const next = placeOf(hashOf(place.value.path, { ...place.value.query, ...changes }));
      page.history.replaceState(page.history.state, '', hashOf(next.path, next.query));
      show(next);
    },
    href: hashOf,
    guard(dirty) {
      guards.add(dirty);
      return () => void guards.delete(dirty);
    },
    leave() {
      const next = waiting.value;
      waiting.value = undefined;
      guards.clear();
      if (next) move(next);
    },
    stay() {
      waiting.value = undefined;
    },
    close() {
      gone.abort();
      if (page.location.hash.startsWith(PREFIX)) page.history.replaceState(page.history.state, '', page.location.pathname + page.location.search);
    },
  };
};

/** `hooks/:id` against `hooks/7` > `{ id: '7' }`; nothing when it does not fit. */
export const match = (pattern: string, path: string): Record<string, string> | undefined => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
};
