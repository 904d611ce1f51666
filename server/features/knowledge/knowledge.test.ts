import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { LlmError } from '../../llm/errors.ts';
import { embed } from '../../sandbox/model/embedding.ts';
import { Article, ArticleVersion, Chunk } from './entities.ts';
import { openShelf, type Shelf, type ShelfLlm } from './testing.ts';

const llm: ShelfLlm = {
  embeddingModel: 'offline',
  embed: async (texts) => ({ vectors: texts.map(embed), usage: { in: texts.length, out: 0 } }),
  cost: async () => ({ micros: 7, priced: true }),
};
const down: ShelfLlm = { ...llm, embed: async () => Promise.reject(new LlmError('unreachable')) };
const article = {
  title: 'Доставка',
  body: '# Города\n\nДоставка в Казань стоит 490 ₽.\n\n# Сроки\n\nПривозим за три рабочих дня, если заказ оплачен до двух часов.',
  language: 'ru' as const,
  categoryId: null,
  validUntil: null,
};

let db: TestDatabase;
let shelf: Shelf;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  shelf = await openShelf(db, llm);
});

const texts = async (of: Shelf, query: string): Promise<string[]> => (await of.knowledge.search({ query })).items.map((hit) => hit.text);

test('an article is found by its words at once and by its meaning after its job', async () => {
  const made = await shelf.articles.create(article);
  expect(made).toMatchObject({ version: 1, status: 'pending', chunks: 2 });
  const before = await shelf.knowledge.search({ query: 'сколько стоит доставка в Казань' });
  expect(before.items[0]).toMatchObject({
    text: 'Доставка в Казань стоит 490 ₽.',
    language: 'ru',
    source: { id: made.id, version: 1, headings: ['Города'] },
    why: { textRank: 1, vectorRank: null },
  });
  const { start, end } = before.items[0]!.source;
  expect(made.body.slice(start, end)).toBe('Доставка в Казань стоит 490 ₽.');
  expect(shelf.jobs).toEqual([{ accountId: shelf.accountId, articleId: made.id, version: 1 }]);
  await shelf.work();
  expect(await shelf.articles.get(made.id)).toMatchObject({ status: 'indexed' });
  const after = await shelf.knowledge.search({ query: 'how much is delivery to Kazan' });
  expect(after.degraded).toBe(false);
  expect(after.items[0]).toMatchObject({ text: 'Доставка в Казань стоит 490 ₽.', why: { vectorRank: 1 } });
  expect(await shelf.spentToday()).toBe(7);
});

test('an edit is a new version, and the words of the old one are no longer found', async () => {
  const made = await shelf.articles.create(article);
  const edited = await shelf.articles.update(made.id, { version: 1, body: 'Самовывоз бесплатный.' });
  expect(edited).toMatchObject({ version: 2, title: 'Доставка', status: 'pending', chunks: 1 });
  expect(await texts(shelf, 'Казань')).not.toContain('Доставка в Казань стоит 490 ₽.');
  expect(await texts(shelf, 'самовывоз')).toEqual(['Самовывоз бесплатный.']);
  expect((await shelf.articles.version(made.id, 1)).body).toBe(article.body);
  expect((await shelf.articles.version(made.id, 2)).body).toBe('Самовывоз бесплатный.');
  await expect(shelf.articles.version(made.id, 3)).rejects.toMatchObject({ status: 404 });
});

test('a late job of an old version leaves the new one alone', async () => {
  const made = await shelf.articles.create(article);
  const old = shelf.jobs.splice(0);
  await shelf.articles.update(made.id, { version: 1, title: 'Новое' });
  shelf.jobs.splice(0, 9, ...old);
  await shelf.work();
  expect((await shelf.articles.get(made.id)).status).toBe('pending');
});

test('two editors: the second is told, with both sides', async () => {
  const made = await shelf.articles.create(article);
  const edits = await Promise.allSettled([
    shelf.articles.update(made.id, { version: 1, title: 'Один' }),
    shelf.articles.update(made.id, { version: 1, title: 'Два' }),
  ]);
  const lost = edits.find((edit) => edit.status === 'rejected');
  expect(edits.filter((edit) => edit.status === 'fulfilled')).toHaveLength(1);
  expect(lost?.reason).toMatchObject({ status: 409, code: 'version_conflict', detail: { current: { version: 2 }, yours: { version: 1 } } });
});

test('a deleted article is gone from search and lists, its versions stay', async () => {
  const made = await shelf.articles.create(article);
  await shelf.work();
  await shelf.articles.delete(made.id);
  expect(await texts(shelf, 'доставка Казань')).toEqual([]);
  expect((await shelf.articles.list({ limit: 10 })).items).toEqual([]);
  await expect(shelf.articles.get(made.id)).rejects.toMatchObject({ status: 404 });
  await expect(shelf.articles.delete(made.id)).rejects.toMatchObject({ status: 404 });
  await expect(shelf.articles.update(made.id, { version: 1, title: 'x' })).rejects.toMatchObject({ status: 404 });
  expect((await shelf.articles.version(made.id, 1)).title).toBe('Доставка');
});

test('an article past its date is not found', async () => {
  await shelf.articles.create({ ...article, validUntil: '2026-11-20T11:59:59.000Z' });
  expect(await texts(shelf, 'доставка Казань')).toEqual([]);
  await shelf.articles.create({ ...article, validUntil: '2026-11-20T12:00:01.000Z' });
  expect(await texts(shelf, 'доставка Казань')).toHaveLength(2);
});

test('lists go on where they ended and take filters', async () => {
  for (const language of ['ru', 'en', 'ru', 'es', 'ru'] as const) await shelf.articles.create({ ...article, language });
  const first = await shelf.articles.list({ limit: 2, language: 'ru' });
  const second = await shelf.articles.list({ limit: 2, language: 'ru', cursor: first.nextCursor! });
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, null]);
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(3);
  expect(first.items[0]).not.toHaveProperty('body');
});

test('hostile text is stored clean and its spans still fit', async () => {
  const made = await shelf.articles.create({
    ...article,
    title: "'; drop table chunks; --",
    body: 'Цена\0 1\u202e00 ₽ \ud83d и\u{e0041} всё. <script>alert(1)</script> ? ?? $1 :x',
  });
  const { items } = await shelf.knowledge.search({ query: 'цена \' " \\ & | ! ( ) :* <-> ? \0 \ud83d' });
  expect(items[0]?.text).toBe(made.body.slice(items[0]!.source.start, items[0]!.source.end));
  expect(made.body).not.toMatch(/[\0\u202e]/);
  for (const query of ['"', "'", '\\', '|||', '!!!', '((((', 'a & !', '👍', '-', ' '.repeat(50), 'x'.repeat(2000), '%_%'])
    await expect(shelf.knowledge.search({ query })).resolves.toBeDefined();
  await expect(shelf.articles.create({ ...article, body: '\0\u202e ' })).rejects.toMatchObject({ status: 422 });
});

test('without the embedding model words serve, and the answer says so', async () => {
  const alone = await openShelf(db, down);
  const made = await alone.articles.create(article);
  await expect(alone.work()).rejects.toMatchObject({ code: 'unreachable' });
  const result = await alone.knowledge.search({ query: 'доставка в Казань' });
  expect(result).toMatchObject({ degraded: true, items: [{ source: { id: made.id } }, {}] });
  await expect(alone.index.run(made.id, 1, { signal: new AbortController().signal, last: true })).rejects.toThrow(LlmError);
  expect((await alone.articles.get(made.id)).status).toBe('failed');
});

test('a question is embedded once, however often it is asked, and a failure is not remembered', async () => {
  let calls = 0;
  const counting = await openShelf(db, {
    ...llm,
    embed: async (asked) => {
      calls += 1;
      if (calls === 1) throw new LlmError('unreachable');
      return llm.embed(asked);
    },
  });
  const ask = async (query: string): Promise<boolean> => (await counting.knowledge.search({ query })).degraded;
  expect([await ask('доставка'), await ask('доставка'), await ask('доставка'), await ask('оплата')]).toEqual([true, false, false, false]);
  expect(calls).toBe(3);
});

test('a misspelt word is still understood', async () => {
  await openShelf(db, llm);
  await shelf.articles.create({ ...article, title: 'Warranty and returns', body: 'Twenty-four months for machines.', language: 'en' });
  expect((await shelf.knowledge.search({ query: 'waranty' }, { vector: null })).items).toHaveLength(1);
});

test('vectors of another model are never compared', async () => {
  const made = await shelf.articles.create(article);
  await shelf.work();
  const other = await shelf.knowledge.search({ query: 'zzz' }, { vector: [1, 0, 0] });
  expect(other.items).toEqual([]);
  const em = db.orm.em.fork();
  expect(await em.count(Chunk, { articleId: made.id, embeddingModel: 'offline@256' })).toBe(2);
});

test('one account never sees, finds or changes what another has', async () => {
  const stranger = await openShelf(db, llm);
  const secret = await stranger.articles.create({ ...article, body: 'Канарейка поёт в Казани.' });
  const shelfOf = await stranger.categories.create({ name: 'Тайное', parentId: null });
  await stranger.work();
  await shelf.articles.create(article);
  await shelf.work();
  expect(await texts(shelf, 'Канарейка поёт в Казани')).not.toContain('Канарейка поёт в Казани.');
  for (const call of [
    () => shelf.articles.get(secret.id),
    () => shelf.articles.version(secret.id, 1),
    () => shelf.articles.delete(secret.id),
    () => shelf.articles.update(secret.id, { version: 1, title: 'x' }),
    () => shelf.articles.create({ ...article, categoryId: shelfOf.id }),
    () => shelf.categories.create({ name: 'x', parentId: shelfOf.id }),
    () => shelf.categories.delete(shelfOf.id),
  ])
    await expect(call()).rejects.toMatchObject({ status: 404 });
  expect((await shelf.articles.list({ limit: 200 })).items).toHaveLength(1);
  expect(await shelf.categories.list()).toEqual([]);
  expect(await shelf.em.fork().count(ArticleVersion, {})).toBe(1);
  await shelf.index.run(secret.id, 1, { signal: new AbortController().signal, last: true });
  expect(await db.orm.em.fork().count(Article, { id: secret.id, status: 'indexed' })).toBe(1);
});

test('categories form a tree without circles', async () => {
  const top = await shelf.categories.create({ name: 'Доставка', parentId: null });
  const child = await shelf.categories.create({ name: 'Города', parentId: top.id });
  await expect(shelf.categories.update(top.id, { version: 1, parentId: child.id })).rejects.toMatchObject({ status: 422 });
  await expect(shelf.categories.update(top.id, { version: 9, name: 'x' })).rejects.toMatchObject({ status: 409 });
  expect(await shelf.categories.update(top.id, { version: 1, name: 'Отправка' })).toMatchObject({ name: 'Отправка', version: 2 });
  const made = await shelf.articles.create({ ...article, categoryId: top.id });
  await shelf.categories.delete(top.id);
  expect(await shelf.categories.list()).toMatchObject([{ id: child.id, parentId: null }]);
  expect((await shelf.articles.get(made.id)).categoryId).toBeNull();
});

test('money spent yesterday, in the account time zone, does not count today', async () => {
  let now = new Date('2026-11-19T20:59:00Z'); // 23:59 in Moscow
  const moving = await openShelf(db, llm, () => now);
  const call = { kind: 'chat' as const, model: 'm', tokensIn: 1, tokensOut: 1, ms: 1, ok: true };
  await moving.ledger.record({ ...call, cost: 100 });
  expect(await moving.spentToday()).toBe(100);
  now = new Date('2026-11-19T21:01:00Z');
  expect(await moving.spentToday()).toBe(0);
  await moving.ledger.record({ ...call, cost: 30 });
  expect([await moving.spentToday(), await shelf.spentToday()]).toEqual([30, 0]);
});
