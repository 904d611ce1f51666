import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import { asApiError } from '../../../api/errors.ts';
import { createList, readList } from '../../../state/list.ts';
import { isGoing, readSync, type Sync, type SyncKind } from '../../../state/syncs.ts';
import { refreshTop } from '../../../state/top-of-list.ts';
import { text } from '../../../state/read.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useLive, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { useGathered } from '../../parts/gathered.ts';
import { moment } from '../../parts/moment.ts';
import { Panel } from '../../parts/page.tsx';
import { Badge } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Progress, RunDialog } from './run.tsx';

export const BADGES = { waiting: 'busy', running: 'busy', done: 'good', failed: 'bad', cancelled: 'plain' } as const;

/** Starting, watching and looking back at the reading of the CRM. */
export const Syncs = () => {
  const { api, toasts, format } = useConsole();
  const t = useTexts('connection');
  const starting = useSignal<SyncKind | undefined>(undefined);
  const open = useSignal<string | undefined>(undefined);
  const load = async (cursor?: string) => readList(await api.get(`/crm/syncs?limit=20${cursor ? `&cursor=${cursor}` : ''}`), readSync);
  const list = useMemo(() => createList(load, (sync: Sync) => sync.id), []);
  useEffect(() => void list.restart(), [list]);
  const refresh = useGathered(() => void refreshTop(list, () => load()).catch(() => undefined));
  useLive(['sync.updated'], (message) => {
    const id = text(message?.['syncId']);
    if (id && list.items.peek().some((sync) => sync.id === id))
      void api.get(`/crm/syncs/${id}`).then(
        (sync) => list.put(readSync(sync)),
        () => undefined,
      );
    else refresh();
  });

  const start = async (kind: SyncKind): Promise<void> => {
    starting.value = kind;
    try {
      await api.write('POST', '/crm/sync', { kind });
      refresh();
    } catch (error) {
      toasts.bad(errorWords(t, asApiError(error)));
    } finally {
      starting.value = undefined;
    }
  };
  const going = list.items.value.filter(isGoing);
  const isOn = (kind: SyncKind): boolean => going.some((sync) => sync.kind === kind);
  const shown = list.items.value.find(({ id }) => id === open.value);

  const columns: Column<Sync>[] = [
    { id: 'kind', title: t('sync.kind'), cell: ({ kind }) => t(`sync.kinds.${kind}`) },
    { id: 'state', title: t('facts.state'), narrow: true, cell: ({ state }) => <Badge kind={BADGES[state]}>{t(`sync.states.${state}`)}</Badge> },
    {
      id: 'read',
      title: t('sync.read'),
      align: 'end',
      cell: (sync) =>
        sync.kind === 'sweep' ? t('sync.recovered', { count: sync.recovered }) : format.number(sync.stages.reduce((sum, { read }) => sum + read, 0)),
    },
    { id: 'requests', title: t('sync.requests'), align: 'end', cell: ({ requests }) => format.number(requests) },
    { id: 'took', title: t('sync.took'), align: 'end', cell: ({ duration }) => (duration === null ? '–' : format.duration(duration)) },
    { id: 'at', title: t('sync.begun'), narrow: true, cell: ({ startedAt, createdAt }) => moment(format, startedAt ?? createdAt) },
  ];

  return (
    <Panel
      title={t('panels.sync')}
      actions={
        <div class="souffleur-page-actions">
          <Button kind="neutral" busy={starting.value === 'changes'} disabled={isOn('changes') || isOn('full')} onPress={() => void start('changes')}>
            {t('sync.start_changes')}
          </Button>
          <Button kind="primary" busy={starting.value === 'full'} disabled={isOn('full')} onPress={() => void start('full')}>
            {t('sync.start_full')}
          </Button>
        </div>
      }
    >
      {going.map((sync) => (
        <Progress key={sync.id} sync={sync} onChanged={(next) => list.put(next)} />
      ))}
      <Table
        label={t('sync.label')}
        columns={columns}
        rows={list.items.value.filter((sync) => !isGoing(sync))}
        keyOf={({ id }) => id}
        state={list.state.value}
        error={list.error.value}
        onRetry={() => void list.restart()}
        onOpen={({ id }) => (open.value = id)}
        empty={{ icon: 'refresh', title: t(going.length > 0 ? 'sync.first' : 'sync.empty'), hint: t(going.length > 0 ? 'sync.first_hint' : 'sync.empty_hint') }}
        more={{ has: list.hasMore.value, load: () => void list.more() }}
      />
      {shown && <RunDialog sync={shown} onClose={() => (open.value = undefined)} />}
    </Panel>
  );
};
