import { type ComponentChildren } from 'preact';

import { type Notice } from '../state/notifications.ts';
import { useConsole } from './context.ts';
import { Link, OutLink } from './parts/page.tsx';

/** Leads to what a notification is about, where there is a page for it. */
export const NoticeLink = ({ link, onFollow, children }: { link: Notice['link']; onFollow?: () => void; children: ComponentChildren }) => {
  const { crmUrl } = useConsole();
  if (link.kind === 'lead' && link.crmId && /^\d+$/.test(link.crmId)) return <OutLink href={`${crmUrl}/leads/detail/${link.crmId}`}>{children}</OutLink>;
  if (link.kind === 'hook' && link.id)
    return (
      <Link path={`hooks/${link.id}`} onFollow={onFollow}>
        {children}
      </Link>
    );
  if (link.kind === 'rule' && link.id)
    return (
      <Link path={`rules/${link.id}`} onFollow={onFollow}>
        {children}
      </Link>
    );
  if (link.kind === 'sync' || link.kind === 'connection')
    return (
      <Link path="connection" onFollow={onFollow}>
        {children}
      </Link>
    );
  return <>{children}</>;
};
