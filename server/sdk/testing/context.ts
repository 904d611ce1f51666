import { type Context, type Schema } from '../types.ts';
import { type z } from 'zod';

import { fakeClock, type FakeClock } from './clock.ts';
import { FakeHttp } from './http.ts';
import { memoryStore } from './store.ts';

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  fields: Record<string, unknown>;
}

/** A context as the host makes it, with its inside open to the test. */
export interface FakeContext<S extends Schema = Schema> extends Context<S> {
  http: FakeHttp;
  clock: FakeClock;
  lines: LogLine[];
}

export interface FakeContextOptions<S extends Schema> {
  /** As an admin would fill them in; parsed by `schema` like the host does. */
  settings?: z.input<S>;
  now?: string;
  signal?: AbortSignal;
  /** Goes out for real instead of by the recording, e.g. to a loopback server of the test. */
  fetch?: typeof fetch;
}

export function fakeContext<S extends Schema>(schema: S, options: FakeContextOptions<S> = {}): FakeContext<S> {
  const http = new FakeHttp();
  const lines: LogLine[] = [];
  const at =
    (level: LogLine['level']) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      lines.push({ level, message, fields });
    };
  return {
    settings: schema.parse(options.settings ?? {}),
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    lines,
    signal: options.signal ?? new AbortController().signal,
    fetch: options.fetch ?? http.fetch,
    http,
    store: memoryStore(),
    clock: fakeClock(options.now),
  };
}
