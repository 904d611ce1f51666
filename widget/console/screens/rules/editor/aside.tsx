import { useConsole, useTexts } from '../../../context.ts';
import { Panel } from '../../../parts/page.tsx';
import { Badge } from '../../../parts/state.tsx';
import { useEditor } from './editor-context.ts';
import { summarize } from './summarize.ts';
import { SummaryView } from './summary-view.tsx';

/** Beside the form: what it all means, and whether it could run. */
export const Aside = ({ missing }: { missing: number }) => {
  const { format } = useConsole();
  const t = useTexts('rule-editor');
  const { editor, parts, choices, readOnly } = useEditor();
  const { definition } = editor.written.value;
  const checking = editor.checking.value;
  const problems = Math.max(missing, editor.checked.value.problems.length);
  return (
    <aside class="souffleur-rule-aside" aria-label={t('summary.title')}>
      <Panel title={t('summary.title')}>
        <SummaryView summary={summarize(definition, parts, choices, t, format.language)} />
        {!readOnly && (
          <p class="souffleur-verdict" role="status">
            {checking === 'busy' && t('check.busy')}
            {checking === 'failed' && <Badge kind="warn">{t('check.failed')}</Badge>}
            {checking === 'idle' &&
              (problems > 0 ? <Badge kind="warn">{t('check.open', { count: problems })}</Badge> : <Badge kind="good">{t('check.fine')}</Badge>)}
          </p>
        )}
      </Panel>
    </aside>
  );
};
