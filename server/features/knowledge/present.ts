import { type z } from 'zod';

import { type Article, type ArticleVersion } from './entities.ts';
import { type Article as ArticleSchema, type ArticleSummary, type ArticleVersion as VersionSchema, KnowledgeLanguage } from './schema.ts';

export type ArticleShape = z.output<typeof ArticleSchema>;
export type SummaryShape = z.output<typeof ArticleSummary>;
export type VersionShape = z.output<typeof VersionSchema>;

type Row = Pick<Article, 'id' | 'title' | 'language' | 'categoryId' | 'validUntil' | 'version' | 'status' | 'chunks' | 'createdAt' | 'updatedAt'>;

/** Takes a row read without its text too. */
export const summarize = (row: Row): SummaryShape => ({
  id: row.id,
  title: row.title,
  language: KnowledgeLanguage.parse(row.language),
  categoryId: row.categoryId ?? null,
  validUntil: row.validUntil?.toISOString() ?? null,
  version: row.version,
  status: row.status,
  chunks: row.chunks,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const presentArticle = (row: Article): ArticleShape => ({ ...summarize(row), body: row.body });

export const presentVersion = (row: ArticleVersion): VersionShape => ({
  articleId: row.articleId,
  version: row.version,
  title: row.title,
  body: row.body,
  language: KnowledgeLanguage.parse(row.language),
  createdAt: row.createdAt.toISOString(),
});
