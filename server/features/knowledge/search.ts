import { type Clock } from '../../clock.ts';
import { type OneTrip } from '../../db/one-trip.ts';
import { type Llm } from '../../llm/llm.ts';
import { type Language } from '../../sdk/types.ts';
import { cleanText } from './clean-text.ts';
import { detectLanguage } from './language.ts';
import { KnowledgeLanguage, type SearchHit } from './schema.ts';
import { searchStatement } from './search-sql.ts';
import { vectorKey, vectorText } from './vectors.ts';

/** Milliseconds a search waits for the question's vector before words alone must do. */
const EMBED_TIMEOUT_MS = 1500;
const MAX_QUERY = 2000;
const DEFAULT_LIMIT = 8;

export interface SearchRequest {
  query: string;
  /** Only pieces of this language. */
  language?: Language | undefined;
  /** Pieces of this language first; absent: the language the query is in. */
  prefer?: Language | undefined;
  limit?: number | undefined;
}

export interface SearchResult {
  items: SearchHit[];
  /** True: searched by words alone, since the embedding model did not answer in time. */
  degraded: boolean;
}

interface Row {
  chunkId: string;
  text: string;
  language: string;
  headings: string[] | string;
  start: number;
  end: number;
  version: number;
  articleId: string;
  title: string;
  score: number;
  textRank: number | null;
  vectorRank: number | null;
  distance: number | null;
}

interface Deps {
  oneTrip: OneTrip;
  accountId: string;
  clock: Clock;
  llm: Pick<Llm, 'embed' | 'embeddingModel' | 'questions'>;
}

/** Finds the pieces of the account's knowledge that answer a question. */
export class Knowledge {
  readonly #deps: Deps;

  constructor({ oneTrip, accountId, clock, llm }: Deps) {
    this.#deps = { oneTrip, accountId, clock, llm };
  }

  /**
   * `vector`: the question's own, from `embedQuery`, when the caller fetched it beside other work;
   * null says that there is none. Absent: it is fetched here. Never fails because of the model.
   */
  async search(request: SearchRequest, { signal, vector }: { signal?: AbortSignal; vector?: readonly number[] | null } = {}): Promise<SearchResult> {
    const { oneTrip, accountId, clock, llm } = this.#deps;
    const query = cleanText(request.query).slice(0, MAX_QUERY).toWellFormed();
    const meaning = vector === undefined ? await this.embedQuery(query, signal) : (vector ?? undefined);
    const statement = searchStatement({
      accountId,
      query,
      now: clock.now(),
      language: request.language ?? null,
      prefer: request.prefer ?? detectLanguage(query) ?? null,
      vector: meaning ? { text: vectorText(meaning), key: vectorKey(llm.embeddingModel, meaning) } : null,
      limit: request.limit ?? DEFAULT_LIMIT,
    });
    const [rows] = await oneTrip.transaction<[Row[]]>({ accountId }, [statement]);
    return { items: rows.map(present), degraded: !meaning };
  }

  /** The vector of a question, or undefined when the model fails or takes longer than 1.5 s. Throws only the reason of `signal`. */
  async embedQuery(text: string, signal?: AbortSignal): Promise<number[] | undefined> {
    const { accountId, llm } = this.#deps;
    const question = text.slice(0, MAX_QUERY);
    const known = llm.questions.find(accountId, question);
    if (known) return known;
    try {
      const { vectors } = await llm.embed([question], { timeoutMs: EMBED_TIMEOUT_MS, ...(signal ? { signal } : {}) });
      if (vectors[0]) llm.questions.keep(accountId, question, vectors[0]);
      return vectors[0];
    } catch {
      signal?.throwIfAborted();
      return undefined;
    }
  }
}

const present = (row: Row): SearchHit => ({
  chunkId: row.chunkId,
  text: row.text,
  language: KnowledgeLanguage.parse(row.language),
  score: row.score,
  source: {
    kind: 'article',
    id: row.articleId,
    title: row.title,
    version: row.version,
    headings: typeof row.headings === 'string' ? (JSON.parse(row.headings) as string[]) : row.headings,
    start: row.start,
    end: row.end,
  },
  why: { vectorRank: row.vectorRank, textRank: row.textRank, distance: row.distance },
});
