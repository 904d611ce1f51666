/**
 * Transactions whose statements need nothing of each other's answers: all of them are on their way before the
 * first answer comes, so that the whole costs one round trip. For the few paths that are measured (hooks coming
 * in, taking jobs, a reply's context and its draft); everything else goes through the ORM.
 */
import { createHash } from 'node:crypto';

import pg from 'pg';
import { validate } from 'uuid';

import { APP_ROLE, OPERATOR_ROLE } from './tenancy.ts';

export interface Statement {
  /** Prepared once on each connection: a fixed text, everything that varies is in `values`. */
  text: string;
  values: readonly unknown[];
}

/** By column. */
export type Row = Record<string, unknown>;

/** Whose rows: one account's, everybody's, or the queue's, which stand outside of row security. */
export type Whose = { accountId: string } | 'operator' | 'queue';

/** ms; with every connection in use a caller gets an error after this and not a hang. */
const CONNECTION_TIMEOUT_MS = 5_000;

export class OneTrip {
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();

  /** `url` holds a password: never logged. */
  constructor({ url, poolSize, onError }: { url: string; poolSize: number; onError: (error: Error) => void }) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      pipeline: true,
      connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
      application_name: 'souffleur-one-trip',
    });
    // A connection that dies is replaced at the next use; without a listener it would take the process along.
    this.#pool.on('connect', (client) => client.on('error', onError));
    this.#pool.on('error', onError);
  }

  /**
   * Commits all of them or none; resolves with the rows of each, which the caller names as the statements select them.
   * @throws the first statement's error that failed; TypeError on an account id that is no UUID.
   */
  async transaction<Rows extends unknown[][] = Row[][]>(whose: Whose, statements: readonly Statement[]): Promise<Rows> {
    const begin = beginAs(whose);
    const client = await this.#pool.connect();
    const answers = await Promise.allSettled([
      client.query(begin),
      ...statements.map(({ text, values }) => client.query<Row>({ name: this.#nameOf(text), text, values: [...values] })),
      client.query('commit'),
    ]);
    const failed = answers.find((answer) => answer.status === 'rejected');
    client.release(failed !== undefined);
    if (failed) throw failed.reason;
    return answers.slice(1, -1).map((answer) => (answer.status === 'fulfilled' ? answer.value.rows : [])) as unknown[][] as Rows;
  }

  /** One statement that needs no account, in a transaction of its own. */
  async run({ text, values }: Statement): Promise<void> {
    await this.#pool.query({ name: this.#nameOf(text), text, values: [...values] });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  #nameOf(text: string): string {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = createHash('sha256').update(text).digest('hex').slice(0, 32);
      this.#names.set(text, name);
    }
    return name;
  }
}

/** One message: it can carry no parameters, so what goes in is checked here. */
function beginAs(whose: Whose): string {
  if (whose === 'queue') return 'begin';
  if (whose === 'operator') return `begin; set local role ${OPERATOR_ROLE}`;
  if (!validate(whose.accountId)) throw new TypeError('An account id must be a UUID');
  return `begin; set local role ${APP_ROLE}; set local app.account_id = '${whose.accountId}'`;
}
