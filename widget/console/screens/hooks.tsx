import { type ScreenProps } from '../screens.ts';
import { HookList } from './hooks/list.tsx';
import { HookPage } from './hooks/page.tsx';

/** Everything that came in, and one of them with what it said, caused and looked like. */
export default function Hooks({ params, query }: ScreenProps) {
  const id = params['id'];
  return id ? <HookPage key={id} id={id} tab={query['tab']} /> : <HookList query={query} />;
}
