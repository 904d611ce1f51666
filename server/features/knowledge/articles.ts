import { LockMode } from '@mikro-orm/core';
import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type Clock } from '../../clock.ts';
import { newId } from '../../db/base.ts';
import { conflict, notFound, unprocessable } from '../../errors.ts';
import { pageOf, parseCursor } from '../../http/paging.ts';
import { type Queue } from '../../jobs/queue.ts';
import { type ActivityData } from '../activity/entities.ts';
import { type ActivityService } from '../activity/service.ts';
import { chunkMarkdown } from './chunking.ts';
import { cleanText } from './clean-text.ts';
import { Article, ArticleVersion, Category, Chunk } from './entities.ts';
import { type ArticleBody, type ArticlePatch, type ArticleQuery } from './schema.ts';
import { type ArticleShape, presentArticle, presentVersion, type SummaryShape, summarize, type VersionShape } from './present.ts';

interface Deps {
  em: EntityManager;
  accountId: string;
  clock: Clock;
  queue: Pick<Queue, 'send'>;
  activity: Pick<ActivityService, 'record' | 'caller'>;
}

/**
 * Articles and their versions. What is written is found by its words as soon as the call returns:
 * the pieces change in the same transaction; their vectors follow by a job.
 */
export class Articles {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, queue, activity }: Deps) {
    this.#deps = { em, accountId, clock, queue, activity };
  }

  /** Newest first. */
  async list(query: z.output<typeof ArticleQuery>): Promise<{ items: SummaryShape[]; nextCursor: string | null }> {
    const after = parseCursor(query.cursor);
    const where = {
      deletedAt: null,
      ...(query.language ? { language: query.language } : {}),
      ...(query.categoryId ? { categoryId: query.categoryId } : {}),
      ...(after ? { id: { $lt: after } } : {}),
    };
    const rows = await this.#deps.em.fork().find(Article, where, { orderBy: { id: 'desc' }, limit: query.limit + 1, exclude: ['body'] });
    const { items, nextCursor } = pageOf(rows.map(summarize), query.limit);
    return { items, nextCursor };
  }

  /** @throws AppError 404. */
  async get(id: string): Promise<ArticleShape> {
    const row = await this.#deps.em.fork().findOne(Article, { id, deletedAt: null });
    if (!row) throw notFound('article');
    return presentArticle(row);
  }

  /** Also of an article that is deleted. @throws AppError 404. */
  async version(id: string, version: number): Promise<VersionShape> {
    const row = await this.#deps.em.fork().findOne(ArticleVersion, { articleId: id, version });
    if (!row) throw notFound('version of this article');
    return presentVersion(row);
  }

  /** @throws AppError 404 for an unknown category, 422 for a text that is empty once cleaned. */
  async create(body: z.output<typeof ArticleBody>): Promise<ArticleShape> {
    const { em, accountId } = this.#deps;
    return em.transactional(async (tx) => {
      await this.#checkCategory(tx, body.categoryId);
      const text = cleaned(body);
      const validUntil = body.validUntil === null ? null : new Date(body.validUntil);
      const row = tx.create(Article, {
        id: newId(),
        accountId,
        ...text,
        language: body.language,
        categoryId: body.categoryId,
        validUntil,
        version: 1,
        status: 'pending',
        chunks: 0,
        deletedAt: null,
      });
      await tx.flush();
      return this.#store(tx, row);
    });
  }

  /** Every change is a new version. @throws AppError 404, 409 with both sides, 422. */
  async update(id: string, patch: z.output<typeof ArticlePatch>): Promise<ArticleShape> {
    return this.#deps.em.transactional(async (tx) => {
      const row = await tx.findOne(Article, { id, deletedAt: null }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!row) throw notFound('article');
      if (row.version !== patch.version)
        throw conflict('version_conflict', 'Someone else changed this article meanwhile. Merge with the current version and try again.', {
          current: presentArticle(row),
          yours: patch,
        });
      if (patch.categoryId !== undefined) {
        await this.#checkCategory(tx, patch.categoryId);
        row.categoryId = patch.categoryId;
      }
      Object.assign(row, cleaned({ title: patch.title ?? row.title, body: patch.body ?? row.body }));
      if (patch.language !== undefined) row.language = patch.language;
      if (patch.validUntil !== undefined) row.validUntil = patch.validUntil === null ? null : new Date(patch.validUntil);
      row.version += 1;
      row.status = 'pending';
      return this.#store(tx, row);
    });
  }

  /** Gone from lists and search at once; its versions stay for what was said on their strength. @throws AppError 404. */
  async delete(id: string): Promise<void> {
    await this.#deps.em.transactional(async (tx) => {
      const gone = await tx.nativeUpdate(Article, { id, deletedAt: null }, { deletedAt: this.#deps.clock.now(), chunks: 0 });
      if (gone === 0) throw notFound('article');
      await tx.nativeDelete(Chunk, { articleId: id });
      const row = await tx.findOneOrFail(Article, { id });
      await this.#log(tx, row, 'knowledge.changed', { change: 'deleted' });
    });
  }

  async #log(tx: EntityManager, { id, title, version }: Article, kind: 'knowledge.created' | 'knowledge.changed', more: ActivityData = {}): Promise<void> {
    const { activity } = this.#deps;
    await activity.record(tx, { kind, actor: activity.caller(), subject: `article:${id}`, data: { name: title, version, ...more } });
  }

  async #store(tx: EntityManager, row: Article): Promise<ArticleShape> {
    const { accountId, queue } = this.#deps;
    const pieces = chunkMarkdown(row.body);
    row.chunks = pieces.length;
    tx.create(ArticleVersion, { accountId, articleId: row.id, version: row.version, title: row.title, body: row.body, language: row.language });
    await this.#log(tx, row, row.version === 1 ? 'knowledge.created' : 'knowledge.changed');
    await tx.flush();
    await tx.nativeDelete(Chunk, { articleId: row.id });
    const rows = pieces.map((piece) => ({
      id: newId(),
      accountId,
      articleId: row.id,
      version: row.version,
      language: row.language,
      context: [row.title, ...piece.headings].join(' — '),
      ...piece,
      embedding: null,
      embeddingModel: null,
    }));
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) await tx.insertMany(Chunk, rows.slice(at, at + ROWS_AT_ONCE));
    await queue.send('index-article', { accountId, articleId: row.id, version: row.version }, { tx });
    return presentArticle(row);
  }

  async #checkCategory(tx: EntityManager, id: string | null): Promise<void> {
    if (id !== null && !(await tx.findOne(Category, { id }))) throw notFound('category');
  }
}

const ROWS_AT_ONCE = 200;

function cleaned({ title, body }: { title: string; body: string }): { title: string; body: string } {
  const text = { title: cleanText(title).trim(), body: cleanText(body) };
  if (text.title && text.body.trim()) return text;
  throw unprocessable('empty_text', 'The article needs a title and a text.', [
    { path: text.title ? 'body' : 'title', code: 'empty', message: 'Write some text.' },
  ]);
}
