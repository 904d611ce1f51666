import { useEffect, useMemo } from 'preact/hooks';

import { createList, readList } from '../../../../state/list.ts';
import { readRun, type Run } from '../../../../state/rule-runs.ts';
import { type Rule } from '../../../../state/rules.ts';
import { refreshTop } from '../../../../state/top-of-list.ts';
import { useConsole, useLive, useTexts } from '../../../context.ts';
import { useGathered } from '../../../parts/gathered.ts';
import { moment } from '../../../parts/moment.ts';
import { rowKeys } from '../../../parts/row-keys.ts';
import { Badge } from '../../../parts/state.tsx';
import { type Column, Table } from '../../../parts/table.tsx';
import { eventWords, subjectWords } from '../../hooks/words.ts';
import { isFiltered, RunFilters, runQuery } from './filters.tsx';
import { RUN_BADGES, stateWords } from './words.ts';

interface Props {
  /** Only of this rule. */
  ruleId?: string;
  rules?: readonly Rule[];
  query: Readonly<Record<string, string>>;
}

/** What rules did, newest first; new ones appear by themselves. */
export const RunTable = ({ ruleId, rules, query }: Props) => {
  const { api, router } = useConsole();
  const t = useTexts('rules');
  const search = runQuery(query, ruleId);
  const load = async (cursor?: string) =>
    readList(await api.get(`/rules/runs?limit=50${search && `&${search}`}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`), readRun);
  const list = useMemo(() => createList(load, (run: Run) => run.id), [search]);
  useEffect(() => void list.restart(), [list]);
  const refresh = useGathered(() => {
    if (list.state.peek() === 'ready') void refreshTop(list, () => load()).catch(() => undefined);
  });
  useLive(['rule.run'], (message) => {
    if (!message || !ruleId || message['ruleId'] === ruleId) refresh();
  });
  const columns = useColumns(ruleId === undefined);
  const filtered = isFiltered(query, ruleId);
  return (
    <>
      <RunFilters query={query} rules={ruleId === undefined ? (rules ?? []) : undefined} />
      <div class="souffleur-rules" onKeyDown={rowKeys}>
        <Table
          label={t('rule-runs:label')}
          columns={columns}
          rows={list.items.value}
          keyOf={(run) => run.id}
          state={list.state.value}
          error={list.error.value}
          onRetry={() => void list.restart()}
          linkTo={(run) => `rules/runs/${run.id}`}
          empty={
            filtered
              ? {
                  icon: 'filter',
                  title: t('empty.filtered'),
                  hint: t('rule-runs:empty.filtered_hint'),
                  action: {
                    label: t('rule-runs:filters.clear'),
                    press: () => router.go(ruleId ? `rules/${ruleId}` : 'rules/runs', ruleId ? { tab: 'runs' } : {}),
                  },
                }
              : { icon: 'branch', title: t('rule-runs:empty.title'), hint: t('rule-runs:empty.hint') }
          }
          more={{ has: list.hasMore.value, load: () => void list.more() }}
        />
      </div>
    </>
  );
};

const useColumns = (withRule: boolean): Column<Run>[] => {
  const { format } = useConsole();
  const t = useTexts('rules');
  const about = ({ leadName, leadCrmId, event }: Run): string => leadName ?? subjectWords(t, leadCrmId ? `lead:${leadCrmId}` : event.subject);
  return [
    ...(withRule ? [{ id: 'rule', title: t('one'), cell: ({ ruleName }: Run) => ruleName }] : []),
    { id: 'event', title: t('rule-runs:columns.event'), cell: ({ event }) => eventWords(t, event.name) },
    { id: 'lead', title: t('rule-runs:columns.about'), cell: about },
    { id: 'state', title: t('rule-runs:columns.state'), narrow: true, cell: (run) => <Badge kind={RUN_BADGES[run.state]}>{stateWords(t, run)}</Badge> },
    {
      id: 'at',
      title: t('rule-runs:columns.at'),
      narrow: true,
      cell: ({ at }) => (
        <time dateTime={at} title={format.ago(at)}>
          {moment(format, at)}
        </time>
      ),
    },
  ];
};
