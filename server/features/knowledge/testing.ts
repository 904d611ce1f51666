/** The knowledge services of one account over a test database, for tests of this folder. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { newId } from '../../db/base.ts';
import { type Live } from '../../db/live.ts';
import { type TestDatabase } from '../../db/testing.ts';
import { type JobData } from '../../jobs/names.ts';
import { LlmLedger, spentToday } from '../../llm/ledger.ts';
import { type Llm } from '../../llm/llm.ts';
import { QuestionVectors } from '../../llm/question-vectors.ts';
import { ActivityService } from '../activity/service.ts';
import { Articles } from './articles.ts';
import { Categories } from './categories.ts';
import { ArticleIndex } from './indexing.ts';
import { Knowledge } from './search.ts';

export interface Shelf {
  accountId: string;
  em: EntityManager;
  articles: Articles;
  categories: Categories;
  index: ArticleIndex;
  knowledge: Knowledge;
  ledger: LlmLedger;
  /** Jobs asked for and not yet run. */
  jobs: JobData['index-article'][];
  /** Micro-US-dollars, by the clock of the services. */
  spentToday(): Promise<number>;
  /** Runs them. */
  work(): Promise<void>;
}

export type ShelfLlm = Pick<Llm, 'embed' | 'embeddingModel' | 'cost'>;

/** Adds an account and opens its knowledge base. `now`: what the services take for the present. */
export async function openShelf(db: TestDatabase, llm: ShelfLlm, now: () => Date = () => new Date('2026-11-20T12:00:00Z')): Promise<Shelf> {
  const accountId = newId();
  await db.orm.em.fork().execute(
    `insert into accounts (id, crm, crm_id, subdomain, host, name, mode, language, currency, timezone, data_key, installed_at, created_at, updated_at)
     values (?, 'kommo', ?, 'demo', 'demo.kommo.com', 'Demo', 'draft', 'ru', 'RUB', 'Europe/Moscow', ''::bytea, now(), now(), now())`,
    [accountId, accountId],
  );
  const em = db.tenancy.forAccount(accountId);
  const clock = { now };
  const live = { publish: async (): Promise<void> => undefined } as unknown as Live;
  const activity = new ActivityService({ accountId, caller: undefined, clock, live });
  const jobs: JobData['index-article'][] = [];
  const queue = { send: async (_name: string, data: unknown): Promise<void> => void jobs.push(data as JobData['index-article']) };
  const ledger = new LlmLedger({ em, accountId, clock });
  const index = new ArticleIndex({ em, accountId, llm, ledger });
  const work = async (): Promise<void> => {
    for (const job of jobs.splice(0)) await index.run(job.articleId, job.version, { signal: new AbortController().signal, last: false });
  };
  return {
    accountId,
    em,
    articles: new Articles({ em, accountId, clock, queue, activity }),
    categories: new Categories({ em, accountId }),
    index,
    knowledge: new Knowledge({ oneTrip: db.oneTrip, accountId, clock, llm: { ...llm, questions: new QuestionVectors() } }),
    ledger,
    jobs,
    spentToday: async () => Number((await db.oneTrip.transaction({ accountId }, [spentToday(accountId, now())]))[0]?.[0]?.['spent']),
    work,
  };
}
