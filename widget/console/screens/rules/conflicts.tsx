import { useEffect } from 'preact/hooks';

import { readPage } from '../../../state/read.ts';
import { readConflict, type Rule } from '../../../state/rules.ts';
import { ConsoleIcon } from '../../../ui/console-icon.tsx';
import { useConsole, useResource, useTexts } from '../../context.ts';
import { Link } from '../../parts/page.tsx';

/** Rules that get in each other's way, said in sentences. Nothing is shown while there are none. */
export const Conflicts = ({ rules, changed }: { rules: readonly Rule[]; changed: number }) => {
  const { api } = useConsole();
  const t = useTexts('rules');
  // A hint: a list of rules without it is whole all the same.
  const found = useResource(async () => readPage(await api.get('/rules/conflicts').catch(() => undefined), readConflict), []);
  useEffect(() => {
    if (changed > 0) void found.reload();
  }, [changed]);
  const phase = found.phase.value;
  if (phase.name !== 'ready' || phase.value.length === 0) return null;
  const nameOf = (id: string): string => rules.find((rule) => rule.id === id)?.name ?? t('one');
  return (
    <details class="souffleur-conflicts" open={phase.value.length <= 3}>
      <summary class="souffleur-conflicts-head">
        <ConsoleIcon name="warning" />
        <strong>{t('conflicts.title', { count: phase.value.length })}</strong>
      </summary>
      <ul class="souffleur-conflicts-list">
        {phase.value.map((conflict, index) => (
          <li key={index}>
            <span>{conflict.text || t(`conflicts.kinds.${conflict.kind}`)}</span>
            <span class="souffleur-conflict-links">
              {[...new Set(conflict.ruleIds)].map((id) => (
                <Link key={id} path={`rules/${id}`}>
                  {nameOf(id)}
                </Link>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
};
