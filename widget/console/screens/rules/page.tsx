import { type ComponentType } from 'preact';

import { readRule } from '../../../state/rules.ts';
import { useConsole, useLive, useResource, useTexts } from '../../context.ts';
import { State } from '../../parts/state.tsx';
import { EnableSwitch } from './enable-switch.tsx';
import { RuleFrame, type Tab, useTabs } from './frame.tsx';
import { Lazily } from './lazily.tsx';
import { RunTable } from './runs/table.tsx';
import { RunNow } from './try/manual.tsx';
import { Versions } from './versions.tsx';

interface EditorProps {
  id?: string | undefined;
  template?: string | undefined;
  /** The rule as it is on the screen, or trying it. */
  tab: 'edit' | 'try';
}

const loadEditor = (): Promise<{ default: ComponentType<EditorProps> }> => import('./editor/page.tsx');

interface Props {
  /** Absent: a new one. */
  id?: string | undefined;
  query: Readonly<Record<string, string>>;
}

/** One rule: its editor, where it is also tried as it stands there, and beside it what was done and changed. */
export const RulePage = ({ id, query }: Props) => {
  const t = useTexts('rules');
  const tab = useTabs(id).find((one) => one === query['tab']) ?? 'edit';
  if (id && (tab === 'runs' || tab === 'versions')) return <Beside key={tab} id={id} tab={tab} query={query} />;
  const props = { id, template: query['template'] || undefined, tab: tab === 'try' ? tab : ('edit' as const) };
  return (
    <Lazily
      load={loadEditor}
      props={props}
      around={(waiting) => (
        <RuleFrame {...props} title={t(id ? 'one' : 'new')}>
          {waiting}
        </RuleFrame>
      )}
    />
  );
};

const Beside = ({ id, tab, query }: { id: string; tab: Exclude<Tab, 'edit' | 'try'>; query: Props['query'] }) => {
  const { api } = useConsole();
  const t = useTexts('rules');
  const rule = useResource(async () => readRule(await api.get(`/rules/${encodeURIComponent(id)}`)), [id]);
  useLive(['rule.updated'], (message) => {
    if (!message || message['ruleId'] === id) void rule.reload();
  });
  const phase = rule.phase.value;
  const known = phase.name === 'ready' ? phase.value : undefined;
  return (
    <RuleFrame
      id={id}
      tab={tab}
      title={known?.name ?? t('one')}
      actions={
        known && (
          <>
            <EnableSwitch rule={known} put={rule.set} />
            <RunNow rule={known} />
          </>
        )
      }
    >
      {tab === 'runs' ? (
        <RunTable ruleId={id} query={query} />
      ) : (
        <State phase={phase} onRetry={() => void rule.reload()}>
          {(value) => <Versions rule={value} onRestored={(next) => rule.set(next)} />}
        </State>
      )}
    </RuleFrame>
  );
};
