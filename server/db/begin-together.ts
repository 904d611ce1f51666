/**
 * `begin` waits for the statement after it and travels in the same message: the ORM opens every transaction with
 * `begin` and the setting of its account, and outside of one wraps each read in both. One round trip less in each.
 */
import pg from 'pg';

import { keptName } from './kept.ts';

type Query = (...asked: unknown[]) => unknown;

const BEGUN = { command: 'BEGIN', rowCount: null, oid: 0, rows: [], fields: [] };

/** For pools whose callers await each statement, as the ORM's do. */
export class BeginTogether extends pg.Client {
  #begins = false;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const send: Query = (...asked) => (super.query as Query).apply(this, named(asked));
    this.query = ((...asked: unknown[]) => this.#query(send, asked)) as pg.Client['query'];
  }

  #query(send: Query, asked: unknown[]): unknown {
    const sql = plainText(asked);
    if (sql === 'begin' && !this.#begins) {
      this.#begins = true;
      return Promise.resolve(BEGUN);
    }
    if (!this.#begins) return send(...asked);
    this.#begins = false;
    // Two statements in one message have an answer each; the caller asked for the second.
    if (sql !== undefined) return (send(`begin; ${sql}`) as Promise<unknown[]>).then((answers) => answers.at(-1));
    // With parameters it is a message of its own, sent right behind. Should `begin` fail, so does this.
    (send('begin') as Promise<unknown>).catch(() => undefined);
    return send(...asked);
  }
}

function named(asked: unknown[]): unknown[] {
  const [text, values] = asked;
  const name = keptName(text);
  return name === undefined ? asked : [{ name, text, values }];
}

/** The text of a statement without parameters, callback or cursor: only such can share a message. */
function plainText([sql, values, ...more]: unknown[]): string | undefined {
  const isPlain = typeof sql === 'string' && more.length === 0 && (values === undefined || (Array.isArray(values) && values.length === 0));
  return isPlain ? sql : undefined;
}
