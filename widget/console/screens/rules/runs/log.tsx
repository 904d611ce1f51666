import { readPage } from '../../../../state/read.ts';
import { inOrder, readRule } from '../../../../state/rules.ts';
import { useConsole, useResource, useTexts } from '../../../context.ts';
import { Page } from '../../../parts/page.tsx';
import { RunTable } from './table.tsx';

/** What all rules did. */
export const RunLog = ({ query }: { query: Readonly<Record<string, string>> }) => {
  const { api } = useConsole();
  const t = useTexts('rules');
  // Only for the names of the filter: without them the log is whole all the same.
  const rules = useResource(async () => inOrder(readPage(await api.get('/rules?limit=200').catch(() => undefined), readRule)), []);
  const phase = rules.phase.value;
  return (
    <Page title={t('rule-runs:title')} hint={t('rule-runs:hint')} back={{ path: 'rules', label: t('title') }}>
      <RunTable query={query} rules={phase.name === 'ready' ? phase.value : []} />
    </Page>
  );
};
