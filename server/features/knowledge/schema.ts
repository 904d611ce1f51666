import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';

export const KnowledgeLanguage = z.enum(['en', 'ru', 'es', 'pt']);

export const Category = z.object({ id: Id, name: z.string(), parentId: Id.nullable(), version: z.number().int() }).meta({ id: 'Category' });
export const CategoryBody = z.object({ name: z.string().trim().min(1).max(120), parentId: Id.nullable().default(null) }).meta({ id: 'CategoryBody' });

export const CategoryPatch = z
  .object({ name: CategoryBody.shape.name.optional(), parentId: Id.nullable().optional(), version: z.number().int() })
  .meta({ id: 'CategoryPatch' });

export const ArticleBody = z
  .object({
    title: z.string().trim().min(1).max(200),
    body: z.string().min(1).max(200_000).meta({ description: 'Markdown.' }),
    language: KnowledgeLanguage,
    categoryId: Id.nullable().default(null),
    validUntil: Time.nullable().default(null),
  })
  .meta({ id: 'ArticleBody' });
/** No defaults here: a field that is not sent stays as it is. */
export const ArticlePatch = z
  .object({
    title: ArticleBody.shape.title.optional(),
    body: ArticleBody.shape.body.optional(),
    language: KnowledgeLanguage.optional(),
    categoryId: Id.nullable().optional(),
    validUntil: Time.nullable().optional(),
    version: z.number().int(),
  })
  .meta({ id: 'ArticlePatch' });
export const Article = ArticleBody.extend({
  id: Id,
  version: z.number().int(),
  status: z.enum(['pending', 'indexed', 'failed']).meta({ description: '`pending`: found by words already, by meaning as soon as its vectors are there.' }),
  chunks: z.number().int().meta({ description: 'Passages it was cut into.' }),
  createdAt: Time,
  updatedAt: Time,
}).meta({ id: 'Article' });
/** What lists show: everything but the text. */
export const ArticleSummary = Article.omit({ body: true }).meta({ id: 'ArticleSummary' });
/** A text as it once stood: what the offsets of a piece of evidence count in. Kept after the article is deleted. */
export const ArticleVersion = z
  .object({ articleId: Id, version: z.number().int(), title: z.string(), body: z.string(), language: KnowledgeLanguage, createdAt: Time })
  .meta({ id: 'ArticleVersion' });
export const VersionParams = z.object({ id: Id, version: z.coerce.number().int().min(1).max(1_000_000) });
export const ArticleQuery = ListQuery.extend({ language: KnowledgeLanguage.optional(), categoryId: Id.optional() });

export const SearchBody = z
  .object({
    query: z.string().trim().min(1).max(2000),
    language: KnowledgeLanguage.optional(),
    limit: z.number().int().min(1).max(50).default(8),
  })
  .meta({ id: 'SearchBody' });

/** `start`/`end`: UTF-16 offsets of the chunk in the source's body. */
export const SearchHit = z
  .object({
    chunkId: Id,
    text: z.string(),
    language: KnowledgeLanguage,
    score: z.number().meta({ description: 'The ranks of both searches fused; compares hits of one search only.' }),
    source: z.object({
      kind: z.enum(['article', 'document']),
      id: Id,
      title: z.string(),
      version: z.number().int(),
      headings: z.array(z.string()),
      start: z.number().int(),
      end: z.number().int(),
    }),
    why: z.object({ vectorRank: z.number().int().nullable(), textRank: z.number().int().nullable(), distance: z.number().nullable() }),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.output<typeof SearchHit>;
