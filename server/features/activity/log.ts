import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { type Cell, csvLines, csvStart } from '../../http/csv.ts';
import { pageOf, parseCursor } from '../../http/paging.ts';
import { type Download } from '../../http/route.ts';
import { Activity } from './entities.ts';
import { type Filter, whereOf } from './filter.ts';
import { knownZone } from './format.ts';
import { type Known, readNames } from './names.ts';
import { type Activity as ActivityShape, type ActivityQuery } from './schema.ts';
import { Teller, textOf } from './sentence.ts';
import { languageOf, textsOf } from './texts.ts';

export type ActivityItem = z.output<typeof ActivityShape>;

interface Notice {
  kind: string;
  subject: string | null;
  data: Activity['data'];
}

const EXPORT_ROWS = 10_000;
const EXPORT_PAGE = 1_000;

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'caller' | 'clock' | 'audit'>;

/** The log as people read it: in their language, as far as their role goes. */
export class ActivityLog {
  readonly #deps: Deps;

  constructor({ em, accountId, caller, clock, audit }: Deps) {
    this.#deps = { em, accountId, caller, clock, audit };
  }

  /** Newest first. @throws AppError 400 for an unknown kind. */
  async list({ limit, cursor, ...filter }: z.output<typeof ActivityQuery>): Promise<{ items: ActivityItem[]; nextCursor: string | null }> {
    const { items, nextCursor } = pageOf(await this.#rows(filter, limit + 1, parseCursor(cursor)), limit);
    const teller = new Teller(await this.#names(items));
    return { items: items.map((row) => present(row, teller)), nextCursor };
  }

  /** The newest 10,000 rows, for a spreadsheet. What leaves the house in one piece is on record (security K1). */
  async export(filter: Filter): Promise<Download> {
    const { audit, accountId, caller, clock } = this.#deps;
    const pieces = this.#table(filter);
    await audit.write(accountId, { actor: `member:${caller?.memberId ?? ''}`, action: 'activity.exported', result: 'done' });
    return { type: 'text/csv; charset=utf-8', name: `activity-${clock.now().toISOString().slice(0, 10)}.csv`, pieces };
  }

  async *#table(filter: Filter): AsyncIterable<string> {
    let before: string | undefined;
    for (let left = EXPORT_ROWS; left > 0; left -= EXPORT_PAGE) {
      const rows = await this.#rows(filter, EXPORT_PAGE, before);
      const known = await this.#names(rows);
      if (before === undefined) yield csvStart(headOf(known));
      const teller = new Teller(known);
      const time = timeIn(known.account.timezone);
      yield csvLines(rows.map((row) => line(row, teller, known, time)));
      before = rows.at(-1)?.id;
      if (rows.length < EXPORT_PAGE) return;
    }
  }

  /** Notifications in the words of the member who reads. */
  async notices(rows: readonly Notice[]): Promise<{ title: string; text: string }[]> {
    const { em, accountId, caller } = this.#deps;
    const asked = rows.map(({ subject, data }) => ({
      subject,
      data,
      actorKind: 'system' as const,
      actorId: null,
      leadCrmId: null,
      agentId: null,
      talkId: null,
    }));
    const teller = new Teller(await readNames(em.fork(), accountId, asked, caller));
    return rows.map(({ kind, subject, data }) => teller.notice(kind, subject, data));
  }

  #rows(filter: Filter, limit: number, before?: string): Promise<Activity[]> {
    const { em, caller } = this.#deps;
    return em.fork().find(Activity, whereOf(filter, caller?.role ?? 'rep', before), { orderBy: { id: 'desc' }, limit });
  }

  #names(rows: readonly Activity[]): Promise<Known> {
    const { em, accountId, caller } = this.#deps;
    return readNames(em.fork(), accountId, rows, caller);
  }
}

function present(row: Activity, teller: Teller): ActivityItem {
  const sentence = teller.sentence(row);
  return {
    id: row.id,
    kind: row.kind,
    at: row.at.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId ?? null, name: teller.actorName(row) },
    text: textOf(sentence),
    sentence,
    leadCrmId: row.leadCrmId ?? null,
    agentId: row.agentId ?? null,
    talkId: row.talkId ?? null,
    hookEventId: row.hookEventId ?? null,
    data: row.data,
  };
}

const headOf = ({ language }: Known): Cell[] => {
  const { columns } = textsOf(languageOf(language));
  return [columns.at, columns.what, columns.who, columns.kind, columns.lead, columns.agent];
};

const line = (row: Activity, teller: Teller, { names }: Known, time: (at: Date) => string): Cell[] => [
  time(row.at),
  textOf(teller.sentence(row)),
  teller.actorName(row),
  row.kind,
  row.leadCrmId ? (names.get(`lead:${row.leadCrmId}`) ?? row.leadCrmId) : null,
  row.agentId ? (names.get(`agent:${row.agentId}`) ?? null) : null,
];

/** As spreadsheets understand it, in the account's time zone. */
function timeIn(zone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: knownZone(zone) });
  return (at) => format.format(at);
}
