import { type ComponentType } from 'preact';

import { useConsole } from '../context.ts';
import { type ScreenProps } from '../screens.ts';
import { Lazily } from './rules/lazily.tsx';
import { RuleList } from './rules/list.tsx';
import { RulePage } from './rules/page.tsx';
import { RunLog } from './rules/runs/log.tsx';
import { RunPage } from './rules/runs/page.tsx';

interface EditorProps {
  id?: string;
  template?: string;
}

/** Found by its place, so that the rest of the screen works without it. */
const [loadEditor] = Object.values(import.meta.glob<{ default: ComponentType<EditorProps> }>('./rules/editor/page.tsx'));

/** Rules, what they did, and one of them. */
export default function Rules({ params, query }: ScreenProps) {
  const { router } = useConsole();
  const { path } = router.place.value;
  if (params['run']) return <RunPage key={params['run']} id={params['run']} />;
  if (path === 'rules/runs') return <RunLog query={query} />;
  if (path === 'rules/new') return <Lazily load={loadEditor} back props={{ template: query['template'] || undefined }} />;
  const id = params['id'];
  if (!id) return <RuleList query={query} />;
  return (
    <RulePage key={id} id={id} query={query}>
      <Lazily load={loadEditor} props={{ id }} />
    </RulePage>
  );
}
