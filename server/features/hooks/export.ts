import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { type Cell, csvLines, csvStart } from '../../http/csv.ts';
import { type Download } from '../../http/route.ts';
import { HookEvent } from './entities.ts';
import { whereOf } from './filter.ts';
import { present } from './history.ts';
import { type HookExportQuery } from './schema.ts';

type Query = z.output<typeof HookExportQuery>;
type Deps = Pick<ScopedCradle, 'em' | 'clock' | 'audit' | 'accountId' | 'caller'>;

const ROWS_AT_ONCE = 200;
/** A body has at most 1 MiB. */
const BODIES_AT_ONCE = 10;

const COLUMNS = ['id', 'received', 'processed', 'source', 'state', 'problem', 'error', 'attempts', 'bytes', 'events', 'subjects', 'duplicates'];

/** The history as a file, newest first, read from the database while it is written out. */
export class HookExport {
  readonly #deps: Deps;

  constructor({ em, clock, audit, accountId, caller }: Deps) {
    this.#deps = { em, clock, audit, accountId, caller };
  }

  /** CSV has a line for each hook; JSON Lines also its events whole and its body. Who took it is on record. */
  async file(query: Query, signal: AbortSignal): Promise<Download> {
    const { clock, audit, accountId, caller } = this.#deps;
    const day = clock.now().toISOString().slice(0, 10);
    const actor = caller ? `member:${caller.memberId}` : 'job';
    await audit.write(accountId, {
      actor,
      action: 'hooks.exported',
      result: 'done',
      detail: { format: query.format, filtered: Object.keys(query).length > 1 },
    });
    const where = await whereOf(this.#deps.em, query);
    const rows = (withBody: boolean) => this.#rows(where, withBody, signal);
    return query.format === 'csv'
      ? { type: 'text/csv; charset=utf-8', name: `hooks-${day}.csv`, pieces: csv(rows(false)) }
      : { type: 'application/jsonl; charset=utf-8', name: `hooks-${day}.jsonl`, pieces: jsonLines(rows(true)) };
  }

  async *#rows(where: Awaited<ReturnType<typeof whereOf>>, withBody: boolean, signal: AbortSignal): AsyncIterable<HookEvent[]> {
    const limit = withBody ? BODIES_AT_ONCE : ROWS_AT_ONCE;
    for (let after: string | undefined; !signal.aborted;) {
      const page = { $and: [where(), ...(after ? [{ id: { $lt: after } }] : [])] };
      // A fork for each: what has been written out must not be kept.
      const em: EntityManager = this.#deps.em.fork();
      const rows = await em.find(HookEvent, page, { orderBy: { id: 'desc' }, limit, ...(withBody ? { populate: ['body'] as const } : {}) });
      yield rows;
      after = rows.at(-1)?.id;
      if (rows.length < limit) return;
    }
  }
}

async function* csv(pages: AsyncIterable<HookEvent[]>): AsyncIterable<string> {
  yield csvStart(COLUMNS);
  for await (const rows of pages) yield csvLines(rows.map(cellsOf));
}

const cellsOf = ({ id, receivedAt, processedAt, source, state, problem, error, attempts, bytes, events }: HookEvent): Cell[] => [
  id,
  receivedAt.toISOString(),
  processedAt?.toISOString() ?? '',
  source,
  state,
  problem ?? '',
  error ?? '',
  attempts,
  bytes,
  events.map(({ name }) => name).join(' '),
  [...new Set(events.map(({ subject }) => subject))].join(' '),
  events.filter(({ duplicate }) => duplicate).length,
];

async function* jsonLines(pages: AsyncIterable<HookEvent[]>): AsyncIterable<string> {
  for await (const rows of pages)
    for (const row of rows)
      yield `${JSON.stringify({ ...present(row), events: row.events, headers: row.headers, body: Buffer.from(row.body).toString('base64') })}\n`;
}
