import { LockMode } from '@mikro-orm/core';
import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { conflict, notFound, unprocessable } from '../../errors.ts';
import { cleanText } from './clean-text.ts';
import { Category } from './entities.ts';
import { type CategoryBody, type CategoryPatch, type Category as CategoryShape } from './schema.ts';

type Shape = z.output<typeof CategoryShape>;

const MAX_DEPTH = 8;

/** The shelves of the knowledge base: a tree of names. */
export class Categories {
  readonly #em: EntityManager;
  readonly #accountId: string;

  constructor({ em, accountId }: { em: EntityManager; accountId: string }) {
    this.#em = em;
    this.#accountId = accountId;
  }

  async list(): Promise<Shape[]> {
    const rows = await this.#em.fork().find(Category, {}, { limit: 1000 });
    const collator = new Intl.Collator();
    return rows.map(present).toSorted((a, b) => collator.compare(a.name, b.name));
  }

  /** @throws AppError 404 for an unknown parent, 422 when the tree gets too deep. */
  async create({ name, parentId }: z.output<typeof CategoryBody>): Promise<Shape> {
    return this.#em.transactional(async (tx) => {
      await this.#checkParent(tx, undefined, parentId);
      const row = tx.create(Category, { accountId: this.#accountId, name: cleanText(name), parentId });
      await tx.flush();
      return present(row);
    });
  }

  /** @throws AppError 404, 409 with both sides, 422 for a circle. */
  async update(id: string, patch: z.output<typeof CategoryPatch>): Promise<Shape> {
    return this.#em.transactional(async (tx) => {
      const row = await tx.findOne(Category, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!row) throw notFound('category');
      if (row.version !== patch.version)
        throw conflict('version_conflict', 'Someone else changed this category meanwhile. Merge with the current version and try again.', {
          current: present(row),
          yours: patch,
        });
      if (patch.parentId !== undefined) {
        await this.#checkParent(tx, id, patch.parentId);
        row.parentId = patch.parentId;
      }
      if (patch.name !== undefined) row.name = cleanText(patch.name);
      await tx.flush();
      return present(row);
    });
  }

  /** Its articles and shelves below it stay, without a shelf. */
  async delete(id: string): Promise<void> {
    if ((await this.#em.nativeDelete(Category, { id })) === 0) throw notFound('category');
  }

  async #checkParent(tx: EntityManager, id: string | undefined, parentId: string | null): Promise<void> {
    let next = parentId;
    for (let depth = 1; next !== null; depth += 1) {
      if (next === id || depth > MAX_DEPTH)
        throw unprocessable('bad_parent', `A category can stand neither under itself nor more than ${MAX_DEPTH} deep. Choose another parent.`);
      const parent: Category | null = await tx.findOne(Category, { id: next });
      if (!parent) throw notFound('category');
      next = parent.parentId ?? null;
    }
  }
}

const present = (row: Category): Shape => ({ id: row.id, name: row.name, parentId: row.parentId ?? null, version: row.version });
