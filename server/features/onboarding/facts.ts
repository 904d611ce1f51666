import { type EntityManager } from '@mikro-orm/postgresql';

import { Account, Connection } from '../accounts/entities.ts';
import { type Agent } from '../agents/entities.ts';
import { Chat, ChatMessage } from '../chats/entities.ts';
import { Article } from '../knowledge/entities.ts';
import { SyncRun } from '../sync/entities.ts';
import { type Check } from './schema.ts';
import { type Facts } from './steps.ts';

/** What the account has so far. */
export async function readFacts(
  em: EntityManager,
  { accountId, checks, agent, touched }: { accountId: string; checks: readonly Check[]; agent: Agent | undefined; touched: boolean },
): Promise<Facts> {
  const account = await em.findOneOrFail(Account, { id: accountId });
  const connection = await em.findOne(Connection, { accountId });
  const runs = await em.find(SyncRun, { kind: 'full' }, { orderBy: { id: 'desc' }, limit: 1 });
  const articles = await em.find(Article, { deletedAt: null }, { fields: ['id', 'status'] });
  const chats = agent ? await em.find(Chat, { agentId: agent.id }, { orderBy: { id: 'desc' }, limit: 50 }) : [];
  const answers = await em.count(ChatMessage, { chatId: { $in: chats.map(({ id }) => id) }, direction: 'out' });
  const count = (status: Article['status']): number => articles.filter((article) => article.status === status).length;
  return {
    host: account.host,
    accountMode: account.mode,
    connection: connection?.state ?? 'disconnected',
    checks,
    sync: runs[0] && { id: runs[0].id, state: runs[0].state, stages: runs[0].stages, error: runs[0].error ?? null },
    synced: (await em.count(SyncRun, { kind: 'full', state: 'done' })) > 0,
    agent: agent && { settings: agent.settings, touched },
    articles: { all: articles.length, indexed: count('indexed'), failed: count('failed') },
    tries: { chatId: chats[0]?.id, answers },
  };
}
