import { useConsole, useIsAdmin } from '../context.ts';
import { type ScreenProps } from '../screens.ts';
import { RuleList } from './rules/list.tsx';
import { RulePage } from './rules/page.tsx';
import { RunLog } from './rules/runs/log.tsx';
import { RunPage } from './rules/runs/page.tsx';

/** Rules, what they did, and one of them. */
export default function Rules({ params, query }: ScreenProps) {
  const { router } = useConsole();
  const isAdmin = useIsAdmin();
  const { path } = router.place.value;
  const { run, id } = params;
  if (run) return <RunPage key={run} id={run} />;
  if (path === 'rules/runs') return <RunLog query={query} />;
  if (id) return <RulePage key={id} id={id} query={query} />;
  return path === 'rules/new' && isAdmin ? <RulePage query={query} /> : <RuleList query={query} />;
}
