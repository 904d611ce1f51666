import { signal } from '@preact/signals';

import { type Api } from '../api.ts';
import { type Notice, readNotice, readNotices, readNoticeSettings } from './notifications.ts';
import { dict, list } from './read.ts';

/** How many the bell shows. */
const SHOWN = 8;

export type Bell = ReturnType<typeof createBell>;

/** What the bell knows: how many are unread and the newest of them. */
export const createBell = (api: Api) => {
  const items = signal<readonly Notice[]>([]);
  const unread = signal(0);
  const read = async (): Promise<void> => {
    const page = readNotices(await api.get(`/notifications?limit=${SHOWN}`));
    items.value = page.items;
    unread.value = page.unread;
  };
  return {
    items,
    unread,
    /** A bell that cannot be read is quiet; it is read again with the next hint. */
    refresh: () => read().catch(() => undefined),
    async markRead(ids?: readonly string[]): Promise<void> {
      await api.write('POST', '/notifications/read', ids ? { ids } : {});
      await read();
    },
    /** What has just come, if the member wants it shown by the CRM too. */
    async forCrm(noticeId: string): Promise<Notice | undefined> {
      const [page, settings] = await Promise.all([api.get('/notifications?limit=5&unread=true'), api.get('/notifications/settings')]);
      const notice = list(dict(page)['items'])
        .map(readNotice)
        .find(({ id }) => id === noticeId);
      return notice && readNoticeSettings(settings).some(({ kind, bell, crm }) => kind === notice.kind && bell && crm) ? notice : undefined;
    },
  };
};
