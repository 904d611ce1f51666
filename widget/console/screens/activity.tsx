import { useSignal } from '@preact/signals';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';

import { asApiError } from '../../api/errors.ts';
import { families, readActivity, readAgents } from '../../state/activity.ts';
import { createList, readList } from '../../state/list.ts';
import { Button } from '../../ui/button.tsx';
import { ConsoleIcon } from '../../ui/console-icon.tsx';
import { useConsole, useLive, useResource, useTexts } from '../context.ts';
import { errorWords } from '../errors.ts';
import { saveFile } from '../parts/save-file.ts';
import { ActivityList } from '../parts/activity-list.tsx';
import { FilterBar, FilterField } from '../parts/filters.tsx';
import { Page } from '../parts/page.tsx';
import { Empty, Failed, Skeleton } from '../parts/state.tsx';
import { type ScreenProps } from '../screens.ts';

const PAGE = 50;
/** Milliseconds in which hints are gathered before the server is asked what is new. */
const GATHER = 400;

/** A day of the person's own calendar, as the server takes it; `end`: the day after. */
const dayAsTime = (day: string | undefined, end = false): string | undefined => {
  const date = new Date(`${day}T00:00:00`);
  if (!day || Number.isNaN(date.getTime())) return undefined;
  if (end) date.setDate(date.getDate() + 1);
  return date.toISOString();
};

const queryOf = (filter: Readonly<Record<string, string>>): URLSearchParams => {
  const asked = { kind: filter['about'], agentId: filter['agent'], from: dayAsTime(filter['from']), to: dayAsTime(filter['to'], true) };
  return new URLSearchParams(Object.entries(asked).filter((entry): entry is [string, string] => Boolean(entry[1])));
};

const Filters = ({ query, agents }: { query: ScreenProps['query']; agents: readonly { id: string; name: string }[] }) => {
  const { router, session } = useConsole();
  const t = useTexts('activity');
  const id = useId();
  const set = (name: string) => (event: Event) => router.setQuery({ [name]: (event.currentTarget as HTMLInputElement).value });
  const day = (name: 'from' | 'to') => (
    <FilterField id={`${id}-${name}`} label={t(name)}>
      <input id={`${id}-${name}`} class="souffleur-input" type="date" value={query[name] ?? ''} onChange={set(name)} />
    </FilterField>
  );
  return (
    <FilterBar label={t('filters')} active={['about', 'agent', 'from', 'to'].filter((name) => query[name]).length}>
      <FilterField id={`${id}-about`} label={t('family')}>
        <select id={`${id}-about`} class="souffleur-input souffleur-select" value={query['about'] ?? ''} onChange={set('about')}>
          <option value="">{t('all')}</option>
          {families
            .filter(({ admin }) => !admin || session.member.role === 'admin')
            .map(({ name }) => (
              <option key={name} value={name}>
                {t(`families.${name}`)}
              </option>
            ))}
        </select>
      </FilterField>
      {agents.length > 0 && (
        <FilterField id={`${id}-agent`} label={t('agent')}>
          <select id={`${id}-agent`} class="souffleur-input souffleur-select" value={query['agent'] ?? ''} onChange={set('agent')}>
            <option value="">{t('all_agents')}</option>
            {agents.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
          </select>
        </FilterField>
      )}
      {day('from')}
      {day('to')}
    </FilterBar>
  );
};

export default function ActivityScreen({ query }: ScreenProps) {
  const { api, router, toasts } = useConsole();
  const t = useTexts('activity');
  const asked = queryOf(query).toString();
  const isFiltered = asked !== '';
  const log = useMemo(() => {
    const read = async (limit: number, cursor?: string) =>
      readList(
        await api.get(
          `/activity?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(asked)), limit: String(limit), ...(cursor ? { cursor } : {}) })}`,
        ),
        readActivity,
      );
    return {
      read,
      list: createList(
        (cursor) => read(PAGE, cursor),
        (item) => item.id,
      ),
    };
  }, [api, asked]);
  const agents = useResource(async () => readAgents(await api.get('/agents')), []);
  const fresh = useSignal(0);
  const exporting = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const { list } = log;

  useEffect(() => {
    fresh.value = 0;
    void list.restart();
    return () => clearTimeout(timer.current);
  }, [list]);

  const show = async (): Promise<void> => {
    await list.reload();
    fresh.value = 0;
  };

  /** What came above the first line shown; the list itself stays still under the reader's eyes. */
  const look = async (): Promise<void> => {
    const newest = await log.read(PAGE).catch(() => undefined);
    const at = newest?.items.findIndex(({ id }) => id === list.items.peek()[0]?.id);
    if (list.items.peek().length === 0) return show();
    if (newest && at !== undefined) fresh.value = at < 0 ? newest.items.length : at;
  };
  useLive(['activity.created', 'hook.updated'], (message) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void look(), message ? GATHER : 0);
  });

  const download = async (): Promise<void> => {
    exporting.value = true;
    try {
      saveFile(await api.download(`/activity/export?${asked}`), 'activity.csv');
      toasts.done(t('exported'));
    } catch (thrown) {
      toasts.bad(errorWords(t, asApiError(thrown)));
    } finally {
      exporting.value = false;
    }
  };

  const state = list.state.value;
  const items = list.items.value;
  const error = list.error.value;
  const found = agents.phase.value;
  return (
    <Page
      title={t('title')}
      hint={t('hint')}
      actions={
        <Button kind="neutral" busy={exporting.value} onPress={() => void download()}>
          {t('export')}
        </Button>
      }
    >
      <Filters query={query} agents={found.name === 'ready' ? found.value : []} />
      <div class="souffleur-log-box">
        <div role="status" class="souffleur-log-fresh">
          {fresh.value > 0 && items.length > 0 && (
            <button type="button" class="souffleur-pill" onClick={() => void show()}>
              <ConsoleIcon name="refresh" size={14} />
              {fresh.value >= PAGE ? t('many') : t('new', { count: fresh.value })}
            </button>
          )}
        </div>
        {items.length > 0 && <ActivityList items={items} label={t('label')} />}
        {items.length === 0 && state === 'loading' && <Skeleton lines={9} />}
        {items.length === 0 && state === 'ready' && !isFiltered && <Empty icon="pulse" title={t('empty')} hint={t('empty_hint')} />}
        {items.length === 0 && state === 'ready' && isFiltered && (
          <Empty icon="filter" title={t('no_match')} hint={t('no_match_hint')} action={{ label: t('clear'), press: () => router.go('activity') }} />
        )}
        {state === 'failed' && error && <Failed error={error} onRetry={() => void list.reload()} />}
        {list.hasMore.value && state !== 'failed' && (
          <div class="souffleur-more">
            <Button kind="neutral" busy={state === 'more'} onPress={() => void list.more()}>
              {t('common:table.more')}
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}
