import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import { createList, readList } from '../../../state/list.ts';
import { inOrder, readRule, type Rule } from '../../../state/rules.ts';
import { Button } from '../../../ui/button.tsx';
import { useConsole, useIsAdmin, useLive, useTexts } from '../../context.ts';
import { useGathered } from '../../parts/gathered.ts';
import { Link, Page } from '../../parts/page.tsx';
import { rowKeys } from '../../parts/row-keys.ts';
import { Empty } from '../../parts/state.tsx';
import { Table } from '../../parts/table.tsx';
import { useRuleActs } from './acts.ts';
import { useRuleColumns } from './columns.tsx';
import { ConfirmEnable } from './confirm.tsx';
import { Conflicts } from './conflicts.tsx';
import { Deleted } from './deleted.tsx';
import { RuleFilters, ruleQuery } from './filters.tsx';
import { Templates } from './templates.tsx';

/** Counters of a busy account change by the second; the list is read again no more often than this (ms). */
const GATHER = 2_000;

/** Every rule in the order in which they run. */
export const RuleList = ({ query }: { query: Readonly<Record<string, string>> }) => {
  const { api, router } = useConsole();
  const t = useTexts('rules');
  const isAdmin = useIsAdmin();
  const search = ruleQuery(query);
  const gallery = useSignal(false);
  const bin = useSignal(false);
  const load = async (cursor?: string) =>
    readList(await api.get(`/rules?limit=200${search && `&${search}`}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`), readRule);
  const list = useMemo(() => createList(load, (rule: Rule) => rule.id), [search]);
  useEffect(() => void list.restart(), [list]);
  const changed = useSignal(0);
  const reload = (): void => {
    changed.value += 1;
    if (list.state.peek() !== 'loading') void list.reload();
  };
  const refresh = useGathered(reload, GATHER);
  const counted = useGathered(() => {
    if (list.state.peek() === 'ready') void list.reload();
  }, GATHER);
  useLive(['rule.updated', 'rule.run'], (message) => (message?.kind === 'rule.run' ? counted() : refresh()));

  const acts = useRuleActs({ put: list.put, remove: list.remove, reload });
  const columns = useRuleColumns(acts);
  const rows = inOrder(list.items.value);
  const isNone = list.state.value === 'ready' && rows.length === 0 && search === '';
  return (
    <Page
      title={t('title')}
      hint={t('hint')}
      actions={
        isAdmin && (
          <>
            <Button kind="primary" onPress={() => router.go('rules/new')}>
              {t('new')}
            </Button>
            <Button kind="neutral" onPress={() => (gallery.value = true)}>
              {t('templates.open')}
            </Button>
          </>
        )
      }
    >
      <nav class="souffleur-rule-places" aria-label={t('places_label')}>
        <Link path="rules/runs">{t('rule-runs:title')}</Link>
        {isAdmin && (
          <button type="button" class="souffleur-text-button" onClick={() => (bin.value = true)}>
            {t('deleted.open')}
          </button>
        )}
      </nav>
      {search === '' && rows.length > 0 && <Conflicts rules={rows} changed={changed.value} />}
      {isNone ? (
        <div class="souffleur-table-box">
          <Empty
            icon="branch"
            title={t('empty.title')}
            {...(isAdmin
              ? { hint: t('empty.hint'), action: { label: t('templates.open'), press: () => (gallery.value = true) } }
              : { hint: t('empty.rep_hint') })}
          />
        </div>
      ) : (
        <>
          <RuleFilters query={query} rules={rows} />
          <div class="souffleur-rules" onKeyDown={rowKeys}>
            <Table
              label={t('label')}
              columns={columns}
              rows={rows}
              keyOf={(rule) => rule.id}
              state={list.state.value}
              error={list.error.value}
              onRetry={() => void list.restart()}
              linkTo={(rule) => `rules/${rule.id}`}
              empty={{
                icon: 'filter',
                title: t('empty.filtered'),
                hint: t('empty.filtered_hint'),
                action: { label: t('filters.clear'), press: () => router.go('rules') },
              }}
              more={{ has: list.hasMore.value, load: () => void list.more() }}
            />
          </div>
        </>
      )}
      <ConfirmEnable acts={acts} />
      {gallery.value && <Templates onClose={() => (gallery.value = false)} />}
      {bin.value && <Deleted acts={acts} onClose={() => (bin.value = false)} />}
    </Page>
  );
};
