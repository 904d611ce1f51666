import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';

import { type Plugin, PLUGIN_KINDS, PLUGIN_STATES, readPlugin, stateOf } from '../../../state/plugins.ts';
import { readPage } from '../../../state/read.ts';
import { Button } from '../../../ui/button.tsx';
import { ConsoleIcon, isConsoleIcon } from '../../../ui/console-icon.tsx';
import { useConsole, useLive, useResource, useTexts } from '../../context.ts';
import { FilterBar, FilterField } from '../../parts/filters.tsx';
import { Page } from '../../parts/page.tsx';
import { rowKeys } from '../../parts/row-keys.ts';
import { Badge, Empty, Note, State } from '../../parts/state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { type PluginActs, isOn, usePluginActs } from './acts.ts';
import { Consent } from './consent.tsx';
import { descriptionOf, hostWords, pausedWords, STATE_BADGES, titleOf } from './words.ts';

const KEYS = ['q', 'kind', 'state'] as const;

/** All plugins by what they are for. There are a few dozen, so they are filtered here. */
export const PluginList = ({ query }: { query: Readonly<Record<string, string>> }) => {
  const { api, router, format } = useConsole();
  const t = useTexts('plugins');
  const plugins = useResource(async () => readPage(await api.get('/plugins'), readPlugin), []);
  useLive(['plugin.updated'], () => void plugins.reload());
  const acts = usePluginActs((next) => {
    const phase = plugins.phase.peek();
    if (phase.name === 'ready') plugins.set(phase.value.map((one) => (one.id === next.id && one.kind === next.kind ? next : one)));
  });
  const wanted = (query['q'] ?? '').trim().toLocaleLowerCase();
  const fits = (plugin: Plugin): boolean =>
    (!query['kind'] || plugin.kind === query['kind']) &&
    (!query['state'] || stateOf(plugin) === query['state']) &&
    [titleOf(format, plugin), descriptionOf(format, plugin), plugin.id].some((words) => words.toLocaleLowerCase().includes(wanted));

  return (
    <Page title={t('title')} hint={t('hint')}>
      <State phase={plugins.phase.value} onRetry={() => void plugins.reload()} lines={8}>
        {(all) => {
          const shown = all.filter(fits);
          const attention = all.filter((plugin) => ['failed', 'consent', 'paused'].includes(stateOf(plugin)));
          return (
            <>
              {attention.length > 0 && !query['state'] && (
                <Note kind="warn">
                  {t('attention', { count: attention.length })} {format.list(attention.map((plugin) => titleOf(format, plugin)))}.
                </Note>
              )}
              <Filters query={query} />
              {all.length > 0 && shown.length === 0 && (
                <Empty icon="filter" title={t('empty.filtered')} action={{ label: t('filters.clear'), press: () => router.go('plugins') }} />
              )}
              {all.length === 0 && <Empty icon="puzzle" title={t('empty.title')} hint={t('empty.hint')} />}
              {PLUGIN_KINDS.map((kind) => (
                <Group key={kind} kind={kind} plugins={shown.filter((plugin) => plugin.kind === kind)} acts={acts} />
              ))}
            </>
          );
        }}
      </State>
      {acts.asked.value && (
        <Consent
          plugin={acts.asked.value}
          busy={acts.busy.value !== undefined}
          failure={acts.failure.value}
          onYes={() => acts.confirm(true)}
          onClose={() => acts.confirm(false)}
        />
      )}
    </Page>
  );
};

const Group = ({ kind, plugins, acts }: { kind: Plugin['kind']; plugins: readonly Plugin[]; acts: PluginActs }) => {
  const { place } = useConsole();
  const t = useTexts('plugins');
  const columns = useColumns(acts);
  if (plugins.length === 0) return null;
  const Title = place === 'own' ? 'h2' : 'h3';
  return (
    <section class="souffleur-plugins" onKeyDown={rowKeys}>
      <Title class="souffleur-panel-title">
        {t(`kinds.${kind}`)} <span class="souffleur-muted souffleur-plugins-count">{plugins.length}</span>
      </Title>
      <Table
        label={t(`kinds.${kind}`)}
        columns={columns}
        rows={plugins}
        keyOf={(plugin) => `${plugin.kind} ${plugin.id}`}
        linkTo={(plugin) => `plugins/${plugin.id}`}
        empty={{ title: t('empty.title') }}
      />
    </section>
  );
};

const useColumns = (acts: PluginActs): Column<Plugin>[] => {
  const { format } = useConsole();
  const t = useTexts('plugins');
  return [
    {
      id: 'name',
      title: t('columns.name'),
      cell: (plugin) => (
        <span class="souffleur-plugin-name">
          <ConsoleIcon name={isConsoleIcon(plugin.icon) ? plugin.icon : 'puzzle'} />
          <span>{titleOf(format, plugin)}</span>
        </span>
      ),
    },
    {
      id: 'about',
      title: t('columns.about'),
      cell: (plugin) => (
        <>
          {plugin.isLoaded ? descriptionOf(format, plugin) : <span class="souffleur-rule-problem">{plugin.reason ?? t('states.failed')}</span>}
          {plugin.hosts.length > 0 && (
            <span class="souffleur-plugin-hosts">{t('connects', { hosts: format.list(plugin.hosts.map((host) => hostWords(t, host))) })}</span>
          )}
        </>
      ),
    },
    {
      id: 'state',
      title: t('columns.state'),
      narrow: true,
      cell: (plugin) => {
        const state = stateOf(plugin);
        return <Badge kind={STATE_BADGES[state]}>{state === 'paused' ? pausedWords(t, format, plugin) : t(`states.${state}`)}</Badge>;
      },
    },
    {
      id: 'enabled',
      title: t('columns.enabled'),
      narrow: true,
      cell: (plugin) => (
        <input
          type="checkbox"
          role="switch"
          class="souffleur-switch souffleur-above"
          aria-label={t('columns.enabled_of', { name: titleOf(format, plugin) })}
          checked={isOn(plugin)}
          disabled={!plugin.isLoaded || acts.busy.value === plugin.id}
          onChange={(event) => {
            event.currentTarget.checked = isOn(plugin);
            acts.turn(plugin, !isOn(plugin));
          }}
        />
      ),
    },
  ];
};

const Filters = ({ query }: { query: Readonly<Record<string, string>> }) => {
  const { router } = useConsole();
  const t = useTexts('plugins');
  const id = useId();
  const words = useSignal(query['q'] ?? '');
  useEffect(() => {
    words.value = query['q'] ?? '';
  }, [query['q']]);
  const select = (key: 'kind' | 'state', values: readonly string[]) => (
    <FilterField id={`${id}-${key}`} label={t(`filters.${key}`)}>
      <select
        id={`${id}-${key}`}
        class="souffleur-input souffleur-select"
        value={query[key] ?? ''}
        onChange={({ currentTarget }) => router.setQuery({ [key]: currentTarget.value })}
      >
        <option value="">{t('filters.any')}</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {t(`${key}s.${value}`)}
          </option>
        ))}
      </select>
    </FilterField>
  );
  return (
    <FilterBar label={t('filters.label')} active={KEYS.filter((key) => query[key]).length}>
      <FilterField wide id={`${id}-q`} label={t('filters.q')}>
        <input
          id={`${id}-q`}
          class="souffleur-input"
          type="search"
          autocomplete="off"
          maxLength={100}
          value={words.value}
          onInput={({ currentTarget }) => {
            words.value = currentTarget.value;
            router.setQuery({ q: currentTarget.value });
          }}
        />
      </FilterField>
      {select('kind', PLUGIN_KINDS)}
      {select('state', PLUGIN_STATES)}
      {KEYS.some((key) => query[key]) && (
        <Button kind="quiet" onPress={() => router.setQuery(Object.fromEntries(KEYS.map((key) => [key, undefined])))}>
          {t('filters.clear')}
        </Button>
      )}
    </FilterBar>
  );
};
