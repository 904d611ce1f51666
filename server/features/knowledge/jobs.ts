import { type JobHandlers } from '../../jobs/runner.ts';

export const knowledgeJobs: Pick<JobHandlers, 'index-article'> = {
  'index-article': ({ articleId, version }, { cradle, signal, lastAttempt }) => cradle.articleIndex.run(articleId, version, { signal, last: lastAttempt }),
};
