import { useEffect, useId, useMemo } from 'preact/hooks';

import { isOpen, type Job, JOB_STATES, readJob } from '../../../state/jobs.ts';
import { createList, readList } from '../../../state/list.ts';
import { refreshTop } from '../../../state/top-of-list.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useLive, useTexts } from '../../context.ts';
import { FilterBar, FilterField } from '../../parts/filters.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/page.tsx';
import { rowKeys } from '../../parts/row-keys.ts';
import { Badge } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { BADGES, nameWords, useJobActions } from './words.ts';

/** Jobs have no live line of their own: while something is to be done, the list is read again this often (ms). */
const EVERY = 4_000;
const NAMES = [
  'process-hooks',
  'reply',
  'deliver',
  'sync',
  'read-subject',
  'write-callback',
  'run-actions',
  'perform-effect',
  'index-article',
  'connect-account',
] as const;

export const JobList = ({ query }: { query: Readonly<Record<string, string>> }) => {
  const { api, router } = useConsole();
  const t = useTexts('jobs');
  const id = useId();
  const search = new URLSearchParams(['state', 'name'].flatMap((key) => (query[key] ? [[key, query[key]]] : []))).toString();
  const load = async (cursor?: string) => readList(await api.get(`/jobs?limit=50${search && `&${search}`}${cursor ? `&cursor=${cursor}` : ''}`), readJob);
  const list = useMemo(() => createList(load, (job: Job) => job.id), [search]);
  const refresh = (): void => {
    if (list.state.peek() === 'ready') void refreshTop(list, () => load()).catch(() => undefined);
  };
  useEffect(() => {
    void list.restart();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && (list.items.peek().some(isOpen) || !search)) refresh();
    }, EVERY);
    return () => clearInterval(timer);
  }, [list]);
  useLive(['sync.updated'], refresh);
  const columns = useColumns(useJobActions((job) => list.put(job)));
  const rows = list.items.value;
  // A column in which nothing stands is left out.
  const shown = columns.filter(({ id: column }) => (column === 'act' ? rows.some(canAct) : column === 'what' ? rows.some(hasWords) : true));

  return (
    <Page title={t('title')} hint={t('hint')}>
      <FilterBar label={t('filters.label')} active={Number(Boolean(query['state'])) + Number(Boolean(query['name']))}>
        <FilterField id={`${id}-state`} label={t('filters.state')}>
          <select
            id={`${id}-state`}
            class="souffleur-input souffleur-select"
            value={query['state'] ?? ''}
            onChange={({ currentTarget }) => router.setQuery({ state: currentTarget.value })}
          >
            <option value="">{t('filters.any')}</option>
            {JOB_STATES.map((state) => (
              <option key={state} value={state}>
                {t(`states.${state}`)}
              </option>
            ))}
          </select>
        </FilterField>
        <FilterField id={`${id}-name`} label={t('filters.name')}>
          <select
            id={`${id}-name`}
            class="souffleur-input souffleur-select"
            value={query['name'] ?? ''}
            onChange={({ currentTarget }) => router.setQuery({ name: currentTarget.value })}
          >
            <option value="">{t('filters.any')}</option>
            {[...new Set([...NAMES, ...(query['name'] ? [query['name']] : []), ...list.items.value.map(({ name }) => name)])].map((name) => (
              <option key={name} value={name}>
                {nameWords(t, name)}
              </option>
            ))}
          </select>
        </FilterField>
        {search && (
          <Button kind="quiet" onPress={() => router.setQuery({ state: undefined, name: undefined })}>
            {t('filters.clear')}
          </Button>
        )}
      </FilterBar>
      <div onKeyDown={rowKeys}>
        <Table
          label={t('label')}
          columns={shown}
          rows={rows}
          keyOf={(job) => job.id}
          state={list.state.value}
          error={list.error.value}
          onRetry={() => void list.restart()}
          linkTo={(job) => `jobs/${job.id}`}
          empty={
            search
              ? {
                  icon: 'filter',
                  title: t('empty.filtered'),
                  hint: t('empty.filtered_hint'),
                  action: { label: t('filters.clear'), press: () => router.go('jobs') },
                }
              : { icon: 'clock', title: t('empty.title'), hint: t('empty.hint') }
          }
          more={{ has: list.hasMore.value, load: () => void list.more() }}
        />
      </div>
    </Page>
  );
};

const canAct = ({ state }: Job): boolean => state === 'failed' || state === 'waiting' || state === 'retrying';
const hasWords = ({ error, state }: Job): boolean => (error !== null && state !== 'done') || state === 'retrying';

const useColumns = ({ busy, retry, cancel }: ReturnType<typeof useJobActions>): Column<Job>[] => {
  const { format } = useConsole();
  const t = useTexts('jobs');
  return [
    {
      id: 'name',
      title: t('columns.name'),
      cell: (job) => nameWords(t, job.name),
    },
    {
      id: 'state',
      title: t('columns.state'),
      narrow: true,
      cell: ({ state }) => <Badge kind={BADGES[state]}>{t(`states.${state}`)}</Badge>,
    },
    {
      id: 'what',
      title: t('columns.what'),
      cell: ({ error, state, startAfter, attempts, maxAttempts }) => (
        <>
          {error && state !== 'done' && <span>{error}</span>}
          {state === 'retrying' && (
            <span class="souffleur-muted"> {t('next_try', { when: format.ago(startAfter), attempt: attempts + 1, most: maxAttempts })}</span>
          )}
          {!error && state !== 'retrying' && <span class="souffleur-muted">–</span>}
        </>
      ),
    },
    {
      id: 'created',
      title: t('columns.created'),
      narrow: true,
      cell: ({ createdAt }) => (
        <time dateTime={createdAt} title={format.ago(createdAt)}>
          {moment(format, createdAt)}
        </time>
      ),
    },
    {
      id: 'act',
      title: t('columns.act'),
      narrow: true,
      cell: (job) => {
        if (job.state === 'failed')
          return (
            <Button kind="neutral" busy={busy.value === job.id} onPress={() => void retry(job)}>
              {t('retry.do')}
            </Button>
          );
        if (job.state !== 'waiting' && job.state !== 'retrying') return null;
        return (
          <Button kind="quiet" busy={busy.value === job.id} onPress={() => void cancel(job)}>
            {t('cancel.do')}
          </Button>
        );
      },
    },
  ];
};
