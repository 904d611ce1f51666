import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Article, Chunk } from '../features/knowledge/entities.ts';
import { Queue } from '../jobs/queue.ts';
import { newId } from './base.ts';
import { openEmbedded } from './embedded/embedded.ts';
import { migrate } from './migrate.ts';
import { moveTo } from './move.ts';
import { createOrm } from './orm.ts';
import { Tenancy } from './tenancy.ts';
import { createAccount, type TestDatabase, testDatabase } from './testing.ts';

const log = pino({ level: 'silent' });
/** Quotes, backslashes, and lines that look like commands. */
const BODY = `O'Reilly \\ \n\\unrestrict x\nINSERT INTO nothing;\nSET role = x;\nкофе 咖啡 ${'x'.repeat(1_000)}`;

let dataDir: string;
let target: TestDatabase;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'souffleur-move-'));
  target = await testDatabase();
});
afterAll(async () => {
  await target.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('rows and waiting jobs arrive as they were', async () => {
  const accountId = await fillSource();
  expect(await moveTo({ dataDir, url: target.url, log })).toBe(4);

  const em = target.tenancy.forAccount(accountId);
  expect(await em.find(Article, {})).toMatchObject([{ title: `it's`, body: BODY }, { body: 'second' }]);
  const [chunk] = await em.execute(`select embedding::text as embedding, headings, tsv @@ to_tsquery('russian', 'кофе') as found from chunks`);
  expect(chunk).toEqual({ embedding: '[0.5,-1,2]', headings: [`a'b`], found: true });
  const queue = new Queue({ url: target.url, log, supervise: false });
  await queue.start();
  expect((await queue.list({ limit: 5 }, accountId)).items).toMatchObject([{ name: 'connect-account', state: 'waiting' }]);
  await queue.stop();

  await expect(moveTo({ dataDir, url: target.url, log })).rejects.toThrow('has accounts already');
}, 90_000);

async function fillSource(): Promise<string> {
  const database = await openEmbedded({ dataDir, log });
  const orm = await createOrm({ url: database.url, poolSize: 2, log });
  await migrate(orm, log);
  const queue = new Queue({ url: database.url, log, supervise: false });
  await queue.start();
  const tenancy = new Tenancy({ orm, log });
  const { id: accountId } = await createAccount({ tenancy });
  const em = tenancy.forAccount(accountId);
  const articleId = newId();
  em.create(Article, { id: articleId, accountId, title: `it's`, body: BODY, language: 'ru' });
  em.create(Article, { accountId, title: 'b', body: 'second', language: 'en' });
  em.create(Chunk, {
    accountId,
    articleId,
    version: 1,
    ordinal: 0,
    headings: [`a'b`],
    context: 'кофе',
    start: 0,
    end: 4,
    text: 'кофе',
    language: 'ru',
    embedding: '[0.5,-1,2]',
  });
  await em.flush();
  await queue.send('connect-account', { accountId });
  await queue.stop();
  await orm.close();
  await database.stop();
  return accountId;
}
