import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import { asApiError } from '../../../api/errors.ts';
import { canRetry, type Hook, readHook, readHookSummary } from '../../../state/hooks.ts';
import { createList, readList } from '../../../state/list.ts';
import { refreshTop } from '../../../state/top-of-list.ts';
import { dict, number, text } from '../../../state/read.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useLive, useResource, useTexts } from '../../context.ts';
import { errorWords } from '../../errors.ts';
import { Page } from '../../parts/page.tsx';
import { rowKeys } from '../../parts/row-keys.ts';
import { moment } from '../../parts/moment.ts';
import { Badge } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { useGathered } from '../../parts/gathered.ts';
import { ExportMenu } from './export.tsx';
import { apiQuery, HookFilters } from './filters.tsx';
import { HookHead } from './head.tsx';
import { BADGES, subjectWords, summaryOf } from './words.ts';

export const HookList = ({ query }: { query: Readonly<Record<string, string>> }) => {
  const { api, router, format, toasts, dialogs } = useConsole();
  const t = useTexts('hooks');
  const search = apiQuery(query);
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const paused = useSignal(false);
  const busy = useSignal(false);
  const summary = useResource(async () => readHookSummary(await api.get('/hook-events/summary')), []);
  const load = async (cursor?: string) =>
    readList(await api.get(`/hook-events?limit=50${search && `&${search}`}${cursor ? `&cursor=${cursor}` : ''}`), readHook);
  const list = useMemo(() => createList(load, (hook: Hook) => hook.id), [search]);
  useEffect(() => {
    chosen.value = new Set();
    void list.restart();
  }, [list]);

  const refresh = useGathered(() => {
    void summary.reload();
    if (list.state.peek() === 'ready') void refreshTop(list, () => load()).catch(() => undefined);
  });
  useLive(['hook.received', 'hook.updated'], (message) => {
    if (paused.peek()) return;
    const known = list.items.peek().find(({ id }) => id === text(message?.['hookId']));
    if (known && list.items.peek().indexOf(known) >= 50)
      void api.get(`/hook-events/${known.id}`).then(
        (hook) => list.put(readHook(hook)),
        () => undefined,
      );
    refresh();
  });

  const retry = async (body: unknown): Promise<void> => {
    busy.value = true;
    try {
      const answer = dict(await api.write('POST', '/hook-events/retry', body));
      const [retried, skipped] = [number(answer['retried']), number(answer['skipped'])];
      toasts.done(skipped > 0 ? t('retry.done_some', { count: retried, skipped: format.number(skipped) }) : t('retry.done', { count: retried }));
      chosen.value = new Set();
      refresh();
    } catch (error) {
      toasts.bad(errorWords(t, asApiError(error)));
    } finally {
      busy.value = false;
    }
  };
  const phase = summary.phase.value;
  const failed = phase.name === 'ready' ? phase.value.failed : 0;
  const retryAll = async (): Promise<void> => {
    const yes = await dialogs.ask({ title: t('retry.all_title', { count: failed }), text: t('retry.all_text'), yes: t('retry.all_yes') });
    if (yes) await retry({ filter: {} });
  };

  const isFiltered = search !== '';
  // Boxes where choosing does something, and nowhere else.
  const isAttention = Boolean(query['state']?.split(',').every((state) => state === 'failed' || state === 'quarantined'));
  return (
    <Page
      title={t('title')}
      hint={t('hint')}
      actions={
        <>
          {failed > 0 && (
            <Button kind="neutral" busy={busy.value} onPress={() => void retryAll()}>
              {t('retry.all')}
            </Button>
          )}
          <Button kind="neutral" pressed={paused.value} onPress={() => ((paused.value = !paused.value), paused.value || refresh())}>
            {t(paused.value ? 'live.resume' : 'live.pause')}
          </Button>
          <ExportMenu search={search} />
        </>
      }
    >
      {phase.name === 'ready' && <HookHead summary={phase.value} />}
      <HookFilters query={query} />
      {chosen.value.size > 0 && (
        <div class="souffleur-chosen" role="status">
          <span>{t('chosen', { count: chosen.value.size })}</span>
          <Button kind="primary" busy={busy.value} onPress={() => void retry({ ids: [...chosen.value] })}>
            {t('retry.chosen')}
          </Button>
          <Button kind="quiet" onPress={() => (chosen.value = new Set())}>
            {t('unchoose')}
          </Button>
        </div>
      )}
      <div class="souffleur-hooks" onKeyDown={rowKeys}>
        <Table
          label={t('label')}
          columns={columnsOf(t, format)}
          rows={list.items.value}
          keyOf={(hook) => hook.id}
          state={list.state.value}
          error={list.error.value}
          onRetry={() => void list.restart()}
          linkTo={(hook) => `hooks/${hook.id}`}
          selection={
            isAttention && list.items.value.some(canRetry)
              ? {
                  chosen: chosen.value,
                  change: (next) => (chosen.value = new Set(list.items.peek().flatMap((hook) => (next.has(hook.id) && canRetry(hook) ? [hook.id] : [])))),
                  nameOf: (hook) => summaryOf(t, hook),
                }
              : undefined
          }
          empty={
            isFiltered
              ? {
                  icon: 'filter',
                  title: t('empty.filtered'),
                  hint: t('empty.filtered_hint'),
                  action: { label: t('filters.clear'), press: () => router.go('hooks') },
                }
              : { icon: 'inbox', title: t('empty.title'), hint: t('empty.hint'), action: { label: t('empty.action'), press: () => router.go('connection') } }
          }
          more={{ has: list.hasMore.value, load: () => void list.more() }}
        />
      </div>
    </Page>
  );
};

const columnsOf = (t: ReturnType<typeof useTexts>, format: ReturnType<typeof useConsole>['format']): Column<Hook>[] => [
  {
    id: 'said',
    title: t('columns.said'),
    cell: (hook) => summaryOf(t, hook),
  },
  {
    id: 'about',
    title: t('columns.about'),
    cell: ({ events, problem, error, caused }) => {
      if (problem) return <span class="souffleur-muted">{t(`problems.${problem}.short`, { defaultValue: error ?? '' })}</span>;
      const message = caused.flatMap(({ children }) => children).find(({ kind }) => kind === 'message');
      const subjects = [...new Set(events.map(({ subject }) => subject))];
      return (
        <>
          {message ? (
            <span class="souffleur-said-quote">{message.label}</span>
          ) : (
            subjects
              .slice(0, 2)
              .map((subject) => subjectWords(t, subject))
              .join(', ')
          )}
          {subjects.length > 2 && ` +${format.number(subjects.length - 2)}`}
          {events.length > 0 && events.every(({ duplicate }) => duplicate) && <span class="souffleur-muted"> · {t('duplicate')}</span>}
        </>
      );
    },
  },
  { id: 'state', title: t('columns.state'), narrow: true, cell: ({ state }) => <Badge kind={BADGES[state]}>{t(`states.${state}`)}</Badge> },
  {
    id: 'received',
    title: t('columns.received'),
    narrow: true,
    cell: ({ receivedAt }) => (
      <time dateTime={receivedAt} title={format.ago(receivedAt)}>
        {moment(format, receivedAt)}
      </time>
    ),
  },
];
