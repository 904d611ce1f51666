import { type ScreenProps } from '../screens.ts';
import { PluginList } from './plugins/list.tsx';
import { PluginPage } from './plugins/page.tsx';

/** What is built in, what each may do, and how it fares; and one of them with its settings. */
export default function Plugins({ params, query }: ScreenProps) {
  const id = params['id'];
  return id ? <PluginPage key={id} id={id} /> : <PluginList query={query} />;
}
