/**
 * The hybrid search in one statement. Words and meaning each name their best forty pieces; reciprocal
 * rank fusion (k = 60) makes one list of them. The account is filtered here as well as by row security.
 */
import { type Statement } from '../../db/one-trip.ts';

const CANDIDATES = 40;
/** Reciprocal rank fusion: how little the first ranks count over the next. Cormack, Clarke, Büttcher 2009. */
const K = 60;
/** What a piece in the customer's language is worth over the same in another: in distance, in words, in the end. */
const PREFERRED = { nearer: 0.06, words: 1.4, fused: 1.25 } as const;
/** Below this similarity a misspelt word is another word. */
const ALIKE = 0.45;
/** Characters of a question whose spelling is looked at: each of its words is compared with every piece. */
const SPELLED = 300;

export interface SearchParameters {
  accountId: string;
  query: string;
  now: Date;
  /** Only this language. */
  language: string | null;
  /** This language first. */
  prefer: string | null;
  /** A vector and the key of its model; without them words alone serve. */
  vector: { text: string; key: string } | null;
  limit: number;
}

/** Distance is counted once for each piece: the subquery is not folded into the sort key. */
const NEAREST = `select id, preferred, distance, row_number() over (order by nearness, id) as rank
    from (select id, preferred, distance, distance - case when preferred then ${PREFERRED.nearer}::float8 else 0 end as nearness
            from (select id, preferred, embedding <=> $8::vector as distance from mine where embedding_model = $9 offset 0) as measured
           order by nearness limit ${CANDIDATES}) as nearest`;
const NONE = 'select null::uuid as id, null::boolean as preferred, null::float8 as distance, null::bigint as rank where false';

/**
 * `terms`: the question in each language's stems. `every` wants what a web search would; `any` one of the
 * words, since people ask in sentences. `spelling` is only looked at when no word was found.
 */
const statement = (meaning: boolean): string => `
with terms as materialized (
  select lang, websearch_to_tsquery(config::regconfig, $1::text) as every, replace(plainto_tsquery(config::regconfig, $1::text)::text, ' & ', ' | ')::tsquery as any_of
    from (values ('ru', 'russian'), ('en', 'english'), ('es', 'spanish'), ('pt', 'portuguese')) as configs(lang, config)
), mine as materialized (
  select c.id, c.language, c.context, c.tsv, c.embedding, c.embedding_model, coalesce(c.language = $2::text, false) as preferred
    from chunks c
    join articles a on a.account_id = c.account_id and a.id = c.article_id
   where c.account_id = $3::uuid and a.account_id = $3::uuid and a.deleted_at is null and (a.valid_until is null or a.valid_until > $4::timestamptz) and ($5::text is null or c.language = $5::text)
), found as materialized (
  select m.id, m.preferred, (ts_rank(m.tsv, t.any_of) + case when m.tsv @@ t.every then 1 else 0 end) * case when m.preferred then ${PREFERRED.words}::float8 else 1 end as score
    from terms t join mine m on t.lang = m.language and m.tsv @@ t.any_of
   order by score desc limit ${CANDIDATES}
), spelling as (
  select id, preferred, alike as score
    from (select m.id, m.preferred, (select max(word_similarity(word, m.context)) from regexp_split_to_table($6::text, '\\s+') as word where length(word) > 3) as alike
            from mine m where not exists (select from found)) as spelled
   where alike > ${ALIKE}
   order by score desc limit ${CANDIDATES}
), words as (
  select id, preferred, row_number() over (order by score desc, id) as rank from (select * from found union all select * from spelling) as both_ways
), meaning as (
  ${meaning ? NEAREST : NONE}
), fused as materialized (
  select id, w.rank as text_rank, n.rank as vector_rank, n.distance,
         (coalesce(1 / (${K}::float8 + w.rank), 0) + coalesce(1 / (${K}::float8 + n.rank), 0)) * case when coalesce(w.preferred, n.preferred) then ${PREFERRED.fused}::float8 else 1 end as score
    from words w full join meaning n using (id)
   order by score desc, distance nulls last, id limit $7::int
)
select c.id as "chunkId", c.text, c.language, c.headings, c.start, c."end", c.version, c.article_id as "articleId", a.title,
       f.score, f.text_rank::int as "textRank", f.vector_rank::int as "vectorRank", f.distance
  from fused f
  cross join lateral (select * from chunks where chunks.id = f.id and chunks.account_id = $3::uuid offset 0) c
  cross join lateral (select title from articles where articles.id = c.article_id and articles.account_id = c.account_id offset 0) a
 order by f.score desc, f.distance nulls last, f.id`;

const WITH_MEANING = statement(true);
const WORDS_ONLY = statement(false);

export function searchStatement({ accountId, query, now, language, prefer, vector, limit }: SearchParameters): Statement {
  const values = [query, prefer, accountId, now, language, query.slice(0, SPELLED), limit];
  return vector ? { text: WITH_MEANING, values: [...values, vector.text, vector.key] } : { text: WORDS_ONLY, values };
}
