import { type ComponentChildren } from 'preact';

import { readRule } from '../../../state/rules.ts';
import { useConsole, useLive, useResource, useTexts } from '../../context.ts';
import { Link, Page, Panel } from '../../parts/page.tsx';
import { State } from '../../parts/state.tsx';
import { RunTable } from './runs/table.tsx';
import { RunNow } from './try/manual.tsx';
import TryPanel from './try/panel.tsx';
import { Versions } from './versions.tsx';

const TABS = ['edit', 'try', 'runs', 'versions'] as const;

interface Props {
  id: string;
  query: Readonly<Record<string, string>>;
  /** The editor: the first of the tabs, with a page of its own. */
  children: ComponentChildren;
}

/** One rule: its editor, and beside it what was tried, done and changed. */
export const RulePage = ({ id, query, children }: Props) => {
  const t = useTexts('rules');
  const tab = TABS.find((one) => one === query['tab']) ?? 'edit';
  return (
    <div class="souffleur-rule">
      <nav class="souffleur-tabs-line" aria-label={t('tabs.label')}>
        {TABS.map((one) => (
          <Link key={one} class="souffleur-tab-link" path={`rules/${id}`} query={{ tab: one === 'edit' ? undefined : one }} current={one === tab}>
            {t(`tabs.${one}`)}
          </Link>
        ))}
      </nav>
      {tab === 'edit' ? children : <Beside key={tab} id={id} tab={tab} query={query} />}
    </div>
  );
};

const Beside = ({ id, tab, query }: { id: string; tab: Exclude<(typeof TABS)[number], 'edit'>; query: Props['query'] }) => {
  const { api } = useConsole();
  const t = useTexts('rules');
  const rule = useResource(async () => readRule(await api.get(`/rules/${encodeURIComponent(id)}`)), [id]);
  useLive(['rule.updated'], (message) => {
    if (!message || message['ruleId'] === id) void rule.reload();
  });
  const phase = rule.phase.value;
  return (
    <Page
      title={phase.name === 'ready' ? phase.value.name : t('one')}
      hint={t(`tabs.${tab}_hint`)}
      back={{ path: 'rules', label: t('title') }}
      actions={phase.name === 'ready' && phase.value.trigger.on === 'manual' && tab !== 'versions' && <RunNow rule={phase.value} />}
    >
      {tab === 'runs' && <RunTable ruleId={id} query={query} />}
      {tab !== 'runs' && (
        <State phase={phase} onRetry={() => void rule.reload()}>
          {(value) =>
            tab === 'try' ? (
              <Panel>
                <TryPanel key={value.version} ruleId={id} definition={value} />
              </Panel>
            ) : (
              <Versions rule={value} onRestored={(next) => rule.set(next)} />
            )
          }
        </State>
      )}
    </Page>
  );
};
