/** Every job name and what runs it, in one place. A name without a handler does not compile. */
import { type ScopedCradle } from '../container.ts';
import { accountJobs } from '../features/accounts/jobs.ts';
import { callbackJobs } from '../features/callbacks/jobs.ts';
import { crmJobs } from '../features/crm/jobs.ts';
import { effectJobs } from '../features/effects/jobs.ts';
import { hookJobs } from '../features/hooks/jobs.ts';
import { knowledgeJobs } from '../features/knowledge/jobs.ts';
import { pluginJobs } from '../features/plugins/jobs.ts';
import { replyJobs } from '../features/replies/jobs.ts';
import { ruleJobs } from '../features/rules/jobs.ts';
import { syncJobs } from '../features/sync/jobs.ts';
import { talkJobs } from '../features/talks/jobs.ts';
import { databaseJobs } from './jobs.ts';
import { type JobHandlers } from './runner.ts';

export const jobHandlers = ({ queue, orm, config }: Pick<ScopedCradle, 'queue' | 'orm' | 'config'>): JobHandlers => ({
  ...accountJobs,
  ...callbackJobs,
  ...crmJobs,
  ...effectJobs,
  ...hookJobs,
  ...knowledgeJobs,
  ...pluginJobs,
  ...replyJobs,
  ...ruleJobs,
  ...syncJobs,
  ...talkJobs,
  ...databaseJobs({ queue, orm, embedded: config.databaseUrl === undefined }),
  'take-up': (_data, { cradle }) => cradle.retention.takeUp(),
  cleanup: async (_data, { cradle }) => {
    await cradle.accountUpkeep.cleanUp();
    await cradle.retention.cleanUp();
    await cradle.syncRounds.cleanUp();
  },
});
