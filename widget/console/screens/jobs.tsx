import { type ScreenProps } from '../screens.ts';
import { JobList } from './jobs/list.tsx';
import { JobPage } from './jobs/page.tsx';

/** Background work of the account. */
export default function Jobs({ params, query }: ScreenProps) {
  const id = params['id'];
  return id ? <JobPage key={id} id={id} /> : <JobList query={query} />;
}
