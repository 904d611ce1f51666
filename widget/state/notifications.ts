import { dict, id, list, number, oneOf, optional, text } from './read.ts';

export interface Notice {
  id: string;
  kind: string;
  at: string;
  readAt: string | null;
  title: string;
  text: string;
  link: { kind: 'lead' | 'hook' | 'sync' | 'talk' | 'settings' | 'connection' | 'rule' | 'none'; id: string | null; crmId: string | null };
}

export interface Notices {
  items: Notice[];
  nextCursor: string | null;
  unread: number;
}

export interface NoticeSetting {
  kind: string;
  bell: boolean;
  crm: boolean;
}

export const readNotice = (value: unknown): Notice => {
  const from = dict(value);
  const link = dict(from['link']);
  return {
    id: id(from['id'], 'notification'),
    kind: text(from['kind']),
    at: text(from['at']),
    readAt: optional(from['readAt']),
    title: text(from['title']),
    text: text(from['text']),
    link: {
      kind: oneOf(link['kind'], ['lead', 'hook', 'sync', 'talk', 'settings', 'connection', 'rule', 'none'], 'none'),
      id: optional(link['id']),
      crmId: optional(link['crmId']),
    },
  };
};

export const readNotices = (value: unknown): Notices => {
  const from = dict(value);
  return { items: list(from['items']).map(readNotice), nextCursor: optional(from['nextCursor']), unread: number(from['unread']) };
};

export const readNoticeSettings = (value: unknown): NoticeSetting[] =>
  list(dict(value)['items']).map((item) => {
    const from = dict(item);
    return { kind: text(from['kind']), bell: from['bell'] === true, crm: from['crm'] === true };
  });
