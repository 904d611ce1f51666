/** Tables of the knowledge base. `chunks` is what is searched; a piece of evidence points into `article_versions`. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';

const CategorySchema = defineEntity({
  name: 'Category',
  tableName: 'knowledge_categories',
  properties: { ...tenantColumns(), ...timestamps(), name: p.text(), parentId: p.uuid().nullable(), version: p.integer().version() },
  uniques: [...tenantUniques],
  ...tenantRules('knowledge_categories'),
});
export class Category extends CategorySchema.class {}
CategorySchema.setClass(Category);

const ArticleSchema = defineEntity({
  name: 'Article',
  tableName: 'articles',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    title: p.text(),
    /** Markdown, cleaned: offsets of chunks and evidence count in this very text. */
    body: p.text(),
    language: p.text(),
    categoryId: p.uuid().nullable(),
    validUntil: p.datetime().nullable(),
    /** Grows with every edit (not with indexing, which is why the ORM does not count it). */
    version: p.integer().default(1),
    status: p.text().$type<'pending' | 'indexed' | 'failed'>().default('pending'),
    chunks: p.integer().default(0),
    /** Set: gone from lists and search; its versions stay, because sent replies point into them. */
    deletedAt: p.datetime().nullable(),
  },
  indexes: [{ properties: ['accountId', 'categoryId'] as const }],
  uniques: [...tenantUniques],
  ...tenantRules('articles'),
});
export class Article extends ArticleSchema.class {}
ArticleSchema.setClass(Article);

const ArticleVersionSchema = defineEntity({
  name: 'ArticleVersion',
  tableName: 'article_versions',
  properties: {
    ...tenantColumns(),
    articleId: p.uuid(),
    version: p.integer(),
    title: p.text(),
    body: p.text(),
    language: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'articleId', 'version'] as const }],
  ...tenantRules('article_versions'),
});
export class ArticleVersion extends ArticleVersionSchema.class {}
ArticleVersionSchema.setClass(ArticleVersion);

/** Words of the heading path weigh more than words of the text. Constant configurations keep the expression immutable. */
const searchVector = (config: string): string => `setweight(to_tsvector('${config}', context), 'A') || setweight(to_tsvector('${config}', text), 'B')`;
const TSV = `(case language when 'ru' then ${searchVector('russian')} when 'es' then ${searchVector('spanish')} when 'pt' then ${searchVector('portuguese')} else ${searchVector('english')} end) stored`;

const ChunkSchema = defineEntity({
  name: 'Chunk',
  tableName: 'chunks',
  properties: {
    ...tenantColumns(),
    articleId: p.uuid(),
    version: p.integer(),
    ordinal: p.integer(),
    headings: p.json<string[]>(),
    /** Title and headings in one line: searched, embedded, never quoted. */
    context: p.text(),
    /** UTF-16 offsets into the body of that version. */
    start: p.integer(),
    end: p.integer(),
    text: p.text(),
    language: p.text(),
    /** No fixed length: each account's embedding model decides; search compares only vectors of one model and length. */
    embedding: p.type('vector').columnType('vector').nullable().lazy().$type<string>(),
    embeddingModel: p.text().nullable(),
    tsv: p.type('tsvector').columnType('tsvector').nullable().lazy().hidden().generated(TSV),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'articleId', 'ordinal'] as const }],
  ...tenantRules('chunks'),
});
export class Chunk extends ChunkSchema.class {}
ChunkSchema.setClass(Chunk);
