import { type Rule } from '../../../state/rules.ts';
import { ConsoleIcon, type ConsoleIconName } from '../../../ui/console-icon.tsx';
import { useConsole, useIsAdmin, useTexts } from '../../context.ts';
import { Link } from '../../parts/page.tsx';
import { Badge } from '../../parts/state.tsx';
import { type Column } from '../../parts/table.tsx';
import { type RuleActs } from './acts.ts';
import { RunNow } from './try/manual.tsx';
import { problemWords, triggerWords } from './words.ts';

const RowButton = ({ icon, label, busy, press }: { icon: ConsoleIconName; label: string; busy: boolean; press: () => void }) => (
  <button type="button" class="souffleur-icon-button" aria-label={label} title={label} disabled={busy} onClick={press}>
    <ConsoleIcon name={icon} />
  </button>
);

const Problem = ({ rule }: { rule: Rule }) => {
  const t = useTexts('rules');
  if (!rule.problem) return null;
  const { short, mend } = problemWords(t, rule.problem);
  return (
    <span class="souffleur-rule-problem">
      <ConsoleIcon name="warning" size={14} />
      <span>
        <strong>{short}</strong> {mend}
      </span>
    </span>
  );
};

/** How often it ran; the failed ones lead to the log. */
const Counters = ({ rule }: { rule: Rule }) => {
  const { format } = useConsole();
  const t = useTexts('rules');
  const { runs } = rule;
  if (!runs) return <>–</>;
  return (
    <span class="souffleur-rule-counts">
      <span>{t('counts.today', { number: format.number(runs.today) })}</span>
      <span>{t('counts.week', { number: format.number(runs.week) })}</span>
      {runs.failed > 0 && (
        <Link class="souffleur-link souffleur-rule-failed" path="rules/runs" query={{ rule: rule.id, state: 'failed' }}>
          {t('counts.failed', { count: runs.failed })}
        </Link>
      )}
      {runs.lastAt && (
        <time class="souffleur-muted" dateTime={runs.lastAt} title={format.dateTime(runs.lastAt)}>
          {t('counts.last', { when: format.ago(runs.lastAt) })}
        </time>
      )}
    </span>
  );
};

export const useRuleColumns = (acts: RuleActs): Column<Rule>[] => {
  const { format } = useConsole();
  const t = useTexts('rules');
  const isAdmin = useIsAdmin();
  return [
    { id: 'name', title: t('fields.name'), cell: (rule) => rule.name },
    {
      id: 'trigger',
      title: t('fields.trigger'),
      cell: (rule) => (
        <>
          {triggerWords(t, format, rule.trigger)}
          <Problem rule={rule} />
        </>
      ),
    },
    {
      id: 'enabled',
      title: t('columns.enabled'),
      narrow: true,
      cell: (rule) =>
        isAdmin ? (
          <input
            type="checkbox"
            role="switch"
            class="souffleur-switch souffleur-above"
            aria-label={t('columns.enabled_of', { name: rule.name })}
            checked={rule.enabled}
            disabled={acts.busy.value === rule.id}
            onChange={(event) => {
              // The row shows what the server says, not what was pressed.
              event.currentTarget.checked = rule.enabled;
              void acts.turn(rule, !rule.enabled);
            }}
          />
        ) : (
          <Badge kind={rule.enabled ? 'good' : 'plain'}>{t(rule.enabled ? 'rule-editor:on' : 'rule-editor:off')}</Badge>
        ),
    },
    { id: 'runs', title: t('columns.runs'), narrow: true, cell: (rule) => <Counters rule={rule} /> },
    { id: 'priority', title: t('fields.priority'), narrow: true, align: 'end', cell: ({ priority }) => format.number(priority) },
    {
      id: 'acts',
      title: t('columns.acts'),
      narrow: true,
      cell: (rule) => (
        <span class="souffleur-rule-acts">
          <RunNow rule={rule} />
          {isAdmin && (
            <>
              <RowButton
                icon="copy"
                label={t('duplicate_of', { name: rule.name })}
                busy={acts.busy.value === rule.id}
                press={() => void acts.duplicate(rule)}
              />
              <RowButton icon="trash" label={t('delete_of', { name: rule.name })} busy={acts.busy.value === rule.id} press={() => void acts.erase(rule)} />
            </>
          )}
        </span>
      ),
    },
  ];
};
