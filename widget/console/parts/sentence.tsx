import { type SentencePiece, type SubjectLink } from '../../state/activity.ts';
import { useConsole } from '../context.ts';
import { screens } from '../screens.ts';
import { find } from '../screen-view.tsx';
import { Link, OutLink } from './page.tsx';

/** Kommo's own pages, by the subject they show. */
const CRM_PAGES: Partial<Record<SubjectLink['kind'], string>> = {
  lead: 'leads/detail',
  contact: 'contacts/detail',
  company: 'companies/detail',
  customer: 'customers/detail',
};
/** Places of the console; `:id` is ours. */
const PLACES: Partial<Record<SubjectLink['kind'], string>> = {
  hook: 'hooks/:id',
  agent: 'agents/:id',
  article: 'knowledge/articles/:id',
  rule: 'rules/:id',
  sync: 'sync',
  member: 'members',
  settings: 'settings',
};

const Piece = ({ text, link }: SentencePiece) => {
  const { crmUrl, session } = useConsole();
  if (!link) return <>{text}</>;
  const page = CRM_PAGES[link.kind];
  if (page && link.crmId && /^[\w-]+$/.test(link.crmId)) return <OutLink href={`${crmUrl}/${page}/${link.crmId}`}>{text}</OutLink>;
  const path = PLACES[link.kind]?.replace(':id', link.id ?? '');
  const mine = screens.filter(({ roles }) => roles.includes(session.member.role));
  return path && find(mine, path) ? <Link path={path}>{text}</Link> : <>{text}</>;
};

/** A sentence of the log whose pieces lead to what they name. */
export const Sentence = ({ pieces }: { pieces: readonly SentencePiece[] }) => (
  <span class="souffleur-log-sentence">
    {pieces.map((piece, index) => (
      <Piece key={index} {...piece} />
    ))}
  </span>
);
